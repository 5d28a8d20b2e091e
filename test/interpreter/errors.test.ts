// Errors: AWS's names and words, what Retry and Catch make of them, timeouts and limits.

import { describe, expect, it } from 'vitest';
import type { Json } from '../../workflow-compiler/interpreter/json.ts';
import { INVOKE, run, type States } from './running.ts';

const at = (state: string, event: number): string =>
  `An error occurred while executing the state '${state}' (entered at the event id #${event}).`;

describe('causes', () => {
  it.each([
    [
      { Output: { values: ['{% $nope %}'] } },
      "The JSONata expression '$nope' specified for the field 'Output/values[0]' returned nothing (undefined).",
    ],
    [
      { Assign: { x: '{% 1 + "a" %}' } },
      `The JSONata expression '1 + "a"' specified for the field 'Assign/x' threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number`,
    ],
    [
      { Output: '{% $eval("1") %}' },
      `The JSONata expression '$eval("1")' specified for the field 'Output' threw an error during evaluation. T1006: Attempted to invoke a non-function`,
    ],
    [
      { Output: `{% ${Array(200).fill('1').join('+')} %}` },
      `The JSONata expression '${Array(200).fill('1').join('+')}' specified for the field 'Output' threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.`,
    ],
    [
      { Output: '{% ($f := function($x){1 + $f($x)}; $f(1)) %}' },
      "The JSONata expression '($f := function($x){1 + $f($x)}; $f(1))' specified for the field 'Output' threw an error during evaluation: Expression evaluation timeout: Check for infinite loop",
    ],
  ])('of %j', async (fields, detail) => {
    const result = await run({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', ...fields, End: true } });
    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: `${at('B', 4)} ${detail}`,
    });
  });

  it.each([1, 'x', true, null])('of a Map over %j', async (items) => {
    const kind = items === null ? 'null' : typeof items;
    const processor = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
    const result = await run(
      { M: { Type: 'Map', Items: '{% $states.input.items %}', ItemProcessor: processor, End: true } },
      { items },
    );
    const detail = `returned an unexpected result type. Expected 'array', but was '${kind}' for value: ${JSON.stringify(items)}`;
    expect(result.cause).toBe(
      `${at('M', 2)} The JSONata expression '$states.input.items' specified for the field 'Items' ${detail}`,
    );
  });

  it('of a Choice without a way out', async () => {
    const states = {
      C: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'E' }] },
      E: { Type: 'Succeed' },
    };
    expect(await run(states)).toMatchObject({ error: 'States.NoChoiceMatched' });
    const wrong = {
      C: { Type: 'Choice', Choices: [{ Condition: "{% 'yes' %}", Next: 'E' }] },
      E: { Type: 'Succeed' },
    };
    expect((await run(wrong)).error).toBe('States.QueryEvaluationError');
  });

  it.each([
    { Timestamp: "{% '2026-01-01 00:00:00Z' %}" },
    { Timestamp: "{% '2026-01-01T00:00:00' %}" },
    { Timestamp: "{% '2026-02-30T00:00:00Z' %}" },
    { Seconds: '{% 1.5 %}' },
    { Seconds: '{% -1 %}' },
  ])('of a Wait with %j', async (until) => {
    expect((await run({ W: { Type: 'Wait', ...until, End: true } })).error).toBe(
      'States.QueryEvaluationError',
    );
  });
});

