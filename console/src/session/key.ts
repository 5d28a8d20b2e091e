/**
 * Where the API key comes from and where it stays: pasted once, or in the address's fragment (`#key=…`), which never leaves
 * the browser and is taken out of the address at once. It is kept for this tab only.
 */

const STORED = 'sojourn.key';

/** `#key=sk_local_1` → `sk_local_1`. */
export function keyInFragment(fragment: string): string | undefined {
  const key = new URLSearchParams(fragment.replace(/^#/, '')).get('key')?.trim();
  return key === undefined || key === '' ? undefined : key;
}

/** Takes the key out of the address, if there is one, and gives the key to use. Call before anything reads the address. */
export function takeKey(): string | undefined {
  const given = keyInFragment(window.location.hash);
  if (given !== undefined) {
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    storeKey(given);
  }
  return given ?? window.sessionStorage.getItem(STORED) ?? undefined;
}

export function storeKey(key: string): void {
  window.sessionStorage.setItem(STORED, key);
}

export function forgetKey(): void {
  window.sessionStorage.removeItem(STORED);
}
