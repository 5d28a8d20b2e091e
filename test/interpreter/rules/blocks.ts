/** Parallel and Map: what goes in, what comes out, what fails. */
import { block, fails, gives, INVOKE, jsonata, type Machine, type Rule, refused, unfit } from './rule.ts';

const E: Machine = { Type: 'Pass', End: true };
const seen = (output: Machine[string]): Machine => ({ Type: 'Pass', Output: output });
const fail: Machine = { Type: 'Fail', Error: 'X', Cause: 'c' };
const task: Machine = { Type: 'Task', Resource: INVOKE };
const caught = (error: string, more: Machine = {}): Machine => ({
  Catch: [{ ErrorEquals: [error], Next: 'E', ...more }],
});

const parallel = (branches: readonly Machine[], more: Machine = {}): Machine =>
  jsonata({
    P: { Type: 'Parallel', Branches: branches, End: true, ...more },
    ...('Catch' in more ? { E } : {}),
  });

export const PARALLELS: readonly Rule[] = [
  [
    'outputs in the order of the branches, whoever is first',
    parallel([block('A', { Type: 'Wait', Seconds: 5 }), block('B', seen('{% $states.input + 1 %}'))]),
    1,
    gives([1, 2], 'P A B'),
  ],
  [
    'Arguments are the input of the branches, not of the state',
    parallel([block('A', E)], {
      Arguments: { n: '{% $states.input %}' },
      Output: ['{% $states.input %}', '{% $states.result %}'],
    }),
    1,
    gives([1, [{ n: 1 }]]),
  ],
  ['Arguments may be one expression', parallel([block('A', E)], { Arguments: '{% [1] %}' }), 1, gives([[1]])],
  [
    'Arguments that fail are caught',
    parallel([block('A', E)], {
      Arguments: '{% $q %}',
      ...caught('States.QueryEvaluationError', { Output: 0 }),
    }),
    1,
    gives(0, 'P E'),
  ],
  ['a branch that fails fails the state', parallel([block('A', fail), block('B', E)]), 1, fails('X', 'c')],
  [
    'its error is caught, with input and error at hand',
    jsonata({
      P: {
        Type: 'Parallel',
        Branches: [block('A', fail)],
        Catch: [
          {
            ErrorEquals: ['X'],
            Next: 'Z',
            Output: ['{% $states.input %}', '{% $states.errorOutput %}'],
            Assign: { e: '{% $states.errorOutput.Error %}' },
          },
        ],
        End: true,
      },
      Z: { ...seen(['{% $states.input %}', '{% $e %}']), End: true },
    }),
    1,
    gives([[1, { Error: 'X', Cause: 'c' }], 'X']),
  ],
  [
    'States.TaskFailed takes it',
    parallel([block('A', fail)], caught('States.TaskFailed')),
    1,
    gives({ Error: 'X', Cause: 'c' }),
  ],
  [
    'States.BranchFailed does not',
    parallel([block('A', fail)], caught('States.BranchFailed')),
    1,
    fails('X', 'c'),
  ],
  [
    'the context counts the retries',
    parallel([block('A', E)], { Arguments: '{% $states.context.State.RetryCount %}' }),
    1,
    gives([0]),
  ],
  [
    'what cannot be computed inside is caught outside',
    parallel([block('A', seen('{% $q %}'))], caught('States.QueryEvaluationError', { Output: 0 })),
    1,
    gives(0, 'P A E'),
  ],
  [
    'a retry begins all branches again',
    parallel([block('A', task), block('B', E)], { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }] }),
    1,
    gives([7, 1], 'P A B A B A B'),
    { A: [{ error: 'Q' }, { error: 'Q' }, { result: 7 }] },
  ],
  [
    'Parallel in Parallel',
    parallel([
      { StartAt: 'Q', States: { Q: { Type: 'Parallel', Branches: [block('A', E)], End: true } } },
      block('B', E),
    ]),
    1,
    gives([[1], 1], 'P Q A B'),
  ],
  ['there are branches', parallel([]), 1, refused('at least one branch')],
  [
    'a branch has no language of its own',
    parallel([{ ...block('A', E), QueryLanguage: 'JSONata' }]),
    1,
    refused('/States/P/Branches/0/QueryLanguage'),
  ],
];

const map = (more: Machine = {}, inner: Machine = block('I', E)): Machine =>
  jsonata({
    M: { Type: 'Map', ItemProcessor: inner, End: true, ...more },
    ...('Catch' in more ? { E } : {}),
  });
const item = '$states.context.Map.Item';

