/** Made-up numbers that are the same in every run and on every machine. */

/** Numbers from 0 to below 1 (a linear congruential generator). */
export function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}
