/** Task: what it is called with, what it gives, and what Retry and Catch make of its failures. */
import { fails, gives, INVOKE, jsonata, type Machine, type Rule, refused, unfit } from './rule.ts';

const E: Machine = { Type: 'Pass', End: true };
const task = (more: Machine = {}): Machine =>
  jsonata({ T: { Type: 'Task', Resource: INVOKE, End: true, ...more }, ...('Catch' in more ? { E } : {}) });
const answers = (...outcomes: readonly Machine[]) => ({ T: outcomes });
const ok = answers({ result: 1 });
const bad = answers({ error: 'Boom', cause: 'why' });
const caught = (...catchers: readonly Machine[]): Machine => ({
  Catch: catchers.map((one) => ({ Next: 'E', ...one })),
});
const retried = (...retriers: readonly Machine[]): Machine => ({
  Retry: retriers,
  Output: '{% $states.context.State.RetryCount %}',
});

export const TASKS: readonly Rule[] = [
  ['the result is the output', task(), {}, gives(1, 'T'), ok],
  ['null is a result', task(), {}, gives(null), answers({ result: null })],
  [
    'Output sees result and input',
    task({ Output: ['{% $states.result %}', '{% $states.input %}'] }),
    5,
    gives([1, 5]),
    ok,
  ],
  [
    'Assign sees the result',
    jsonata({
      T: { Type: 'Task', Resource: INVOKE, Assign: { r: '{% $states.result %}' }, Output: 0, Next: 'B' },
      B: { Type: 'Pass', Output: '{% $r %}', End: true },
    }),
    5,
    gives(1),
    ok,
  ],
  ['Arguments may be one expression', task({ Arguments: '{% $states.input %}' }), 5, gives(1), ok],
  [
    'Arguments that are nothing',
    task({ Arguments: { a: '{% $q %}' } }),
    5,
    unfit("'Arguments/a' returned nothing"),
    ok,
  ],
  [
    'Arguments see no result',
    task({ Arguments: '{% $states.result %}' }),
    5,
    refused("'$states.result'"),
    ok,
  ],
  [
    'the role is computed',
    task({ Credentials: { RoleArn: '{% $q %}' } }),
    5,
    unfit("'Credentials/RoleArn' returned nothing"),
    ok,
  ],
  [
    'a token where one is waited for',
    task({
      Resource: `${INVOKE}.waitForTaskToken`,
      Arguments: '{% $length($states.context.Task.Token) > 0 ? 1 : $q %}',
    }),
    5,
    gives(1),
    ok,
  ],
  [
    'no token where none is waited for',
    task({ Arguments: '{% $states.context.Task.Token %}' }),
    5,
    unfit("'Arguments' returned nothing"),
    ok,
  ],
  [
    'times by expressions',
    task({ TimeoutSeconds: '{% $states.input %}', HeartbeatSeconds: '{% 1 %}' }),
    5,
    gives(1),
    ok,
  ],
  ['no time, computed', task({ TimeoutSeconds: '{% 0 %}' }), 5, unfit("'TimeoutSeconds'"), ok],
  ['no time, written', task({ TimeoutSeconds: 0 }), 5, refused('`TimeoutSeconds` is invalid'), ok],
  ['a text is no time', task({ HeartbeatSeconds: "{% '5' %}" }), 5, unfit("'HeartbeatSeconds'"), ok],
  ['a resource is an ARN', task({ Resource: 'mail' }), 5, refused('`Resource` that is an ARN'), ok],
  [
    'a function by its ARN',
    task({ Resource: 'arn:aws:lambda:us-east-1:111111111111:function:f' }),
    5,
    gives(1),
    ok,
  ],
  [
    'the fields of the other language',
    task({ Parameters: {} }),
    5,
    refused('`Parameters` is not supported here (JSONata)'),
    ok,
  ],
  [
    'the last outcome repeats',
    jsonata({
      T: { Type: 'Task', Resource: INVOKE, Next: 'U' },
      U: { Type: 'Choice', Choices: [{ Condition: '{% $states.input < 3 %}', Next: 'T' }], Default: 'E' },
      E,
    }),
    5,
    gives(3, 'T U T U T U E'),
    answers({ result: 1 }, { result: 2 }, { result: 3 }),
  ],
  ['a call that no mock answers', task(), 5, refused('no mock answers for it')],
];

