/** How executions stand in their rows: read back as they were, and rows of the releases before are read too. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUsual, packState, unpackState } from '../../infra/local/engine/packed.ts';
import { ENGINE_STEPS } from '../../infra/local/engine/schema.ts';
import { openDatabase } from '../../infra/local/store/database.ts';
import type { ExecutionState, Phase, Thread } from '../../workflow-compiler/interpreter/execution.ts';
import type { Json } from '../../workflow-compiler/language/json.ts';
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

/** The members of the state in one order; what its inputs hold keeps its own, which expressions can tell. */
function inOrder({ start, threads, ...rest }: ExecutionState): Json {
  const { id, name, machineId, machineName, roleArn, input } = start;
  const { begun, status, events, next, deadline } = rest;
  const each = threads.map((one) => [
    one.id,
    one.parent,
    one.index,
    one.state,
    one.input,
    one.entered,
    one.event,
  ]);
  const more = threads.map(({ vars, retries, phase }) => [vars, retries, phase]);
  const all = [
    id,
    name,
    machineId,
    machineName,
    roleArn,
    input,
    begun,
    status,
    events,
    next,
    deadline,
    each,
    more,
  ];
  return JSON.parse(JSON.stringify(all));
}

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
      const columns = { input: JSON.stringify(original.start.input), started: original.begun };
      const plain = JSON.stringify({ state: inOrder(original), usual });
      const { state, usual: told } = unpackState(packState(original, usual), columns, () => of);
      expect(JSON.stringify({ state: inOrder(state), usual: told })).toBe(plain);
    }),
  );
});

const ARN = 'arn:aws:states:local:000000000000:stateMachine:m';
const NAMES = { id: 'own', name: 'r', machineId: ARN, machineName: 'm' };
const CALL = {
  task: '1',
  state: 'A',
  resource: 'arn:aws:states:::lambda:invoke',
  token: false,
  arguments: { FunctionName: 'f', Payload: 7 },
};

/** A folder as a release left it whose schema had so many steps, with one execution that waits for the call of `f`. */
async function leftBy(steps: number, state: Json, insert: string): Promise<string> {
  const folder = newFolder();
  const db = openDatabase({ folder });
  db.define('engine', ENGINE_STEPS.slice(0, steps));
  const text = machine('A', { A: task('f', { Next: 'B' }), B: task('g', { End: true }) });
  const create = db.prepare("INSERT INTO machines (arn, name, definition) VALUES (?, 'm', ?)");
  const [execution, ...more] = insert.split(';').map((sql) => db.prepare(sql));
  await db.enlist(() => {
    create.run(ARN, text);
    const calls = JSON.stringify([CALL]);
    execution?.run(START, JSON.stringify(state), ...(more.length === 0 ? [calls] : []));
    for (const one of more) one.run(calls);
  });
  await db.close();
  return folder;
}

test.each([
  [
    'the first',
    2,
    {
      v: 1,
      start: { ...NAMES, input: {} },
      begun: START,
      status: 'RUNNING',
      events: 3,
      next: 2,
      threads: [{ id: 0, state: 'A', entered: START, event: 2, phase: { kind: 'task', task: '1' } }],
    },
    "INSERT INTO executions (machine, name, status, started, state, calls) VALUES (1, 'r', 'RUNNING', ?, ?, ?)",
  ],
  [
    'the one before',
    3,
    [2, { ...NAMES, input: {} }, START, 0, 3, 2, 0, [0, 'A', 0, 2, { kind: 'task', task: '1' }]],
    `INSERT INTO executions (machine, name, status, started, state) VALUES (1, 'r', 'RUNNING', ?, ?);
     INSERT INTO calls (execution, calls) VALUES (1, ?)`,
  ],
])(
  'an execution that %s release parked goes on, and its calls are made again',
  async (_which, steps, state, insert) => {
    const { engine, calls: made, close } = openHarness(await leftBy(steps, state, insert));
    await engine.idle();
    expect(made.map(({ functionName, payload }) => [functionName, payload])).toEqual([
      ['f', 7],
      ['g', expect.anything()],
    ]);
    expect(await engine.status(ARN, 'r')).toBe('SUCCEEDED');
    await close();
  },
);
