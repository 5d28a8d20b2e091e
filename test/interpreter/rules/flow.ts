/** Variables, Choice, Wait, and the two ends. */
import { block, fails, gives, jsonata, type Machine, one, type Rule, refused, unfit } from './rule.ts';

const E: Machine = { Type: 'Pass', End: true };
const seen = (output: Machine[string]): Machine => ({ Type: 'Pass', Output: output, End: true });
const map = (more: Machine, inner: Machine): Machine => ({
  Type: 'Map',
  Items: [1, 2],
  ItemProcessor: inner,
  ...more,
});

export const VARIABLES: readonly Rule[] = [
  [
    'all right sides see the old values',
    jsonata({
      A: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'B' },
      B: {
        Type: 'Pass',
        Assign: { x: '{% $y %}', y: '{% $x %}' },
        Output: ['{% $x %}', '{% $y %}'],
        Next: 'C',
      },
      C: seen(['{% $states.input %}', '{% $x %}', '{% $y %}']),
    }),
    {},
    gives([[1, 2], 2, 1], 'A B C'),
  ],
  [
    'a variable is not there where it is made',
    one({ Type: 'Pass', Assign: { x: 1, y: '{% $x %}' } }),
    {},
    unfit("'Assign/y' returned nothing"),
  ],
  [
    'nothing cannot be assigned',
    one({ Type: 'Pass', Assign: { x: '{% $states.input.q %}' } }),
    {},
    unfit("'Assign/x'"),
  ],
  [
    'Assign is an object',
    one({ Type: 'Pass', Assign: '{% {"x": 1} %}' }),
    {},
    refused('`Assign` must be an object'),
  ],
  [
    'a name has no dots',
    one({ Type: 'Pass', Assign: { 'x.y': 1 } }),
    {},
    refused('`x.y` is no name for a variable'),
  ],
  [
    '$states cannot be assigned',
    one({ Type: 'Pass', Assign: { states: 1 } }),
    {},
    refused('`states` is reserved'),
  ],
  [
    'Succeed assigns nothing',
    one({ Type: 'Succeed', Assign: { x: 1 } }),
    {},
    refused('`Assign` is not supported'),
  ],
  ['Fail assigns nothing', one({ Type: 'Fail', Assign: { x: 1 } }), {}, refused('`Assign` is not supported')],
  [
    'Wait assigns',
    jsonata({
      A: { Type: 'Wait', Seconds: 1, Assign: { x: '{% $states.input %}' }, Next: 'B' },
      B: seen('{% $x %}'),
    }),
    5,
    gives(5),
  ],
  [
    'what is inside sees what is outside',
    jsonata({
      A: { Type: 'Pass', Assign: { x: 5 }, Next: 'M' },
      M: map({ End: true }, block('I', seen('{% $x + $states.input %}'))),
    }),
    {},
    gives([6, 7]),
  ],
  [
    'what is inside assigns no name of outside',
    jsonata({
      A: { Type: 'Pass', Assign: { x: 5 }, Next: 'M' },
      M: map({ End: true }, block('I', { Type: 'Pass', Assign: { x: 1 } })),
    }),
    {},
    refused('The variable `x` belongs to an outer scope'),
  ],
  [
    'but one that is assigned outside only later',
    jsonata({
      M: map(
        { Assign: { x: '{% $states.result %}' }, Next: 'B' },
        {
          StartAt: 'I',
          States: {
            I: { Type: 'Pass', Assign: { x: '{% $states.input %}' }, Next: 'J' },
            J: seen('{% $x * 2 %}'),
          },
        },
      ),
      B: seen('{% $x %}'),
    }),
    {},
    gives([2, 4]),
  ],
  [
    'in a loop, later is earlier',
    jsonata({
      M: map({ Assign: { x: 1 }, Next: 'C' }, block('I', { Type: 'Pass', Assign: { x: 1 } })),
      C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'M' }], Default: 'E' },
      E,
    }),
    {},
    refused('DUPLICATE_VARIABLE_NAME'),
  ],
  [
    'what is inside is not seen outside',
    jsonata({
      M: map({ Next: 'B' }, block('I', { Type: 'Pass', Assign: { x: 1 } })),
      B: seen('{% $exists($x) %}'),
    }),
    {},
    gives(false),
  ],
  [
    'branches have variables of their own',
    jsonata({
      A: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'P', States: { P: { Type: 'Pass', Assign: { x: 1 }, Next: 'Q' }, Q: seen('{% $x %}') } },
          {
            StartAt: 'R',
            States: { R: { Type: 'Wait', Seconds: 1, Next: 'S' }, S: seen('{% $exists($x) %}') },
          },
        ],
        End: true,
      },
    }),
    {},
    gives([1, false]),
  ],
  [
    'a Map assigns its result',
    jsonata({
      M: map(
        { Assign: { r: '{% $states.result %}' }, Output: '{% $count($states.result) %}', Next: 'B' },
        block('I', E),
      ),
      B: seen(['{% $states.input %}', '{% $r %}']),
    }),
    {},
    gives([2, [1, 2]]),
  ],
];