export const MAPS: readonly Rule[] = [
  ['the input, if there are no Items', map(), [1, 2], gives([1, 2], 'M I I')],
  ['Items by an expression', map({ Items: '{% $states.input.a %}' }), { a: [1] }, gives([1])],
  [
    'Items written out, with expressions',
    map({ Items: [1, '{% $states.input %}', { b: '{% 2 %}' }] }),
    5,
    gives([1, 5, { b: 2 }]),
  ],
  ['no items, no iteration', map({ Items: [] }), 5, gives([], 'M')],
  [
    'an object is not mapped',
    map(),
    { a: 1 },
    unfit(`Expected 'array', but was 'object' for value: {"a":1}`, 'M'),
  ],
  [
    'one match of a filter is no list',
    map({ Items: '{% $states.input[x=1] %}' }),
    [{ x: 1 }],
    unfit("was 'object'"),
  ],
  ['unless it is kept as one', map({ Items: '{% $states.input[x=1][] %}' }), [{ x: 1 }], gives([{ x: 1 }])],
  [
    'a number is not mapped',
    map({ Items: '{% 1 %}' }),
    {},
    unfit("'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1", 'M'),
  ],
  ['a text is not mapped', map(), 'x', unfit("Expected 'array', but was 'string'", 'M')],
  ['null is not mapped', map(), null, unfit("Expected 'array', but was 'null'", 'M')],
  ['nothing is not mapped', map({ Items: '{% $q %}' }), {}, unfit("'Items' returned nothing", 'M')],
  [
    'ItemSelector sees the item, the state and its input',
    map({
      Items: '{% $states.input.l %}',
      ItemSelector: {
        v: `{% ${item}.Value %}`,
        i: `{% ${item}.Index %}`,
        n: '{% $states.context.State.Name %}',
        k: '{% $states.input.k %}',
      },
    }),
    { l: ['a'], k: 1 },
    gives([{ v: 'a', i: 0, n: 'M', k: 1 }]),
  ],
  [
    'ItemSelector may be one expression',
    map({ ItemSelector: `{% ${item}.Value * 2 %}` }),
    [1, 2],
    gives([2, 4]),
  ],
  [
    'ItemSelector that fails is caught',
    map({ ItemSelector: '{% $q %}', ...caught('States.ALL', { Output: 0 }) }),
    [1],
    gives(0, 'M E'),
  ],
  [
    'iterations see their item in the context',
    map({}, block('I', seen(`{% ${item} %}`))),
    ['a'],
    gives([{ Index: 0, Value: 'a' }]),
  ],
  [
    'of maps in maps the inner one',
    map(
      {},
      {
        StartAt: 'N',
        States: { N: { Type: 'Map', ItemProcessor: block('I', seen(`{% ${item}.Index %}`)), End: true } },
      },
    ),
    [[5], [6, 7]],
    gives([[0], [0, 1]], 'M N I N I I'),
  ],
  [
    'one at a time',
    map(
      { MaxConcurrency: 1 },
      { StartAt: 'I', States: { I: { Type: 'Wait', Seconds: 1, Next: 'J' }, J: E } },
    ),
    [1, 2],
    gives([1, 2], 'M I J I J'),
  ],
  [
    'forty at a time',
    map({}, block('I', { Type: 'Wait', Seconds: 1 })),
    Array.from({ length: 45 }, (_, at) => at),
    gives(Array.from({ length: 45 }, (_, at) => at)),
  ],
  [
    'as many at a time as computed',
    map({ MaxConcurrency: '{% $count($states.input) %}' }),
    [1, 2],
    gives([1, 2]),
  ],
  ['less than none at a time, computed', map({ MaxConcurrency: '{% -1 %}' }), [1], unfit("'MaxConcurrency'")],
  [
    'less than none at a time, written',
    map({ MaxConcurrency: -1 }),
    [1],
    refused('`MaxConcurrency` must be a number'),
  ],
  [
    'half an iteration at a time',
    map({ MaxConcurrency: '{% 0.5 %}' }),
    [1],
    unfit("Expected 'integer', but was 'number'"),
  ],
  [
    'a text of iterations at a time',
    map({ MaxConcurrency: "{% 'a' %}" }),
    [1],
    unfit("Expected 'integer', but was 'string'"),
  ],
  [
    'tolerated failures change nothing inline',
    map({ ToleratedFailureCount: 1, ToleratedFailurePercentage: 100 }, block('I', fail)),
    [1],
    fails('X', 'c', 'M I'),
  ],
  ['but are computed', map({ ToleratedFailureCount: '{% -1 %}' }), [1], unfit("'ToleratedFailureCount'")],
  [
    'and have a range',
    map({ ToleratedFailurePercentage: '{% 101 %}' }),
    [1],
    unfit("'ToleratedFailurePercentage'"),
  ],
  ['a part of a percentage is one', map({ ToleratedFailurePercentage: '{% 0.5 %}' }), [1], gives([1])],
  ['Output sees all results', map({ Output: '{% $sum($states.result) %}' }), [1, 2], gives(3)],
  ['an iteration that fails fails the state', map({}, block('I', fail)), [1, 2], fails('X', 'c', 'M I')],
  [
    'a retry begins all iterations again',
    map({ Retry: [{ ErrorEquals: ['Q'], MaxAttempts: 1 }] }, block('I', task)),
    [1, 2],
    gives([3, 4]),
    { I: [{ result: 1 }, { error: 'Q' }, { result: 3 }, { result: 4 }] },
  ],
  [
    'distributed maps are refused',
    map({}, { ...block('I', E), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }),
    [1],
    refused('A distributed Map is not supported'),
  ],
  [
    'and what belongs to them',
    map({ ItemBatcher: { MaxItemsPerBatch: 2 }, ItemReader: {}, ResultWriter: {} }),
    [1],
    refused('`ItemBatcher` is not supported'),
  ],
  ['inline may be said', map({}, { ...block('I', E), ProcessorConfig: { Mode: 'INLINE' } }), [1], gives([1])],
];
