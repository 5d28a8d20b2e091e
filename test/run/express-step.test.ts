/** Express with a state for each step: what the row says of the place, and what a task does for whoever comes twice, late or early. */
import { describe, expect, it } from 'vitest';
import { readUnits, sizeOf, writeUnits } from '../../functions/adapters/aws/store/size.ts';
import { runKey } from '../../functions/domain/run/keys.ts';
import { openLedger } from '../../functions/domain/run/ledger.ts';
import type { RunRow } from '../../functions/domain/run/row.ts';
import { settleIn, type Work } from '../../functions/domain/run/settle.ts';
import { entryCursor, segmentName } from '../../functions/domain/run/wake.ts';
import { readVersion } from '../../functions/domain/workflow/pinned.ts';
import { openMeter } from '../../infra/local/meter.ts';
import type { TaskRequest } from '../../workflow-compiler/cursor.ts';
import { did, inWorld, owner, runOf } from '../stories/stage.ts';
import {
  begin,
  contact,
  DAY,
  type Deed,
  event,
  HOUR,
  idle,
  MINUTE,
  START,
  tenant,
  time,
  type World,
  workflow,
} from '../stories/world.ts';

const FLOW = `
language: 1
name: flow
triggers: [{ on: contact.added }]
sending: { from: { email: hello@nordwind.example } }
start: hello
steps:
  hello: { kind: send-email, subject: Hello, text: Hello, next: pause }
  pause: { kind: wait, for: 1 day, next: count }
  count: { kind: adjust-score, by: 1, next: answer }
  answer:
    kind: wait-for-event
    paths: [{ id: bought, event: { on: external.occurred, name: order }, next: again }]
    timeout: { after: 2 days, next: end }
  again: { kind: jump, to: pause, atMost: 2, next: end }
`;

const LONG = `
language: 1
name: flow
triggers: [{ on: contact.added }]
start: pause
steps:
  pause: { kind: wait, for: 800 days, next: end }
`;

const branching = (next: string, more = ''): string => `
language: 1
name: flow
triggers: [{ on: contact.added }]
start: who
steps:
  who: { kind: branch, paths: [{ id: tagged, when: { kind: tag, tag: vip }, next: z }], otherwise: y }
  y: { kind: add-tag, tag: y, next: ${next} }
  p: { kind: wait, for: 1 day, next: z }
  z: { kind: add-tag, tag: z, next: end }
${more}`;

/** Refused before anybody is called: no header has such a letter. */
const REFUSED = `  hook:
    kind: webhook
    url: https://shop.example/hook
    headers: { Who: "{{ contact.email | append: '→' }}" }
    next: p`;

type Stage = { readonly world: World; readonly row: () => Promise<RunRow> };

const shape = { placement: 'express', granularity: 'step' } as const;
const entering = (text: string): readonly Deed[] => [begin, workflow(text), contact('ada'), idle];

const onStage = (check: (stage: Stage) => Promise<void>, text = FLOW): Promise<void> =>
  inWorld({ shape }, entering(text), async (world) => check({ world, row: (await runOf(world)).row }));

/** As if the wait had been claimed by a wake-up whose execution has not begun. */
async function claimed({ world, row }: Stage): Promise<RunRow> {
  const { store } = world.runtime.deps;
  const { wait: _wait, ...waiting } = await row();
  const due = new Date(world.clock.now() + HOUR).toISOString();
  const running: RunRow = { ...waiting, state: 'running', generation: waiting.generation + 1, due };
  await store.write([{ do: 'put', key: runKey(owner, waiting.run), body: running }]);
  return row();
}

const count = (row: RunRow): TaskRequest => ({
  contract: 1,
  state: 'count',
  steps: ['count'],
  cursor: entryCursor(owner, row),
});

const BEGUN = ['hello entered', 'hello sent', 'pause parked'];

describe('the place', () => {
  it('is what follows the wait, with the turn, the path and the counters that it will have', () =>
    onStage(async ({ world, row }) => {
      expect(await row()).toMatchObject({ state: 'waiting', turn: 2, place: { at: 'count', turn: 2 } });
      await time(DAY)(world);
      const asleep = await row();
      expect(asleep).toMatchObject({ state: 'waiting', turn: 3, place: { at: 'answer.path', turn: 4 } });
      expect(asleep.wait).toMatchObject({ kind: 'event', resume: 'answer.path' });
      await event('o1', 'ada', 'external.occurred', { name: 'order' }, START + DAY)(world);
      await time(DAY + 2 * HOUR)(world);
      const again = await row();
      expect(again.place).toEqual({ at: 'count', turn: again.turn, loops: { again: 1 } });
      expect(entryCursor(owner, again)).toMatchObject({ resumeAt: 'count', loops: { again: 1 } });
      await time(9 * DAY)(world);
      expect(await row()).toMatchObject({ state: 'done' });
      expect(await row()).not.toHaveProperty('place');
    }));

  it('is the state itself while a run is there, and an execution that begins there goes on behind it', () =>
    onStage(async (stage) => {
      const { world, row } = stage;
      const { deps, functions } = world.runtime;
      const woken = await claimed(stage);
      await functions.task.apply(count(woken));
      const there = await row();
      expect(there).toMatchObject({ state: 'running', turn: 3, place: { at: 'count', turn: 2 } });
      const version = await readVersion(deps.store, tenant, 'flow', 1);
      const input = entryCursor(owner, there);
      expect(input).toMatchObject({ resumeAt: 'count', turn: 2, generation: 2 });
      await deps.machines.start(version?.machine ?? '', segmentName(there.run, 2), input);
      await idle(world);
      expect(did(await row())).toEqual([...BEGUN, 'count changed', 'answer parked']);
    }));
});