const choice = (choices: readonly Machine[], more: Machine = {}): Machine =>
  jsonata({ C: { Type: 'Choice', Choices: choices, ...more }, E, F: seen('default') });
const either = (condition: Machine[string]): Machine =>
  choice([{ Condition: condition, Next: 'E' }], { Default: 'F' });

export const CHOICES: readonly Rule[] = [
  [
    'the first rule that holds',
    choice([
      { Condition: '{% false %}', Next: 'F' },
      { Condition: '{% true %}', Next: 'E' },
      { Condition: '{% $error("x") %}', Next: 'F' },
    ]),
    1,
    gives(1, 'C E'),
  ],
  ['a condition may be a constant', either(true), 1, gives(1, 'C E')],
  ['no rule holds: Default', either(false), 1, gives('default', 'C F')],
  [
    'no rule holds, no Default',
    jsonata({ C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'E' }] }, E }),
    1,
    fails('States.NoChoiceMatched', 'Failed to transition out of the state', 'C'),
  ],
  [
    'a number is no condition',
    either('{% 1 %}'),
    1,
    unfit("'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number'"),
  ],
  ['null is no condition', either('{% null %}'), 1, unfit("Expected 'boolean', but was 'null'")],
  ['a text is no condition', either("{% 'true' %}"), 1, unfit("Expected 'boolean', but was 'string'")],
  [
    'nothing is no condition',
    either('{% $states.input.q %}'),
    1,
    unfit("'Choices[0]/Condition' returned nothing"),
  ],
  [
    'a rule has its own Output and Assign',
    jsonata({
      C: {
        Type: 'Choice',
        Choices: [{ Condition: true, Next: 'E', Output: 'rule', Assign: { v: 1 } }],
        Default: 'E',
        Output: 'state',
        Assign: { v: 2 },
      },
      E: seen(['{% $states.input %}', '{% $v %}']),
    }),
    {},
    gives(['rule', 1]),
  ],
  [
    'those of the state are for Default',
    jsonata({
      C: {
        Type: 'Choice',
        Choices: [{ Condition: false, Next: 'E', Output: 'rule', Assign: { v: 1 } }],
        Default: 'E',
        Output: 'state',
        Assign: { v: 2 },
      },
      E: seen(['{% $states.input %}', '{% $v %}']),
    }),
    {},
    gives(['state', 2]),
  ],
  [
    'a rule without them passes its input on',
    jsonata({
      C: {
        Type: 'Choice',
        Choices: [{ Condition: true, Next: 'E' }],
        Default: 'E',
        Output: 'state',
        Assign: { v: 2 },
      },
      E: seen(['{% $states.input %}', '{% $exists($v) %}']),
    }),
    7,
    gives([7, false]),
  ],
  [
    'what fails in a rule names it',
    choice([{ Condition: true, Next: 'E', Output: { a: '{% $q %}' } }], { Default: 'F' }),
    1,
    unfit("'Choices[0]/Output/a'"),
  ],
  [
    'a Choice has rules',
    jsonata({ C: { Type: 'Choice', Choices: [], Default: 'E' }, E }),
    1,
    refused('at least one rule'),
  ],
  [
    'a Choice does not end',
    choice([{ Condition: true, Next: 'E' }], { Default: 'F', End: true }),
    1,
    refused('`End` is not supported'),
  ],
  [
    'comparisons are of the other language',
    choice([{ Variable: '$.a', IsPresent: true, Next: 'E' }], { Default: 'F' }),
    1,
    refused('`Variable` is not supported here (JSONata)'),
  ],
];

const waits = (until: Machine): Machine =>
  jsonata({ W: { Type: 'Wait', ...until, Next: 'N' }, N: seen('{% $now() %}') });
const from = (seconds: number): string => new Date(Date.UTC(2025, 0, 1) + seconds * 1000).toISOString();

