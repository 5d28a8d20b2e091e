/** States in the older language, alone and beside states in JSONata. */
import { block, fails, gives, INVOKE, jsonata, jsonpath, type Machine, type Rule, refused } from './rule.ts';

const E: Machine = { Type: 'Pass', End: true };
const pass = (more: Machine): Machine => jsonpath({ A: { Type: 'Pass', End: true, ...more } });
/** Then a state in JSONata, which gives this. */
const then = (first: Machine, output: Machine[string]): Machine =>
  jsonpath({
    A: { ...first, Next: 'B' },
    B: { QueryLanguage: 'JSONata', Type: 'Pass', Output: output, End: true },
  });
const task: Machine = { Type: 'Task', Resource: INVOKE };
const nine = { A: [{ result: { Payload: 9 } }] };
const bad = { A: [{ error: 'E', cause: 'c' }] };

export const JSONPATH: readonly Rule[] = [
  ['is the language if none is said', pass({ Result: '{% 1 %}' }), {}, gives('{% 1 %}')],
  ['Result', pass({ Result: [1] }), {}, gives([1])],
  [
    'Result and where it goes',
    pass({ Result: 1, ResultPath: '$.a.b' }),
    { c: 2 },
    gives({ c: 2, a: { b: 1 } }),
  ],
  ['a Result of null', pass({ Result: null, ResultPath: '$.a' }), { c: 2 }, gives({ c: 2, a: null })],
  ['a Result that goes nowhere', pass({ Result: 1, ResultPath: null }), { c: 2 }, gives({ c: 2 })],
  [
    'a Result where no object is',
    pass({ Result: 1, ResultPath: '$.a' }),
    5,
    fails('States.ResultPathMatchFailure'),
  ],
  ['InputPath', pass({ InputPath: '$.a' }), { a: [1] }, gives([1])],
  ['InputPath null', pass({ InputPath: null }), { a: [1] }, gives({})],
  [
    'InputPath that leads nowhere',
    pass({ InputPath: '$.q' }),
    { a: [1] },
    fails('States.Runtime', "Invalid path '$.q'"),
  ],
  ['OutputPath', pass({ OutputPath: '$.a' }), { a: [1] }, gives([1])],
  ['OutputPath null', pass({ OutputPath: null }), { a: [1] }, gives({})],
  [
    'Parameters',
    pass({ Parameters: { 'a.$': '$.l[0]', b: { 'c.$': '$$.State.Name' }, d: [{ 'e.$': '$.l' }], f: '$.l' } }),
    { l: [1] },
    gives({ a: 1, b: { c: 'A' }, d: [{ e: [1] }], f: '$.l' }),
  ],
  [
    'Parameters that lead nowhere',
    pass({ Parameters: { 'a.$': '$.q' } }),
    {},
    fails(
      'States.Runtime',
      "The JSONPath '$.q' specified for the field 'a.$' could not be found in the input '{}'",
    ),
  ],
  [
    'paths',
    pass({ Parameters: { 'a.$': "$['l'][0].k", 'b.$': '$.l[-1:]', 'c.$': '$..k', 'd.$': '$.l[*].k' } }),
    { l: [{ k: 1 }, { k: 2 }] },
    gives({ a: 1, b: [{ k: 2 }], c: [1, 2], d: [1, 2] }),
  ],
  [
    'filters are refused',
    pass({ InputPath: '$.l[?(@.k > 1)]' }),
    {},
    refused('is no path this interpreter knows'),
  ],
  [
    'intrinsic functions',
    pass({
      Parameters: {
        'a.$': "States.Format('{}-{}', $.x, States.ArrayLength($.l))",
        'b.$': 'States.MathAdd($.x, 1)',
      },
    }),
    { x: 5, l: [1, 2] },
    gives({ a: '5-2', b: 6 }),
  ],
  [
    'others are refused',
    pass({ Parameters: { 'a.$': 'States.Nope(1)' } }),
    {},
    refused('is no intrinsic function this interpreter knows'),
  ],
  [
    'the fields of JSONata are refused',
    pass({ Output: 1 }),
    {},
    refused('`Output` is not supported here (JSONPath)'),
  ],
  [
    'ResultSelector and ResultPath of a Task',
    jsonpath({ A: { ...task, ResultSelector: { 'p.$': '$.Payload' }, ResultPath: '$.r', End: true } }),
    { a: 1 },
    gives({ a: 1, r: { p: 9 } }),
    nine,
  ],
  ['a Task goes on into JSONata', then(task, '{% $states.input.Payload %}'), {}, gives(9, 'A B'), nine],
  [
    'variables go on into JSONata',
    then({ Type: 'Pass', Assign: { 'v.$': '$.a', c: 5 } }, ['{% $v %}', '{% $c %}']),
    { a: 1 },
    gives([1, 5]),
  ],
  [
    'a variable of a result',
    then({ ...task, Assign: { 'v.$': '$.Payload' } }, '{% $v %}'),
    {},
    gives(9),
    nine,
  ],
  [
    'a caught error goes on into JSONata',
    then(
      { ...task, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'B' }] },
      '{% $states.input.e.Error %}',
    ),
    {},
    gives('E'),
    bad,
  ],
  [
    'a caught error is assigned',
    then(
      { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Assign: { 'v.$': '$.Cause' }, Next: 'B' }] },
      '{% $v %}',
    ),
    {},
    gives('c'),
    bad,
  ],
  [
    'variables come from JSONata',
    jsonpath({
      A: { QueryLanguage: 'JSONata', Type: 'Pass', Assign: { v: '{% {"k": $states.input} %}' }, Next: 'B' },
      B: { Type: 'Pass', Parameters: { 'x.$': '$v.k' }, End: true },
    }),
    2,
    gives({ x: 2 }),
  ],
  [
    'Choice',
    jsonpath({
      C: {
        Type: 'Choice',
        Choices: [
          {
            And: [{ Variable: '$.a', NumericGreaterThan: 1 }, { Not: { Variable: '$.b', IsPresent: true } }],
            Next: 'E',
          },
        ],
        Default: 'F',
      },
      E,
      F: { Type: 'Fail' },
    }),
    { a: 2 },
    gives({ a: 2 }, 'C E'),
  ],
  [
    'Choice in JSONata, with JSONPath behind',
    jsonpath({
      C: {
        QueryLanguage: 'JSONata',
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.a = 2 %}', Next: 'E', Output: { z: 1 } }],
        Default: 'F',
      },
      E,
      F: { Type: 'Fail' },
    }),
    { a: 2 },
    gives({ z: 1 }, 'C E'),
  ],
  [
    'Choice of what is not there',
    jsonpath({
      C: { Type: 'Choice', Choices: [{ Variable: '$.q', IsNull: true, Next: 'E' }], Default: 'E' },
      E,
    }),
    {},
    fails('States.Runtime', "Invalid path '$.q'"),
  ],
  ['Succeed', jsonpath({ S: { Type: 'Succeed', OutputPath: '$.a' } }), { a: 2 }, gives(2)],
  [
    'Wait',
    then({ Type: 'Wait', SecondsPath: '$.s' }, '{% $now() %}'),
    { s: 2 },
    gives('2025-01-01T00:00:02.000Z'),
  ],
  [
    'Wait until a moment',
    then({ Type: 'Wait', TimestampPath: '$.t' }, '{% $now() %}'),
    { t: '2025-02-01T00:00:00Z' },
    gives('2025-02-01T00:00:00.000Z'),
  ],
  [
    'Fail',
    jsonpath({ F: { Type: 'Fail', ErrorPath: '$.e', CausePath: "States.Format('of {}', $.e)" } }),
    { e: 'X' },
    fails('X', 'of X'),
  ],
  [
    'Map',
    jsonpath({
      M: {
        Type: 'Map',
        ItemsPath: '$.l',
        ItemSelector: { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index', 'k.$': '$.k' },
        ItemProcessor: block('I', E),
        ResultPath: '$.r',
        End: true,
      },
    }),
    { l: ['a'], k: 3 },
    gives({ l: ['a'], k: 3, r: [{ v: 'a', i: 0, k: 3 }] }),
  ],
  [
    'Map of an object',
    jsonpath({ M: { Type: 'Map', ItemProcessor: block('I', E), End: true } }),
    { a: 1 },
    fails('States.Runtime', 'must point to array'),
  ],
  [
    'no expressions in the numbers of a Map',
    jsonpath({ M: { Type: 'Map', MaxConcurrency: '{% 1 %}', ItemProcessor: block('I', E), End: true } }),
    [1],
    refused('`MaxConcurrency` must be a number'),
  ],
  [
    'Map by its old names',
    jsonpath({
      M: {
        Type: 'Map',
        ItemsPath: '$.l',
        Parameters: { 'v.$': '$$.Map.Item.Value' },
        Iterator: block('I', E),
        End: true,
      },
    }),
    { l: [1] },
    gives([{ v: 1 }]),
  ],
  [
    'Parallel',
    jsonpath({
      P: {
        Type: 'Parallel',
        Branches: [block('I', E)],
        ResultSelector: { 'f.$': '$[0]' },
        ResultPath: '$.r',
        End: true,
      },
    }),
    { q: 1 },
    gives({ q: 1, r: { f: { q: 1 } } }),
  ],
  [
    'a language of a state is not that of the states inside',
    jsonpath({
      M: {
        QueryLanguage: 'JSONata',
        Type: 'Map',
        ItemProcessor: block('I', { Type: 'Pass', Result: 7 }),
        End: true,
      },
    }),
    [1],
    gives([7]),
  ],
  [
    'which say their own',
    jsonpath({
      M: {
        QueryLanguage: 'JSONata',
        Type: 'Map',
        ItemProcessor: block('I', {
          QueryLanguage: 'JSONata',
          Type: 'Pass',
          Output: '{% $states.input + 1 %}',
        }),
        End: true,
      },
    }),
    [1],
    gives([2]),
  ],
  [
    'no JSONPath in a machine of JSONata',
    jsonata({ A: { Type: 'Pass', QueryLanguage: 'JSONPath', End: true } }),
    {},
    refused("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"),
  ],
];
