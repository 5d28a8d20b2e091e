/**
 * Alarms that end waits where no machine counts the time (the express placement): EventBridge Scheduler on AWS, an alarm of the
 * process on one machine. A timer only tells when to look: the run's row decides, and the sweeper finds what no timer told.
 */
export type Timer = {
  readonly tenant: string;
  readonly contact: string;
  readonly run: string;
  /** Of the row that waits: who rings for another generation rings for nothing. */
  readonly generation: number;
  /** When the wait ends, ISO 8601 in UTC. */
  readonly at: string;
};

export type Timers = {
  /** Each rings at its moment or soon after, never before. Setting one again, by run and generation, is setting it once. */
  readonly set: (timers: readonly Timer[]) => Promise<void>;
};
