/** How executions stand in their rows: read back as they were, and rows of the releases before are read too. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUsual, packState, unpackState } from '../../infra/local/engine/packed.ts';
import { ENGINE_STEPS } from '../../infra/local/engine/schema.ts';
import { openDatabase } from '../../infra/local/store/database.ts';
import type { ExecutionState, Phase, Thread } from '../../workflow-compiler/interpreter/execution.ts';
import { machine, newFolder, openHarness, START, task } from './harness.ts';

const text = fc.string();
const count = fc.nat();
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));
const usual = fc.record({ id: text, name: text, machineId: text, machineName: text });
const phase: fc.Arbitrary<Phase> = fc.oneof(
  fc.record({ kind: fc.constant('waiting' as const), timer: text }),
  fc.record({ kind: fc.constant('task' as const), task: text }),
  fc.record({ kind: fc.constant('entering' as const) }),
);
const thread: fc.Arbitrary<Thread> = fc.record(
  {
    id: count,
    parent: count,
    state: text,
    input: json,
    entered: count,
    event: count,
    vars: fc.dictionary(text, json),
    retries: fc.array(count),
    phase,
  },
  { requiredKeys: ['id', 'state', 'entered', 'event', 'phase'] },
);

test('what is packed is unpacked as it was, whoever named the execution', () => {
  const state = fc.record(
    {
      v: fc.constant(1 as const),
      start: fc.oneof(
        usual.chain((names) => json.map((input) => ({ ...names, input }))),
        fc.record({ input: json, id: text, name: text, machineId: text, machineName: text, roleArn: text }),
      ),
      begun: count,
      status: fc.constantFrom('RUNNING' as const, 'FAILED' as const),
      events: count,
      next: count,
      deadline: text,
      threads: fc.array(thread),
    },
    { requiredKeys: ['v', 'start', 'begun', 'status', 'events', 'next', 'threads'] },
  );
  fc.assert(
    fc.property(state, usual, fc.boolean(), (original: ExecutionState, names, own) => {
      const { id, name, machineId, machineName } = own ? names : original.start;
      const of = { id, name, machineId, machineName };
      const usual = isUsual(original.start, of);
      const plain = JSON.parse(JSON.stringify({ state: original, usual }));
      expect(JSON.parse(JSON.stringify(unpackState(packState(original, usual), () => of)))).toEqual(plain);
    }),
  );
});

test('an execution that an earlier release parked goes on, and its calls are made again', async () => {
  const folder = newFolder();
  const db = openDatabase({ folder });
  db.define('engine', ENGINE_STEPS.slice(0, 2));
  const arn = 'arn:aws:states:local:000000000000:stateMachine:m';
  const text = machine('A', { A: task('f', { Next: 'B' }), B: task('g', { End: true }) });
  const start = { input: {}, id: 'own', name: 'r', machineId: arn, machineName: 'm' };
  const waits = { id: 0, state: 'A', entered: START, event: 2, phase: { kind: 'task', task: '1' } };
  const state = { v: 1, start, begun: START, status: 'RUNNING', events: 3, next: 2, threads: [waits] };
  const call = { task: '1', state: 'A', resource: 'arn:aws:states:::lambda:invoke', token: false };
  const calls = [{ ...call, arguments: { FunctionName: 'f', Payload: 7 } }];
  const create = db.prepare("INSERT INTO machines (arn, name, definition) VALUES (?, 'm', ?)");
  const insert = db.prepare(
    "INSERT INTO executions (machine, name, status, started, state, calls) VALUES (1, 'r', 'RUNNING', ?, ?, ?)",
  );
  await db.enlist(() => {
    create.run(arn, text);
    insert.run(START, JSON.stringify(state), JSON.stringify(calls));
  });
  await db.close();

  const { engine, calls: made, close } = openHarness(folder);
  await engine.idle();
  expect(made.map(({ functionName, payload }) => [functionName, payload])).toEqual([
    ['f', 7],
    ['g', expect.anything()],
  ]);
  expect(await engine.status(arn, 'r')).toBe('SUCCEEDED');
  await close();
});
