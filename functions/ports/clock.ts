/** Time as a port: nothing else reads a clock, so that tests and the simulator set it. */
export type Clock = {
  /** Epoch milliseconds. */
  readonly now: () => number;
};
