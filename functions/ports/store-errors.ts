/** What a store throws, whatever its home. A failed condition is not here: it is an ordinary answer (`Written`). */

/** Nothing of the call was written (disk full, I/O error, throttled beyond patience). The same call may be made again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** The call can never work: too many writes, the same key twice, a body over 400 KB, a malformed key or limit. */
export class StoreMisuse extends Error {
  override readonly name = 'StoreMisuse';
}

/** `after` is not a token that this query gave. */
export class PageTokenInvalid extends Error {
  override readonly name = 'PageTokenInvalid';
}
