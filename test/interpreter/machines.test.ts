// Loading: what is refused, and by what name; and the older half of the language, for machines we did not compile.

import { describe, expect, it } from 'vitest';
import { simulate } from '../../infra/local/cli/asl-simulate.ts';
import { loadMachine, MachineRefused } from '../../workflow-compiler/interpreter/machine.ts';
import { INVOKE, machine, NOW, type States } from './running.ts';

function problems(states: States, more: States = {}): readonly string[] {
  try {
    machine(states, more);
    return [];
  } catch (error) {
    if (!(error instanceof MachineRefused)) throw error;
    return error.problems.map(({ pointer, message }) => `${pointer} ${message}`);
  }
}

describe('a machine is refused', () => {
  const inner = { StartAt: 'I', States: { I: { Type: 'Pass', Assign: { x: 1 }, End: true } } };
  it.each<[string, States, string]>([
    [
      'for `$` at the top level',
      { A: { Type: 'Pass', Output: '{% $.a %}', End: true } },
      "/States/A/Output UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$' at the top level is not supported",
    ],
    [
      'for a bare name',
      { A: { Type: 'Pass', Output: { o: '{% a.b %}' }, End: true } },
      "/States/A/Output/o UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'a' at the top level is not supported",
    ],
    [
      'for a field of $states that is not there',
      { A: { Type: 'Pass', Output: '{% $states.result %}', End: true } },
      "/States/A/Output UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$states.result' is not supported here",
    ],
    [
      'for a missing state',
      { A: { Type: 'Pass', Next: 'B' } },
      "/States/A/Next MISSING_TRANSITION_TARGET: Missing 'Next' target: B",
    ],
    [
      'for a state that nothing leads to',
      { A: { Type: 'Succeed' }, B: { Type: 'Pass', Next: 'A' } },
      '/States/B MISSING_TRANSITION_TARGET: State "B" is not reachable.',
    ],
    [
      'for a loop without a way out',
      { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } },
      ' MISSING_END_STATE: Workflow has no terminal state',
    ],
    [
      'for two states of one name, at whatever depth',
      { I: { Type: 'Map', ItemProcessor: inner, End: true } },
      '/States/I DUPLICATE_STATE_NAME: Duplicate State name: I',
    ],
    [
      'for a language of the processor',
      { A: { Type: 'Map', ItemProcessor: { ...inner, QueryLanguage: 'JSONata' }, End: true } },
      '/States/A/ItemProcessor/QueryLanguage `QueryLanguage` is not supported here (JSONata).',
    ],
    [
      'for a constant that is none',
      { A: { Type: 'Map', ItemProcessor: inner, MaxConcurrency: -1, End: true } },
      '/States/A/MaxConcurrency `MaxConcurrency` must be a number from 0 to 9007199254740991.',
    ],
    [
      'for an expression that does not parse, without the code of jsonata',
      { A: { Type: 'Pass', Output: '{% 1 + %}', End: true } },
      '/States/A/Output INVALID_JSONATA_EXPRESSION: Unexpected end of expression',
    ],
    [
      'for a field it does not know',
      { A: { Type: 'Pass', Parameters: {}, End: true } },
      '/States/A/Parameters `Parameters` is not supported here (JSONata).',
    ],
    [
      'for JSONPath inside JSONata',
      { A: { Type: 'Pass', QueryLanguage: 'JSONPath', End: true } },
      "/States/A/QueryLanguage 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
    ],
    [
      'for a distributed Map',
      {
        A: { Type: 'Map', ItemProcessor: { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED' } }, End: true },
      },
      '/States/A/ItemProcessor/ProcessorConfig A distributed Map is not supported; use `INLINE`.',
    ],
    [
      'for a variable of an outer scope',
      {
        S: { Type: 'Pass', Assign: { x: 1 }, Next: 'A' },
        A: { Type: 'Map', ItemProcessor: inner, End: true },
      },
      '/States/A/ItemProcessor/States/I/Assign DUPLICATE_VARIABLE_NAME: The variable `x` belongs to an outer scope.',
    ],
    [
      'for a name that reaches into JavaScript',
      { A: { Type: 'Pass', Output: '{% $states.input.constructor %}', End: true } },
      "/States/A/Output UNSUPPORTED_JSONATA_EXPRESSION: The name 'constructor' is not supported",
    ],
    [
      'for States.ALL in company',
      {
        A: {
          Type: 'Task',
          Resource: INVOKE,
          Catch: [{ ErrorEquals: ['States.ALL', 'X'], Next: 'A' }],
          End: true,
        },
      },
      '/States/A/Catch/0/ErrorEquals `States.ALL` must stand alone, and last.',
    ],
  ])('%s', (_name, states, problem) => {
    expect(problems(states)).toContain(problem);
  });

  it('with all its problems at once', () => {
    expect(problems({ A: { Type: 'Pass', Output: '{% ( %}', Next: 'B' }, C: { Type: 'Odd' } })).toHaveLength(
      3,
    );
    expect(() => loadMachine('{')).toThrow(MachineRefused);
  });
});

describe('a machine in JSONPath', () => {
  const text = JSON.stringify({
    StartAt: 'Shape',
    States: {
      Shape: {
        Type: 'Pass',
        Parameters: {
          'n.$': '$.n',
          'at.$': '$$.Execution.Input.n',
          'text.$': "States.Format('n={}', $.n)",
          fixed: [1],
        },
        ResultPath: '$.shaped',
        Assign: { 'kept.$': '$.n' },
        Next: 'Pick',
      },
      Pick: {
        Type: 'Choice',
        Choices: [
          {
            And: [{ Variable: '$.n', NumericGreaterThan: 1 }, { Not: { Variable: '$.x', IsPresent: true } }],
            Next: 'Call',
          },
        ],
        Default: 'No',
      },
      No: { Type: 'Fail', Error: 'No' },
      Call: {
        Type: 'Task',
        Resource: INVOKE,
        Parameters: { 'p.$': '$kept' },
        ResultSelector: { 'y.$': '$.Payload[1:]' },
        ResultPath: '$.answer',
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Mixed' }],
        Next: 'Mixed',
      },
      Mixed: {
        Type: 'Pass',
        QueryLanguage: 'JSONata',
        Output: { i: '{% $states.input %}', k: '{% $kept %}' },
        End: true,
      },
    },
  });
  const shaped = { n: 5, at: 5, text: 'n=5', fixed: [1] };

  it('shapes by path and goes on into JSONata', async () => {
    const result = await simulate(
      loadMachine(text),
      { n: 5 },
      { Call: [{ result: { Payload: [1, 2, 3] } }] },
      { now: NOW },
    );
    expect(result.output).toEqual({ i: { n: 5, shaped, answer: { y: [2, 3] } }, k: 5 });
    expect(result.states).toEqual(['Shape', 'Pick', 'Call', 'Mixed']);
  });

  it('puts a caught error where ResultPath says', async () => {
    const result = await simulate(
      loadMachine(text),
      { n: 5 },
      { Call: [{ error: 'E', cause: 'c' }] },
      { now: NOW },
    );
    expect(result.output).toEqual({ i: { n: 5, shaped, error: { Error: 'E', Cause: 'c' } }, k: 5 });
  });
});
