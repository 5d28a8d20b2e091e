// Each type of state: what it gives on, and the order in which states are entered.

import { describe, expect, it } from 'vitest';
import type { Json } from '../../workflow-compiler/interpreter/json.ts';
import { INVOKE, run } from './running.ts';

const task = (more: Record<string, unknown> = {}): Json =>
  JSON.parse(JSON.stringify({ Type: 'Task', Resource: INVOKE, ...more }));

describe('Pass', () => {
  it('computes Output and Assign from the same snapshot', async () => {
    const result = await run(
      {
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
        B: { Type: 'Pass', Assign: { x: 2, y: '{% $x %}' }, Output: '{% $x %}', Next: 'C' },
        C: { Type: 'Pass', Output: ['{% $states.input %}', '{% $x %}', '{% $y %}'], End: true },
      },
      {},
    );
    expect(result).toEqual({ status: 'SUCCEEDED', output: [1, 2, 1], states: ['A', 'B', 'C'] });
  });

  it('leaves text that is not wholly an expression alone', async () => {
    const output = { a: ' {% $x %} ', b: 'id-{% $x %}.', c: '{% $states.input.n & "!" %}' };
    const result = await run({ A: { Type: 'Pass', Output: output, End: true } }, { n: 'x' });
    expect(result.output).toEqual({ a: ' {% $x %} ', b: 'id-{% $x %}.', c: 'x!' });
  });
});

describe('Choice', () => {
  const states = {
    C: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.n > 5 %}', Next: 'Big', Assign: { how: 'rule' }, Output: 'big' },
        { Condition: '{% $states.input.n > 2 %}', Next: 'Middle' },
      ],
      Default: 'Small',
      Assign: { how: 'state' },
      Output: 'small',
    },
    Big: { Type: 'Pass', Output: ['{% $how %}', '{% $states.input %}'], End: true },
    Middle: { Type: 'Pass', Output: ['{% $exists($how) %}', '{% $states.input %}'], End: true },
    Small: { Type: 'Pass', Output: ['{% $how %}', '{% $states.input %}'], End: true },
  };
  it.each([
    [9, ['rule', 'big']],
    [3, [false, { n: 3 }]],
    [1, ['state', 'small']],
  ])('takes the first rule that holds (%d)', async (n, output) => {
    expect((await run(states, { n })).output).toEqual(output);
  });
});

describe('Wait', () => {
  it.each([
    [{ Seconds: 90 }, '2026-01-01T00:01:30.000Z'],
    [{ Seconds: '{% $states.input.s * 2 %}' }, '2026-01-01T00:00:14.000Z'],
    [{ Timestamp: '2026-01-02T01:00:00+01:00' }, '2026-01-02T00:00:00.000Z'],
    [{ Timestamp: "{% '2026-01-02T00:00:00.999Z' %}" }, '2026-01-02T00:00:00.000Z'],
    [{ Timestamp: '2020-01-01T00:00:00Z' }, '2026-01-01T00:00:00.000Z'],
  ])('%j', async (until, output) => {
    const states = {
      W: { Type: 'Wait', ...until, Next: 'E' },
      E: { Type: 'Pass', Output: '{% $now() %}', End: true },
    };
    expect((await run(states, { s: 7 })).output).toBe(output);
  });

  it('does not outlive the year an execution may last', async () => {
    const result = await run({ W: { Type: 'Wait', Seconds: 99_999_999, End: true } });
    expect(result).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  });
});

describe('Succeed and Fail', () => {
  it('end where they stand', async () => {
    expect(
      (await run({ S: { Type: 'Succeed', Output: '{% $states.input.a %}' } }, { a: [1] })).output,
    ).toEqual([1]);
    expect(await run({ F: { Type: 'Fail' } })).toEqual({ status: 'FAILED', states: ['F'] });
    const told = {
      F: { Type: 'Fail', Error: '{% $states.input.e %}', Cause: "{% 'because ' & $states.input.e %}" },
    };
    expect(await run(told, { e: 'E' })).toMatchObject({ error: 'E', cause: 'because E' });
  });
});

