/**
 * What an Express execution cannot do: live longer than five minutes, wait to be called back, or wait for another job. Waits
 * are no business of its states at all, and its retries must come to an end while it lives.
 */
import type { JsonObject } from '../language/json.ts';
import { objectsOf, type Problem, statesOf, textOf } from './read.ts';

/** Seconds. */
const LIFE = 300;

export function expressProblems(machine: JsonObject): readonly Problem[] {
  const { TimeoutSeconds: life } = machine;
  return [
    ...(typeof life === 'number' && life <= LIFE
      ? []
      : [{ problem: `An Express execution lives ${LIFE} seconds; TimeoutSeconds says otherwise.` }]),
    ...statesOf(machine).flatMap(({ name, fields }) =>
      problemsOf(fields).map((problem) => ({ state: name, problem })),
    ),
  ];
}

const problemsOf = (fields: JsonObject): readonly string[] => [
  ...(fields.Type === 'Wait' ? ['waits, which only the row does in express.'] : []),
  ...(/\.(waitForTaskToken|sync(:2)?)$/.test(textOf(fields.Resource) ?? '')
    ? ['is called back, which Express executions cannot be.']
    : []),
  ...objectsOf(fields.Retry)
    .filter((retry) => delay(retry) >= LIFE)
    .map(() => 'tries again for longer than the execution lives.'),
];

/** Seconds between the first try and the last, without what the tries take. */
function delay(retry: JsonObject): number {
  const { IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds } = retry;
  const most = numberOr(MaxDelaySeconds, Number.POSITIVE_INFINITY);
  let next = numberOr(IntervalSeconds, 1);
  let sum = 0;
  for (let i = 0; i < numberOr(MaxAttempts, 3) && sum < LIFE; i += 1) {
    sum += Math.min(next, most);
    next *= numberOr(BackoffRate, 2);
  }
  return sum;
}

const numberOr = (value: unknown, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;
