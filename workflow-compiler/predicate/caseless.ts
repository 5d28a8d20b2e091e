/**
 * Text compared without regard to case, as `toLowerCase` means it, without making lower-case copies: while both texts are
 * ASCII, letter by letter; from the first other letter on, by `toLowerCase` itself. `wanted` is lower-case already.
 */

// The one letter whose lower case is longer than itself (`test/predicate/caseless.test.ts` looks at all of them).
const GROWS = 'İ';

const DIFFERENT = 0;
const SAME = 1;
const UNSURE = 2;

/** @example sameText('Gold', 'gold') // true */
export function sameText(seen: string, wanted: string): boolean {
  if (seen.length !== wanted.length) {
    return seen.length < wanted.length && seen.includes(GROWS) && seen.toLowerCase() === wanted;
  }
  const answer = seen === wanted ? SAME : compare(seen, wanted);
  return answer === UNSURE ? seen.toLowerCase() === wanted : answer === SAME;
}

export function startsText(seen: string, wanted: string): boolean {
  if (seen.length < wanted.length) return seen.includes(GROWS) && seen.toLowerCase().startsWith(wanted);
  const answer = compare(seen, wanted);
  return answer === UNSURE ? seen.toLowerCase().startsWith(wanted) : answer === SAME;
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

function compare(seen: string, wanted: string): number {
  for (let at = 0; at < wanted.length; at += 1) {
    const letter = seen.charCodeAt(at);
    if (letter >= 128) return UNSURE;
    if (lower(letter) !== wanted.charCodeAt(at)) return DIFFERENT;
  }
  return SAME;
}

function lower(ascii: number): number {
  return ascii >= 65 && ascii <= 90 ? ascii + 32 : ascii;
}
