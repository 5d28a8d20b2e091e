/** Express: whatever starts twice, comes late, dies or is throttled, the row decides, and a run goes on once. */
import { describe, expect, it } from 'vitest';
import { runKey } from '../../functions/domain/run/keys.ts';
import { asRun, type RunRow } from '../../functions/domain/run/row.ts';
import { entryCursor, segmentCursor, segmentName } from '../../functions/domain/run/wake.ts';
import { readVersion } from '../../functions/domain/workflow/pinned.ts';
import type { Shape } from '../../functions/domain/workflow/publish.ts';
import type { ChannelPort } from '../../functions/ports/channel.ts';
import { did, inWorld, owner, runOf } from '../stories/stage.ts';
import {
  begin,
  contact,
  DAY,
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
    paths: [{ id: bought, event: { on: external.occurred, name: order }, next: thank }]
    timeout: { after: 2 days, next: forget }
  thank: { kind: add-tag, tag: thanked, next: end }
  forget: { kind: add-tag, tag: forgotten, next: end }
`;

type Stage = {
  readonly world: World;
  readonly row: () => Promise<RunRow>;
  /** Starts an execution as if for a generation that was woken before. */
  readonly startAgain: (row: RunRow) => Promise<void>;
};

async function playOn(
  shape: Shape,
  check: (stage: Stage) => Promise<void>,
  email?: ChannelPort,
): Promise<void> {
  const options = { shape, ...(email === undefined ? {} : { email }) };
  await inWorld(options, [begin, workflow(FLOW), contact('ada'), idle], async (world) => {
    const { deps } = world.runtime;
    const { run, row } = await runOf(world);
    const startAgain = async (of: RunRow): Promise<void> => {
      const version = await readVersion(deps.store, tenant, 'flow', 1);
      await deps.machines.start(
        version?.machine ?? '',
        segmentName(run, of.generation),
        entryCursor(owner, of),
      );
      await idle(world);
    };
    await check({ world, row, startAgain });
  });
}

const BEGUN = ['hello entered', 'hello sent', 'pause parked'];

const SHAPES: readonly (readonly [name: string, shape: Shape])[] = [
  ['in stretches', { placement: 'express' }],
  ['with a state for each step', { placement: 'express', granularity: 'step' }],
];

describe.each(SHAPES)('express %s', (_name, shape) => {
  const onStage = (check: (stage: Stage) => Promise<void>, email?: ChannelPort): Promise<void> =>
    playOn(shape, check, email);

  it('keeps nothing but a row while a run waits, and wakes it to the moment', () =>
    onStage(async ({ world, row }) => {
      const waiting = await row();
      expect(did(waiting)).toEqual(BEGUN);
      expect(waiting).toMatchObject({ state: 'waiting', due: waiting.wait?.until, generation: 1 });
      const version = await readVersion(world.runtime.store, tenant, 'flow', 1);
      expect(version).toMatchObject({ placement: 'express' });
      const own = shape.granularity === 'step' ? { begins: 'hello' } : { start: 'hello' };
      expect({ begins: version?.begins, start: version?.start }).toEqual({
        ...{ begins: undefined, start: undefined },
        ...own,
      });
      await time(DAY - 1)(world);
      expect(did(await row())).toEqual(BEGUN);
      await time(DAY)(world);
      expect(did(await row())).toEqual([...BEGUN, 'count changed', 'answer parked']);
      expect(world.runtime.deps.clock.now()).toBe(START + DAY);
    }));

  it('does nothing for an execution that was started twice, early or late', () =>
    onStage(async ({ world, row, startAgain }) => {
      const first = await row();
      await startAgain({ ...first, generation: 0 });
      await startAgain(first);
      await startAgain({ ...first, generation: 2 });
      expect(await row()).toEqual(first);
      await time(DAY)(world);
      const second = await row();
      for (const generation of [0, 1, 2]) await startAgain({ ...second, generation });
      expect(await row()).toEqual(second);
      await event('o1', 'ada', 'external.occurred', { name: 'order' }, START + DAY)(world);
      await time(DAY + HOUR)(world);
      const done = await row();
      expect(did(done)).toEqual([
        ...BEGUN,
        'count changed',
        'answer parked',
        'answer woke',
        'thank changed',
        'thank ended',
      ]);
      for (let generation = 0; generation < 6; generation += 1) await startAgain({ ...done, generation });
      await time(9 * DAY)(world);
      expect(await row()).toEqual(done);
    }));

  it('goes on behind the last settled step when an execution died', () =>
    onStage(async ({ world, row }) => {
      const { deps } = world.runtime;
      const item = await deps.store.get(runKey(owner, (await row()).run));
      if (item === undefined) throw new Error('there is no run');
      // As if the wait had been claimed, and the execution never started.
      const due = new Date(START + 20 * MINUTE).toISOString();
      const { wait: _wait, ...rest } = asRun(item);
      const claimed: RunRow = { ...rest, state: 'running', generation: 2, due };
      const index = { due: { pk: 'due#0', sk: `${due}#${tenant}#ada#${claimed.run}` } };
      await deps.store.write([{ do: 'put', key: item, body: claimed, index, when: { rev: item.rev } }]);
      await time(HOUR)(world);
      expect(did(await row())).toEqual([...BEGUN, 'count changed', 'answer parked']);
    }));

  it('an event after the end of a wait that nobody ended yet is too late', () =>
    onStage(async ({ world, row }) => {
      await time(DAY)(world);
      const { until = '' } = (await row()).wait ?? {};
      const late = Date.parse(until) + 1;
      // Time goes by without anybody looking.
      world.clock.advanceTo(late);
      await event('o1', 'ada', 'external.occurred', { name: 'order' }, late)(world);
      await idle(world);
      await time(4 * DAY)(world);
      expect(did(await row()).slice(-3)).toEqual(['answer woke', 'forget changed', 'forget ended']);
    }));

  it('an execution that fails too late says nothing about the run; one that is at work fails it', () =>
    onStage(async ({ world, row }) => {
      const waiting = await row();
      const { finish } = world.runtime.functions.task;
      const failed = (generation: number) => ({
        contract: 1,
        steps: [],
        cursor: { ...segmentCursor(owner, waiting), generation },
        error: { Error: 'TypeError', Cause: 'a bug' },
      });
      await finish(failed(0));
      expect(await row()).toEqual(waiting);
      await finish(failed(waiting.generation));
      expect(await row()).toMatchObject({ state: 'failed', step: 'pause', error: { name: 'TypeError' } });
    }));

  it('who is asked to slow down parks, and comes again', async () => {
    let asked = 0;
    const email: ChannelPort = {
      commitsWithClaim: false,
      deliver: async () => {
        asked += 1;
        return asked < 4 ? { outcome: 'throttled', reason: 'slowly' } : { outcome: 'sent', providerId: 'p1' };
      },
    };
    await onStage(async ({ world, row }) => {
      expect(await row()).toMatchObject({ state: 'waiting', wait: { kind: 'throttled', times: 1 } });
      await time(6 * MINUTE)(world);
      expect((await row()).wait).toMatchObject({ kind: 'throttled', times: 2 });
      await time(HOUR)(world);
      expect(did(await row())).toEqual(BEGUN);
      expect(asked).toBe(4);
    }, email);
  });
});