describe('a task', () => {
  it('answers a turn told again without doing it, also to two who ask at once', () =>
    onStage(async (stage) => {
      const { apply } = stage.world.runtime.functions.task;
      const request = count(await claimed(stage));
      const [first, second] = await Promise.all([apply(request), apply(request)]);
      expect(first).toMatchObject({ turn: 3, generation: 2 });
      expect(second).toEqual(first);
      const done = await stage.row();
      expect(await apply(request)).toEqual(first);
      expect(await stage.row()).toEqual(done);
      expect(did(done)).toEqual([...BEGUN, 'count changed']);
    }));

  it('leaves alone what another wake-up has, or what is long settled', () =>
    onStage(async (stage) => {
      const { apply, decide, finish } = stage.world.runtime.functions.task;
      const row = await claimed(stage);
      const { cursor, ...request } = count(row);
      for (const late of [{ generation: 0 }, { generation: 1 }, { generation: 3 }, { turn: 0 }])
        for (const task of [apply, decide, finish])
          await expect(task({ ...request, cursor: { ...cursor, ...late } })).rejects.toMatchObject({
            name: 'Left',
          });
      // The second turn of another call: this one has never been there.
      const then = [{ do: 'finish', steps: [] }] as const;
      const carrying = apply({ ...request, then, cursor: { ...cursor, turn: 1 } });
      await expect(carrying).rejects.toMatchObject({ name: 'Left' });
      expect(await stage.row()).toEqual(row);
    }));

  it('does nothing for an execution that comes before the wait is over, and ends the wait for one that comes then', () =>
    onStage(async ({ world, row }) => {
      const { apply } = world.runtime.functions.task;
      const asleep = await row();
      await expect(apply(count(asleep))).rejects.toMatchObject({ name: 'Left' });
      expect(await row()).toEqual(asleep);
      // Time goes by without anybody looking.
      world.clock.advanceTo(Date.parse(asleep.wait?.until ?? ''));
      await apply(count(asleep));
      expect(await row()).toMatchObject({ state: 'running', turn: 3, generation: 2, took: 1 });
    }));
});

describe('the router', () => {
  const played = (
    text: string,
    check: (world: World, row: RunRow, executions: number) => Promise<void>,
  ): Promise<void> => {
    const meter = openMeter({ sizeOf, readUnits, writeUnits });
    return inWorld({ shape, meter }, entering(text), async (world) => {
      const { row } = await runOf(world);
      await check(world, await row(), meter.units().executions);
    });
  };

  it('does what a run begins with, and leaves the row as an execution would', () =>
    played(branching('p'), async (_world, row, executions) => {
      expect(executions).toBe(0);
      expect(did(row)).toEqual(['who entered', 'who decided', 'y changed', 'p parked']);
      expect(row).toMatchObject({ state: 'waiting', generation: 1, turn: 3, place: { at: 'z', turn: 3 } });
    }));

  it('lets a run go before a webhook, in an execution that goes on behind what is settled', () =>
    played(branching('hook', REFUSED), async (_world, row, executions) => {
      expect(executions).toBe(1);
      expect(did(row).slice(0, 4)).toEqual(['who entered', 'who decided', 'y changed', 'hook rejected']);
      expect(row).toMatchObject({ state: 'waiting', generation: 1 });
    }));

  it('does nothing that follows from a decision which another call took otherwise', () =>
    onStage(async (stage) => {
      const { deps } = stage.world.runtime;
      const woken = await claimed(stage);
      const cursor = entryCursor(owner, woken);
      const ledger = openLedger(deps, cursor);
      await ledger.look();
      const decided =
        (path: string) =>
        (row: RunRow): RunRow => ({ ...row, turn: row.turn + 1, last: { turn: row.turn, path } });
      ledger.keep({ next: (row) => ({ row: decided('yes')(row), writes: [] }) });
      await deps.store.write([{ do: 'put', key: runKey(owner, woken.run), body: decided('no')(woken) }]);
      const next = { ...count(woken), cursor: { ...cursor, turn: woken.turn + 1, path: 'yes' } };
      const link = { first: next.cursor.turn, at: '0', generation: woken.generation, lost: ledger.lost() };
      let acted = false;
      const act: Work = async (_frame, hold) => {
        await hold.stand();
        acted = true;
        return { kind: 'settled' };
      };
      await expect(settleIn(deps, ledger, next, act, link)).rejects.toMatchObject({ name: 'Overtaken' });
      expect(acted).toBe(false);
      expect(await stage.row()).toMatchObject({ turn: woken.turn + 1, last: { path: 'no' } });
    }));
});

it('a run waits for longer than an execution could live', () =>
  onStage(async ({ world, row }) => {
    expect((await row()).wait?.until).toBe(new Date(START + 800 * DAY).toISOString());
    await time(799 * DAY)(world);
    expect(await row()).toMatchObject({ state: 'waiting' });
    await time(800 * DAY + MINUTE)(world);
    expect(await row()).toMatchObject({ state: 'done' });
  }, LONG));
