/**
 * Chance that can be repeated: every draw is a function of the seed, the contact and what is asked, never of the order of asking.
 * So a simulation is the same however its contacts are spread over threads, and a contact opens the first mail at the same
 * moment whatever else a changed workflow does with it.
 */

/** Uniform in [0, 1); the same for the same question. */
export type Dice = (question: string) => number;

/** @example diceOf(7, 'ada')('open welcome/thanks 0') */
export function diceOf(seed: number, contact: string): Dice {
  const base = mix(hash(contact, hash(String(seed), 0x811c9dc5)));
  return (question) => mix(hash(question, base)) / 2 ** 32;
}

/** FNV-1a, begun at `from`. */
function hash(text: string, from: number): number {
  let state = from;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return state >>> 0;
}

/** The last step of MurmurHash3: FNV alone spreads short texts badly in its upper bits. */
function mix(state: number): number {
  let mixed = state;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** One of several by weight; weights need not add up to anything. `draw` in [0, 1). */
export function weighted<T>(draw: number, choices: readonly (readonly [T, number])[]): T | undefined {
  let left = draw * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  return choices.at(-1)?.[0];
}

/** A delay of this median, exponentially distributed: many soon, few late. Milliseconds. */
export function delay(draw: number, medianMs: number): number {
  return Math.round((-Math.log(1 - draw) / Math.LN2) * medianMs);
}