export const FAILURES: readonly Rule[] = [
  ['a failure is told as it was told', task(), {}, fails('Boom', 'why', 'T'), bad],
  [
    'a cause that is JSON becomes text',
    task(),
    {},
    fails('Boom', '{"a":1}'),
    answers({ error: 'Boom', cause: { a: 1 } }),
  ],
  [
    'a failure without a name',
    task(),
    {},
    { status: 'FAILED', because: 'why' },
    answers({ error: null, cause: 'why' }),
  ],
  [
    'a catcher sees error and cause',
    task(caught({ ErrorEquals: ['Boom'] })),
    {},
    gives({ Error: 'Boom', Cause: 'why' }, 'T E'),
    bad,
  ],
  [
    'a catcher has an output',
    task(
      caught({ ErrorEquals: ['Boom'], Output: ['{% $states.input %}', '{% $states.errorOutput.Cause %}'] }),
    ),
    5,
    gives([5, 'why']),
    bad,
  ],
  [
    'a catcher sees no result',
    task(caught({ ErrorEquals: ['Boom'], Output: '{% $states.result %}' })),
    5,
    refused("'$states.result'"),
    bad,
  ],
  [
    'the first catcher that means it',
    task(
      caught(
        { ErrorEquals: ['A'], Output: 1 },
        { ErrorEquals: ['B', 'Boom'], Output: 2 },
        { ErrorEquals: ['States.ALL'], Output: 3 },
      ),
    ),
    5,
    gives(2),
    bad,
  ],
  [
    'States.ALL stands alone',
    task(caught({ ErrorEquals: ['States.ALL', 'A'] })),
    5,
    refused('`States.ALL` must stand alone'),
    bad,
  ],
  [
    'States.ALL stands last',
    task(caught({ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] })),
    5,
    refused('`States.ALL` must stand alone, and last'),
    bad,
  ],
  ['States.TaskFailed', task(caught({ ErrorEquals: ['States.TaskFailed'], Output: 0 })), 5, gives(0), bad],
  [
    'States.TaskFailed is not States.Timeout',
    task(caught({ ErrorEquals: ['States.TaskFailed'] })),
    5,
    fails('States.Timeout'),
    answers({ error: 'States.Timeout' }),
  ],
  [
    'States.ALL is States.Timeout',
    task(caught({ ErrorEquals: ['States.ALL'], Output: 0 })),
    5,
    gives(0),
    answers({ error: 'States.Timeout' }),
  ],
  [
    'States.ALL is not States.Runtime',
    task(caught({ ErrorEquals: ['States.ALL'] })),
    5,
    fails('States.Runtime'),
    answers({ error: 'States.Runtime' }),
  ],
  [
    'nor is anything else: it always ends the execution',
    task({
      Retry: [{ ErrorEquals: ['States.Runtime'] }],
      ...caught({ ErrorEquals: ['States.Runtime', 'States.TaskFailed'] }),
    }),
    5,
    fails('States.Runtime', undefined, 'T'),
    answers({ error: 'States.Runtime' }, { result: 1 }),
  ],
  [
    'States.ALL is not States.DataLimitExceeded',
    task(caught({ ErrorEquals: ['States.ALL'] })),
    5,
    fails('States.DataLimitExceeded'),
    answers({ error: 'States.DataLimitExceeded' }),
  ],
  [
    'which may be caught by its name',
    task(caught({ ErrorEquals: ['States.DataLimitExceeded'], Output: 0 })),
    5,
    gives(0),
    answers({ error: 'States.DataLimitExceeded' }),
  ],
  [
    'States.TaskFailed is not States.QueryEvaluationError',
    task({ Output: '{% $q %}', ...caught({ ErrorEquals: ['States.TaskFailed'] }) }),
    5,
    unfit("'Output' returned nothing"),
    ok,
  ],
  [
    'an output that cannot be computed is caught',
    task({ Output: '{% $q %}', ...caught({ ErrorEquals: ['States.QueryEvaluationError'], Output: 0 }) }),
    5,
    gives(0),
    ok,
  ],
  [
    'and retried',
    task({ Output: '{% $states.result.ok %}', Retry: [{ ErrorEquals: ['States.QueryEvaluationError'] }] }),
    5,
    gives(1),
    answers({ result: {} }, { result: { ok: 1 } }),
  ],
  [
    'a failure in the catcher is not caught',
    task(caught({ ErrorEquals: ['Boom'], Output: '{% $q %}' }, { ErrorEquals: ['States.ALL'] })),
    5,
    unfit("'Catch[0]/Output' returned nothing", 'T'),
    bad,
  ],
  [
    'a catcher leads somewhere',
    task({ Catch: [{ ErrorEquals: ['Boom'] }] }),
    5,
    refused('A catcher needs a `Next`'),
    bad,
  ],
];