describe('Retry', () => {
  const guarded = (retry: Json): Json =>
    JSON.parse(
      JSON.stringify({
        Type: 'Task',
        Resource: INVOKE,
        Retry: retry,
        Output:
          '{% [$states.context.State.RetryCount, $millis() - $toMillis($states.context.State.EnteredTime)] %}',
        End: true,
      }),
    );

  it.each([
    [
      'waits by interval and back-off',
      [{ ErrorEquals: ['E'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3 }],
      ['E', 'E', 'E'],
      [3, 26_000],
    ],
    [
      'is capped by MaxDelaySeconds',
      [{ ErrorEquals: ['E'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 4 }],
      ['E', 'E'],
      [2, 6000],
    ],
    [
      'counts each retrier for itself',
      [
        { ErrorEquals: ['E'], MaxAttempts: 1 },
        { ErrorEquals: ['States.ALL'], MaxAttempts: 1 },
      ],
      ['E', 'F'],
      [2, 2000],
    ],
  ])('%s', async (_name, retry, errors, output) => {
    const mocks = { T: [...errors.map((error) => ({ error })), { result: 1 }] };
    expect((await run({ T: guarded(JSON.parse(JSON.stringify(retry))) }, {}, mocks)).output).toEqual(output);
  });

  it('gives up after its attempts', async () => {
    const retry = JSON.parse('[{"ErrorEquals":["E"],"MaxAttempts":1}]');
    expect(await run({ T: guarded(retry) }, {}, { T: [{ error: 'E', cause: 'c' }] })).toMatchObject({
      status: 'FAILED',
      error: 'E',
      cause: 'c',
      states: ['T'],
    });
  });

  it('with full jitter waits no longer than without', async () => {
    const retry = JSON.parse('[{"ErrorEquals":["E"],"IntervalSeconds":8,"JitterStrategy":"FULL"}]');
    const { output } = await run({ T: guarded(retry) }, {}, { T: [{ error: 'E' }, { result: 1 }] });
    const [, waited] = Array.isArray(output) ? output : [];
    expect(waited).toBeGreaterThan(0);
    expect(waited).toBeLessThan(8000);
  });
});

describe('Catch', () => {
  const caught = (names: readonly string[]): States =>
    JSON.parse(
      JSON.stringify({
        T: {
          Type: 'Task',
          Resource: INVOKE,
          Arguments: { a: '{% $states.input.a %}' },
          Catch: [{ ErrorEquals: names, Next: 'E', Output: '{% $states.errorOutput.Error %}' }],
          End: true,
        },
        E: { Type: 'Succeed' },
      }),
    );

  it.each([
    [['States.ALL'], 'X', 'X'],
    [['States.TaskFailed'], 'X', 'X'],
    [['X'], 'X', 'X'],
    [['Y'], 'X', undefined],
    [['States.TaskFailed'], 'States.Timeout', undefined],
    [['States.ALL'], 'States.Timeout', 'States.Timeout'],
    [['States.ALL'], 'States.DataLimitExceeded', undefined],
    [['States.ALL'], 'States.Runtime', undefined],
    [['States.DataLimitExceeded'], 'States.DataLimitExceeded', 'States.DataLimitExceeded'],
  ])('%j of %s', async (names, error, output) => {
    expect((await run(caught(names), { a: 1 }, { T: [{ error }] })).output).toEqual(output);
  });

  it('takes an evaluation that fails in the Task itself', async () => {
    expect((await run(caught(['States.QueryEvaluationError']), {}, {})).output).toBe(
      'States.QueryEvaluationError',
    );
  });

  it('does not take what fails in the catcher', async () => {
    const states = {
      T: {
        Type: 'Task',
        Resource: INVOKE,
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E', Output: '{% $nope %}' }],
        End: true,
      },
      E: { Type: 'Succeed' },
    };
    const result = await run(states, {}, { T: [{ error: 'X' }] });
    expect(result).toMatchObject({ error: 'States.QueryEvaluationError', states: ['T'] });
    expect(result.cause).toContain("the field 'Catch[0]/Output'");
  });
});

describe('limits', () => {
  it('end a machine that is out of time', async () => {
    const result = await run({ W: { Type: 'Wait', Seconds: 20, End: true } }, {}, {}, { TimeoutSeconds: 10 });
    expect(result).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  });

  it('allow 262,144 bytes and not one more', async () => {
    const output = (length: number): Promise<{ status: string; error?: string }> =>
      run(
        { A: { Type: 'Pass', Output: '{% $states.input.x & $pad("", $states.input.n, "x") %}', End: true } },
        { x: 'é', n: length },
      );
    expect((await output(262_140)).status).toBe('SUCCEEDED');
    expect((await output(262_141)).error).toBe('States.DataLimitExceeded');
  });

  it('end an execution of more than 25,000 events', async () => {
    const round = { Condition: '{% true %}', Next: 'A' };
    const result = await run({
      A: { Type: 'Choice', Choices: [round], Default: 'E' },
      E: { Type: 'Succeed' },
    });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(result.states).toHaveLength(12_499);
  });
});
