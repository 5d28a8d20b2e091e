/** What is known of a run when it comes to a step, whichever way it came. Sets of numbered things are bits of a bigint. */

export type Facts = {
  /** Steps that some way here has passed. */
  readonly passed: bigint;
  /** Steps that every way here has passed. */
  readonly passedSurely: bigint;
  /** Events that can be the one at hand: sources by number. */
  readonly events: bigint;
  /** Paths for contacts who cannot be sent marketing, after which nothing has asked again: origins by number. */
  readonly optedOut: bigint;
  /** The days and the time at which the run is certain to be here; absent: any. */
  readonly clock: Clock | undefined;
  /** A moment that is certainly past, in epoch milliseconds, give or take the contact's zone; absent: none known. */
  readonly notBefore: number | undefined;
};

/** `days`: bit 0 is Monday. `minute` of the day, in the contact's zone. `wait`: the step that waited for it. */
export type Clock = { readonly days: number; readonly minute: number; readonly wait: string };

export function join(a: Facts, b: Facts): Facts {
  return {
    passed: a.passed | b.passed,
    passedSurely: a.passedSurely & b.passedSurely,
    events: a.events | b.events,
    optedOut: a.optedOut | b.optedOut,
    clock: joinClocks(a.clock, b.clock),
    notBefore:
      a.notBefore === undefined || b.notBefore === undefined ? undefined : Math.min(a.notBefore, b.notBefore),
  };
}

/** Two waits for different times leave nothing certain, nor do two steps that waited: a finding names one. */
function joinClocks(a: Clock | undefined, b: Clock | undefined): Clock | undefined {
  if (a === undefined || b === undefined) return undefined;
  return a.wait === b.wait && a.minute === b.minute ? { ...a, days: a.days | b.days } : undefined;
}

export function same(a: Facts, b: Facts): boolean {
  return (
    a.passed === b.passed &&
    a.passedSurely === b.passedSurely &&
    a.events === b.events &&
    a.optedOut === b.optedOut &&
    a.clock?.days === b.clock?.days &&
    a.clock?.wait === b.clock?.wait &&
    a.notBefore === b.notBefore
  );
}

export const bit = (index: number): bigint => 1n << BigInt(index);

export const has = (set: bigint, index: number): boolean => ((set >> BigInt(index)) & 1n) === 1n;