const boom = (times: number) =>
  answers(...Array.from({ length: times }, () => ({ error: 'Boom' })), { result: 1 });

export const RETRIES: readonly Rule[] = [
  ['three times, if nothing is said', task(retried({ ErrorEquals: ['Boom'] })), 5, gives(3, 'T'), boom(3)],
  ['and not four times', task(retried({ ErrorEquals: ['Boom'] })), 5, fails('Boom', undefined, 'T'), boom(4)],
  ['never', task(retried({ ErrorEquals: ['Boom'], MaxAttempts: 0 })), 5, fails('Boom'), boom(1)],
  ['only what is meant', task(retried({ ErrorEquals: ['Other'] })), 5, fails('Boom'), boom(1)],
  [
    'each retrier counts for itself',
    task(retried({ ErrorEquals: ['A'], MaxAttempts: 1 }, { ErrorEquals: ['B'], MaxAttempts: 1 })),
    5,
    gives(2),
    answers({ error: 'A' }, { error: 'B' }, { result: 1 }),
  ],
  [
    'and ends for itself',
    task(retried({ ErrorEquals: ['A'], MaxAttempts: 1 }, { ErrorEquals: ['B'] })),
    5,
    fails('A'),
    answers({ error: 'A' }, { error: 'B' }, { error: 'A' }),
  ],
  [
    'one that has ended does not pass on',
    task(retried({ ErrorEquals: ['A'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] })),
    5,
    fails('A'),
    answers({ error: 'A' }, { result: 1 }),
  ],
  [
    'before it is caught',
    task({
      ...retried({ ErrorEquals: ['Boom'], MaxAttempts: 1 }),
      ...caught({ ErrorEquals: ['Boom'], Output: 0 }),
    }),
    5,
    gives(0, 'T E'),
    boom(2),
  ],
  [
    'nobody retries States.Runtime by States.ALL',
    task(retried({ ErrorEquals: ['States.ALL'] })),
    5,
    fails('States.Runtime'),
    answers({ error: 'States.Runtime' }, { result: 1 }),
  ],
  [
    'the time between: interval, back-off, most',
    jsonata({
      T: {
        Type: 'Task',
        Resource: INVOKE,
        Retry: [
          { ErrorEquals: ['Boom'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 3 },
        ],
        Output: '{% $millis() - $toMillis($states.context.State.EnteredTime) %}',
        End: true,
      },
    }),
    5,
    gives(18_000),
    boom(3),
  ],
  [
    'full jitter waits no longer',
    task({
      Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 100, JitterStrategy: 'FULL' }],
      Output: '{% $millis() - $toMillis($states.context.State.EnteredTime) < 100000 %}',
    }),
    5,
    gives(true),
    boom(1),
  ],
  [
    'numbers of a retrier are constants',
    task(retried({ ErrorEquals: ['A'], MaxAttempts: '{% 1 %}' })),
    5,
    refused('`MaxAttempts` must be a number'),
    ok,
  ],
  [
    'and whole',
    task(retried({ ErrorEquals: ['A'], IntervalSeconds: 1.5 })),
    5,
    refused('`IntervalSeconds` must be an integer'),
    ok,
  ],
  ['but for the rate', task(retried({ ErrorEquals: ['Boom'], BackoffRate: 1.5 })), 5, gives(1), boom(1)],
  [
    'which does not fall',
    task(retried({ ErrorEquals: ['A'], BackoffRate: 0.5 })),
    5,
    refused('`BackoffRate`'),
    ok,
  ],
  [
    'there are two strategies',
    task(retried({ ErrorEquals: ['A'], JitterStrategy: 'HALF' })),
    5,
    refused('`JitterStrategy` is `FULL` or `NONE`'),
    ok,
  ],
];