describe('Parallel', () => {
  it('gives the branches one input and gathers outputs in order', async () => {
    const result = await run(
      {
        P: {
          Type: 'Parallel',
          Arguments: { n: '{% $states.input.n + 1 %}' },
          Branches: [
            {
              StartAt: 'W',
              States: { W: { Type: 'Wait', Seconds: 5, Output: '{% $states.input.n %}', End: true } },
            },
            { StartAt: 'X', States: { X: { Type: 'Pass', Output: '{% $states.input %}', End: true } } },
          ],
          Assign: { all: '{% $states.result %}' },
          Output: '{% $reverse($states.result) %}',
          Next: 'E',
        },
        E: { Type: 'Succeed', Output: ['{% $states.input %}', '{% $all %}'] },
      },
      { n: 1 },
    );
    expect(result.output).toEqual([
      [{ n: 2 }, 2],
      [2, { n: 2 }],
    ]);
    expect(result.states).toEqual(['P', 'W', 'X', 'E']);
  });

  it('fails with the error of the first branch that fails, which Catch may take', async () => {
    const branches = [
      { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 5, End: true } } },
      { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Broken', Cause: 'it' } } },
    ];
    const caught = { ErrorEquals: ['Broken'], Output: '{% $states.errorOutput %}', Next: 'E' };
    const states = {
      P: { Type: 'Parallel', Branches: branches, Catch: [caught], End: true },
      E: { Type: 'Succeed' },
    };
    expect((await run(states)).output).toEqual({ Error: 'Broken', Cause: 'it' });
  });
});

describe('Map', () => {
  const body = (state: Json): Json => JSON.parse(JSON.stringify({ StartAt: 'I', States: { I: state } }));

  it('runs the processor for each item, with its context', async () => {
    const selector = {
      v: '{% $states.context.Map.Item.Value %}',
      i: '{% $states.context.Map.Item.Index %}',
      n: '{% $n %}',
    };
    const result = await run(
      {
        S: { Type: 'Pass', Assign: { n: 7 }, Next: 'M' },
        M: {
          Type: 'Map',
          Items: '{% $states.input.list %}',
          ItemSelector: selector,
          MaxConcurrency: 1,
          ItemProcessor: {
            StartAt: 'I',
            States: {
              I: { Type: 'Pass', Assign: { mine: '{% $states.input.v %}' }, Next: 'J' },
              J: { Type: 'Pass', Output: ['{% $mine %}', '{% $states.input.i %}', '{% $n %}'], End: true },
            },
          },
          End: true,
        },
      },
      { list: ['a', 'b'] },
    );
    expect(result.output).toEqual([
      ['a', 0, 7],
      ['b', 1, 7],
    ]);
    expect(result.states).toEqual(['S', 'M', 'I', 'J', 'I', 'J']);
  });

  it('runs more items than it may have open, and nested maps', async () => {
    const inner = {
      Type: 'Map',
      ItemProcessor: body(task({ Output: '{% $states.input * 2 %}', End: true })),
      End: true,
    };
    const states = {
      M: {
        Type: 'Map',
        Items: '{% [[1..50],[3]] %}',
        ItemProcessor: { StartAt: 'N', States: { N: inner } },
        End: true,
      },
    };
    const nested = await run(states, {}, { I: [{ result: null }] });
    expect(nested.output).toEqual([Array.from({ length: 50 }, (_, at) => (at + 1) * 2), [6]]);
  });

  it('fails with the error of an item, once its retries are spent', async () => {
    const mocks = {
      I: [
        { error: 'E', cause: '1' },
        { error: 'F', cause: { a: 2 } },
      ],
    };
    const guard = {
      Retry: [{ ErrorEquals: ['E'] }],
      Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Next: 'E' }],
    };
    const states = {
      M: { Type: 'Map', Items: [1, 2], ItemProcessor: body(task({ End: true })), ...guard, End: true },
      E: { Type: 'Succeed' },
    };
    const result = await run(states, {}, mocks);
    expect(result.output).toEqual({ Error: 'F', Cause: '{"a":2}' });
  });
});
