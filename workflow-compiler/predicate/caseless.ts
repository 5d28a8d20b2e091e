/**
 * Text compared without regard to case, as `toLowerCase` means it, without making lower-case copies: while both texts are
 * ASCII, letter by letter; from the first other letter on, by `toLowerCase` itself. `wanted` is lower-case already.
 */

// The one letter whose lower case is longer than itself (`test/predicate/caseless.test.ts` looks at all of them).
const GROWS = 'İ';

/** @example sameText('Gold', 'gold') // true */
export function sameText(seen: string, wanted: string): boolean {
  if (seen.length !== wanted.length) {
    return seen.length < wanted.length && seen.includes(GROWS) && seen.toLowerCase() === wanted;
  }
  if (seen === wanted) return true;
  for (let at = 0; at < wanted.length; at += 1) {
    const letter = seen.charCodeAt(at);
    if (letter >= 128) return seen.toLowerCase() === wanted;
    if (lower(letter) !== wanted.charCodeAt(at)) return false;
  }
  return true;
}

/** Whether no text of another length can be the same as `wanted`. */
export function keepsLength(wanted: string): boolean {
  return !wanted.includes(GROWS.toLowerCase());
}

/** Whether it is one of these texts, each of which `keepsLength`. */
export function isOneOf(seen: string, wanted: readonly string[]): boolean {
  for (let at = 0; at < wanted.length; at += 1) {
    const one = wanted[at] ?? '';
    if (seen.length === one.length && sameText(seen, one)) return true;
  }
  return false;
}

export function startsText(seen: string, wanted: string): boolean {
  if (seen.length < wanted.length) return seen.includes(GROWS) && seen.toLowerCase().startsWith(wanted);
  for (let at = 0; at < wanted.length; at += 1) {
    const letter = seen.charCodeAt(at);
    if (letter >= 128) return seen.toLowerCase().startsWith(wanted);
    if (lower(letter) !== wanted.charCodeAt(at)) return false;
  }
  return true;
}

/** Backwards: before a letter that grows, places in the two texts no longer answer each other. */
export function endsText(seen: string, wanted: string): boolean {
  const ahead = seen.length - wanted.length;
  if (ahead < 0) return seen.includes(GROWS) && seen.toLowerCase().endsWith(wanted);
  for (let at = wanted.length - 1; at >= 0; at -= 1) {
    const letter = seen.charCodeAt(ahead + at);
    if (letter >= 128) return seen.toLowerCase().endsWith(wanted);
    if (lower(letter) !== wanted.charCodeAt(at)) return false;
  }
  return true;
}

export function containsText(seen: string, wanted: string): boolean {
  return seen.toLowerCase().includes(wanted);
}

function lower(ascii: number): number {
  return ascii >= 65 && ascii <= 90 ? ascii + 32 : ascii;
}
