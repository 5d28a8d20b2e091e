/** How machines fail: Retry and Catch by the names that cross the boundary, and the states that failures lead to. */
import { ERRORS } from '../cursor.ts';
import type { JsonObject } from '../language/json.ts';
import { ERROR, FAILED, HOLD, INPUT, SETTLED, UNTIL } from './expressions.ts';

/** Shared states; a leading hyphen keeps them apart from step ids. */
const STATES = { left: '-left', failed: '-failed', failure: '-failure' } as const;

/** Hiccups for about ten minutes; throttling for about four hours. */
export const RETRY = [
  {
    ErrorEquals: [
      ERRORS.transient,
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
    ],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxAttempts: 6,
    MaxDelaySeconds: 300,
    JitterStrategy: 'FULL',
  },
  {
    ErrorEquals: [ERRORS.throttled],
    IntervalSeconds: 30,
    BackoffRate: 2,
    MaxAttempts: 20,
    MaxDelaySeconds: 900,
    JitterStrategy: 'FULL',
  },
] as const;

/** In express a call that is throttled parks, and an execution lives five minutes: only hiccups are tried again. */
export const EXPRESS_RETRY = [RETRY[0]];

export type Ways = { readonly hold?: string; readonly rejected?: string; readonly timeout?: string };

/** In the order in which Step Functions asks: the last one takes everything and stands alone. */
export function catchers(steps: readonly string[], { hold, rejected, timeout }: Ways): readonly JsonObject[] {
  const failure = { cursor: INPUT, steps, error: ERROR };
  return [
    ...(timeout === undefined ? [] : [{ ErrorEquals: ['States.Timeout'], Output: INPUT, Next: timeout }]),
    ...(hold === undefined ? [] : [{ ErrorEquals: [ERRORS.deferred], Output: HOLD, Next: hold }]),
    ...(rejected === undefined ? [] : [{ ErrorEquals: [ERRORS.rejected], Output: SETTLED, Next: rejected }]),
    { ErrorEquals: [ERRORS.left], Output: INPUT, Next: STATES.left },
    { ErrorEquals: ['States.ALL'], Output: failure, Next: STATES.failed },
  ];
}

/** In express what is put off waits in the row, and the execution ends quietly. */
export const expressCatchers = (
  steps: readonly string[],
  rejected: string | undefined,
): readonly JsonObject[] => [
  { ErrorEquals: [ERRORS.deferred], Output: INPUT, Next: STATES.left },
  ...catchers(steps, rejected === undefined ? {} : { rejected }),
];

/** Waits until the time that a `Deferred` named, then does the same state again. */
export const holdState = (name: string): JsonObject => ({ Type: 'Wait', Timestamp: UNTIL, Next: name });

/** `report` is the call of `finish` that writes the failure down. */
export function failureStates(
  report: JsonObject,
  retry: readonly JsonObject[] = RETRY,
): readonly (readonly [string, JsonObject])[] {
  return [
    [STATES.left, { Type: 'Succeed' }],
    [
      STATES.failed,
      {
        Type: 'Task',
        ...report,
        Output: INPUT,
        Retry: retry,
        Catch: [{ ErrorEquals: ['States.ALL'], Output: INPUT, Next: STATES.failure }],
        Next: STATES.failure,
      },
    ],
    [STATES.failure, { Type: 'Fail', Error: FAILED.name, Cause: FAILED.cause }],
  ];
}
