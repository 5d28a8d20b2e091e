/** Machines that AWS refuses to create, and the limits of an execution. */
import { block, fails, gives, INVOKE, jsonata, type Machine, one, pass, type Rule, refused } from './rule.ts';

const E: Machine = { Type: 'Pass', End: true };

export const MACHINES: readonly Rule[] = [
  ['a start', { QueryLanguage: 'JSONata', States: { E } }, {}, refused("Missing 'StartAt' target")],
  [
    'a way that leads nowhere',
    jsonata({ A: { Type: 'Pass', Next: 'Z' }, E }),
    {},
    refused("/States/A/Next: MISSING_TRANSITION_TARGET: Missing 'Next' target: Z"),
  ],
  [
    'a way to a state without a name',
    jsonata({ A: { Type: 'Pass', Next: '' }, E }),
    {},
    refused("/States/A/Next: MISSING_TRANSITION_TARGET: Missing 'Next' target: "),
  ],
  [
    'a default without a name',
    jsonata({
      A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'E' }], Default: '' },
      E,
    }),
    {},
    refused("/States/A/Default: MISSING_TRANSITION_TARGET: Missing 'Next' target: "),
  ],
  [
    'a state that nothing leads to',
    jsonata({ A: E, B: E }),
    {},
    refused('/States/B: MISSING_TRANSITION_TARGET: State "B" is not reachable.'),
  ],
  [
    'a machine that never ends',
    jsonata({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }),
    {},
    refused('MISSING_END_STATE: Workflow has no terminal state'),
  ],
  [
    'a name twice',
    jsonata({ X: { Type: 'Parallel', Branches: [block('X', E)], End: true } }),
    {},
    refused('DUPLICATE_STATE_NAME: Duplicate State name: X'),
  ],
  ['a type that is none', one({ Type: 'pass' }), {}, refused('`pass` is no type of state')],
  ['no way on and no end', jsonata({ A: { Type: 'Pass' } }), {}, refused('either `Next` or `End: true`')],
  [
    'a way on and an end',
    jsonata({ A: { Type: 'Pass', Next: 'E', End: true }, E }),
    {},
    refused('either `Next` or `End: true`'),
  ],
  [
    'a way on behind Succeed',
    jsonata({ S: { Type: 'Succeed', Next: 'E' }, E }),
    {},
    refused('`Next` is not supported'),
  ],
  [
    'a field that is none',
    one({ Type: 'Pass', Outputs: 1 }),
    {},
    refused('/States/A/Outputs: `Outputs` is not supported'),
  ],
  [
    'a field of the machine that is none',
    one({ Type: 'Pass' }, { Start: 'A' }),
    {},
    refused('/Start: `Start` is not supported'),
  ],
  [
    'a language that is none',
    one({ Type: 'Pass' }, { QueryLanguage: 'jsonata' }),
    {},
    refused('`QueryLanguage` is `JSONata` or `JSONPath`'),
  ],
  [
    'a Catch where nothing is called',
    one({ Type: 'Pass', Catch: [] }),
    {},
    refused('`Catch` is not supported'),
  ],
  [
    'a Retry where nothing is called',
    one({ Type: 'Wait', Seconds: 1, Retry: [] }),
    {},
    refused('`Retry` is not supported'),
  ],
  ['a name that is too long', jsonata({ ['x'.repeat(81)]: E }), {}, refused('at most 80 characters')],
  ['as long as an output may be', pass('{% $pad("", 262142, "x") %}'), {}, gives('x'.repeat(262_142))],
  [
    'a longer one',
    pass('{% $pad("", 262143, "x") %}'),
    {},
    fails('States.DataLimitExceeded', "'A' returned a result with a size exceeding"),
  ],
  [
    'a longer variable',
    one({ Type: 'Pass', Assign: { x: '{% $pad("", 262143, "x") %}' }, Output: 0 }),
    {},
    fails('States.DataLimitExceeded'),
  ],
  ['a longer input', one({ Type: 'Pass' }), 'x'.repeat(262_143), refused('at most 262,144 bytes of input')],
  [
    'as many events as there may be',
    jsonata({
      A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Default: 'E' },
      B: { Type: 'Pass', Next: 'A' },
      E,
    }),
    {},
    fails('States.Runtime', 'maximum number of history events (25000)'),
  ],
  [
    'an evaluation that is tried again and again is an event each time',
    one({
      Type: 'Task',
      Resource: INVOKE,
      Arguments: '{% $nope %}',
      Retry: [{ ErrorEquals: ['States.ALL'], BackoffRate: 1, MaxAttempts: 99_999_999 }],
    }),
    {},
    fails('States.Runtime', 'maximum number of history events (25000)', 'A'),
  ],
];
