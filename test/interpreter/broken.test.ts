// Machines that somebody broke: whatever stands where, they are refused or run to an end, and nothing else is thrown.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MockMissing, simulate } from '../../infra/local/cli/asl-simulate.ts';
import { type Json, parseJson } from '../../workflow-compiler/interpreter/json.ts';
import {
  type LoadedMachine,
  loadMachine,
  MachineRefused,
} from '../../workflow-compiler/interpreter/machine.ts';
import { INVOKE, NOW } from './running.ts';

const whole = {
  QueryLanguage: 'JSONata',
  StartAt: 'A',
  TimeoutSeconds: 9,
  States: {
    A: { Type: 'Pass', Assign: { x: 1 }, Output: '{% $states.input %}', Next: 'T' },
    T: {
      Type: 'Task',
      Resource: INVOKE,
      Arguments: { a: '{% $x %}' },
      HeartbeatSeconds: '{% 2 %}',
      Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 2 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'W', Output: 1, Assign: { y: 2 } }],
      Next: 'C',
    },
    C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'W' }], Default: 'M' },
    M: {
      Type: 'Map',
      Items: [1, 2],
      ItemSelector: { v: '{% $states.context.Map.Item.Value %}' },
      MaxConcurrency: 1,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'I',
        States: { I: { Type: 'Pass', End: true } },
      },
      Next: 'P',
    },
    P: {
      Type: 'Parallel',
      Branches: [{ StartAt: 'B', States: { B: { Type: 'Wait', Seconds: 1, End: true } } }],
      Next: 'W',
    },
    W: { Type: 'Wait', Timestamp: '2026-01-01T00:00:01Z', Next: 'S' },
    S: { Type: 'Succeed', Output: '{% $x %}' },
  },
};

const odd = fc.oneof(
  fc.constantFrom<Json>(null, true, -1, 1.5, 1e300, '', '{% %}', '{% null %}', '{% [1..3] %}', '$.x', '$$'),
  fc.constantFrom<Json>('JSONPath', 'Map', 'Wait', 'A', '__proto__', [], {}, [null], [[]], [{}], { A: 1 }),
  fc.json({ maxDepth: 2 }).map(parseJson),
);

/** The same with one of its parts, counted in order, in the place of another. */
function broken(value: Json, at: { left: number }, by: Json | undefined): Json | undefined {
  at.left -= 1;
  if (at.left === 0) return by;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => broken(item, at, by) ?? null);
  const made: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    const after = broken(item, at, by);
    if (after !== undefined) made[key] = after;
  }
  return made;
}

function loaded(definition: Json): LoadedMachine | undefined {
  try {
    return loadMachine(JSON.stringify(definition));
  } catch (error) {
    expect(error).toBeInstanceOf(MachineRefused);
    return undefined;
  }
}

it('are refused, or run to an end', async () => {
  const edits = fc.array(fc.tuple(fc.integer({ min: 1, max: 110 }), fc.option(odd, { nil: undefined })), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(edits, odd, odd, async (made, input, result) => {
      let definition: Json = whole;
      for (const [left, by] of made) definition = broken(definition, { left }, by) ?? null;
      const machine = loaded(definition);
      if (machine === undefined) return;
      const mocks = { T: [{ error: 'E' }, { result }], I: [{ result }], A: [{ result }] };
      const ended = await simulate(machine, input, mocks, { now: NOW }).catch((error: unknown) => {
        expect(error).toBeInstanceOf(MockMissing);
        return { status: 'REFUSED' };
      });
      expect(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'REFUSED']).toContain(ended.status);
    }),
    { numRuns: 700 },
  );
});

it('are refused when they are too deep to be read', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const text = `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed","Output":${deep}}}}`;
  expect(() => loadMachine(text)).toThrow('nested too deeply');
});