export const WAITS: readonly Rule[] = [
  ['seconds', waits({ Seconds: 90 }), {}, gives(from(90), 'W N')],
  ['no seconds', waits({ Seconds: 0 }), {}, gives(from(0))],
  ['computed seconds', waits({ Seconds: '{% $states.input * 2 %}' }), 5, gives(from(10))],
  ['seconds before now, computed', waits({ Seconds: '{% -1 %}' }), {}, unfit("'Seconds'")],
  ['seconds before now, written', waits({ Seconds: -1 }), {}, refused('`Seconds` is invalid: -1')],
  [
    'half a second, computed',
    waits({ Seconds: '{% 0.5 %}' }),
    {},
    unfit("Expected 'integer', but was 'number'"),
  ],
  ['half a second, written', waits({ Seconds: 0.5 }), {}, refused('`Seconds` is invalid: 0.5')],
  [
    'a text is no seconds',
    waits({ Seconds: "{% '5' %}" }),
    {},
    unfit("Expected 'integer', but was 'string'"),
  ],
  ['nothing is no seconds', waits({ Seconds: '{% $q %}' }), {}, unfit("'Seconds' returned nothing")],
  [
    'more seconds than may be written, computed',
    waits({ Seconds: '{% 100000000 %}' }),
    {},
    { status: 'TIMED_OUT' },
  ],
  ['more seconds than fit, written', waits({ Seconds: 100_000_000 }), {}, refused('`Seconds` is invalid')],
  ['a moment', waits({ Timestamp: '2025-01-01T00:01:00Z' }), {}, gives(from(60))],
  ['a moment in a zone', waits({ Timestamp: '2025-01-01T02:01:00+02:00' }), {}, gives(from(60))],
  [
    'a computed moment; fractions are cut',
    waits({ Timestamp: '{% $states.input %}' }),
    '2025-01-01T00:01:00.9Z',
    gives(from(60)),
  ],
  [
    'a computed moment in small letters',
    waits({ Timestamp: '{% $states.input %}' }),
    '2025-01-01t00:01z',
    gives(from(60)),
  ],
  [
    'a written moment in small letters',
    waits({ Timestamp: '2025-01-01t00:01:00z' }),
    {},
    refused('is invalid'),
  ],
  [
    'a blank for the T',
    waits({ Timestamp: '{% $states.input %}' }),
    '2025-01-01 00:01:00Z',
    unfit("Expected 'timestamp'"),
  ],
  ['a moment that is over', waits({ Timestamp: '2020-01-01T00:00:00Z' }), {}, gives(from(0))],
  [
    'a day is no moment',
    waits({ Timestamp: '{% $states.input %}' }),
    '2025-01-02',
    unfit("Expected 'timestamp'"),
  ],
  [
    'a moment without a zone',
    waits({ Timestamp: '{% $states.input %}' }),
    '2025-01-02T00:00:00',
    unfit("Expected 'timestamp'"),
  ],
  [
    'a moment that is none',
    waits({ Timestamp: '2025-02-30T00:00:00Z' }),
    {},
    refused('`Timestamp` is invalid'),
  ],
  [
    'a moment too far away',
    waits({ Timestamp: '2099-01-01T00:00:00Z' }),
    {},
    fails('States.Runtime', 'Wait state delay is too long'),
  ],
  ['an execution lives a year', waits({ Seconds: 99_999_999 }), {}, { status: 'TIMED_OUT', states: 'W' }],
  [
    'the time of the machine',
    jsonata({ W: { Type: 'Wait', Seconds: 5, End: true } }, { TimeoutSeconds: 2 }),
    {},
    { status: 'TIMED_OUT', states: 'W' },
  ],
  [
    'one way of waiting',
    waits({ Seconds: 1, Timestamp: '2025-01-01T00:01:00Z' }),
    {},
    refused('exactly one of'),
  ],
  ['some way of waiting', waits({}), {}, refused('exactly one of')],
];

export const ENDS: readonly Rule[] = [
  ['Succeed gives its input', one({ Type: 'Succeed' }), { a: 1 }, gives({ a: 1 }, 'A')],
  ['Succeed gives its output', one({ Type: 'Succeed', Output: '{% $states.input.a %}' }), { a: 1 }, gives(1)],
  ['Fail without words', one({ Type: 'Fail' }), {}, { status: 'FAILED', states: 'A' }],
  ['Fail by words', one({ Type: 'Fail', Error: 'E', Cause: 'c' }), {}, fails('E', 'c', 'A')],
  [
    'Fail by expressions',
    one({ Type: 'Fail', Error: '{% "E" & $states.input %}', Cause: '{% $string([1]) %}' }),
    1,
    fails('E1', '[1]'),
  ],
  [
    'a number is no error',
    one({ Type: 'Fail', Error: '{% 5 %}' }),
    {},
    unfit("Expected 'string', but was 'number'"),
  ],
  ['nothing is no cause', one({ Type: 'Fail', Cause: '{% $q %}' }), {}, unfit("'Cause' returned nothing")],
  ['Fail has no output', one({ Type: 'Fail', Output: 1 }), {}, refused('`Output` is not supported')],
  ['null is an input', one({ Type: 'Pass' }), null, gives(null)],
];
