/** Timers of express runs that outlive the process: set from the row, and asked of the row when they ring. Nobody else looks after these runs. */
import { describe, expect, it } from 'vitest';
import { runKey } from '../../functions/domain/run/keys.ts';
import { asRun, type RunRow } from '../../functions/domain/run/row.ts';
import { renewTimers, setTimers } from '../../functions/domain/run/timer.ts';
import { create } from '../../functions/handlers/timer.ts';
import type { Change } from '../../functions/ports/store.ts';
import type { Timer } from '../../functions/ports/timers.ts';
import { manualClock } from '../../infra/local/clock.ts';
import { openScheduler, type Scheduler } from '../stories/scheduler.ts';
import { inWorld, runOf } from '../stories/stage.ts';
import {
  begin,
  contact,
  contactId,
  DAY,
  event,
  HOUR,
  idle,
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
start: answer
steps:
  answer:
    kind: wait-for-event
    paths: [{ id: bought, event: { on: external.occurred, name: order }, next: pause }]
    timeout: { after: 2 days, next: forget }
  pause: { kind: wait, for: 1 day, next: end }
  forget: { kind: add-tag, tag: forgotten, next: end }
`;

type Stage = {
  readonly world: World;
  readonly scheduler: Scheduler;
  readonly row: () => Promise<RunRow>;
  readonly ring: (timer: Timer | undefined) => Promise<void>;
};

async function onStage(check: (stage: Stage) => Promise<void>): Promise<void> {
  const clock = manualClock(START);
  const scheduler = openScheduler();
  const options = { clock, shape: { placement: 'express' }, timers: scheduler.timers(clock) } as const;
  await inWorld(options, [begin, workflow(FLOW), contact('ada'), idle], async (world) => {
    const { deps } = world.runtime;
    const { item } = await runOf(world);
    await check({
      world,
      scheduler,
      row: async () => {
        const found = await item();
        expect(found.index?.due).toBeUndefined();
        return asRun(found);
      },
      ring: async (timer) => {
        // As the scheduler tells it: through JSON.
        await create(deps)(JSON.parse(JSON.stringify(timer)));
        await idle(world);
      },
    });
  });
}

describe('a timer', () => {
  it('ends its wait to the moment, and told again does nothing', () =>
    onStage(async ({ world, scheduler, row, ring }) => {
      const [set] = scheduler.set();
      expect(set).toMatchObject({ tenant, contact: 'ada', at: new Date(START + 2 * DAY).toISOString() });
      await time(2 * DAY - 1)(world);
      expect(await row()).toMatchObject({ state: 'waiting', step: 'answer' });
      await time(2 * DAY)(world);
      const done = await row();
      expect(done).toMatchObject({ state: 'done', step: 'forget' });
      expect(scheduler.set()).toEqual([]);
      await ring(set);
      expect(await row()).toEqual(done);
      expect(scheduler.set()).toEqual([]);
    }));

  it('moves with the run that an event took on; an older one that rings sets the right one again', () =>
    onStage(async ({ world, scheduler, row, ring }) => {
      const [old] = scheduler.set();
      await time(DAY)(world);
      await event('e1', 'ada', 'external.occurred', { name: 'order' })(world);
      await idle(world);
      const waiting = await row();
      expect(waiting).toMatchObject({ state: 'waiting', step: 'pause' });
      expect(scheduler.set()).toMatchObject([{ at: waiting.due }]);
      // A batch of the feed that is told again, behind what it tells.
      await world.runtime.deps.timers.set([
        { ...(old ?? never()), at: new Date(START + DAY + 1000).toISOString() },
      ]);
      await time(DAY + 2000)(world);
      expect(await row()).toEqual(waiting);
      expect(scheduler.set()).toMatchObject([{ at: waiting.due }]);
      await ring(old);
      expect(await row()).toEqual(waiting);
      await time(3 * DAY)(world);
      expect(await row()).toMatchObject({ state: 'done' });
    }));

  it('begins what a wait ends with by itself; for a run that has gone on it does nothing, and sets the right one again', () =>
    onStage(async ({ world, scheduler, row, ring }) => {
      await time(DAY)(world);
      await event('e1', 'ada', 'external.occurred', { name: 'order' })(world);
      await idle(world);
      const waiting = await row();
      const [pausing] = scheduler.set();
      expect(waiting).toMatchObject({ state: 'waiting', step: 'pause' });
      expect(pausing).toMatchObject({
        at: waiting.due,
        begins: { run: waiting.run, turn: waiting.turn, generation: waiting.generation },
      });
      // For another wait than the one that the row is in, and before its time.
      for (const generation of [waiting.generation - 1, waiting.generation]) {
        await ring({ ...(pausing ?? never()), begins: { ...(pausing?.begins ?? never()), generation } });
        expect(await row()).toEqual(waiting);
        await time(world.clock.now() - START + HOUR)(world);
        expect(scheduler.set()).toEqual([pausing]);
      }
      await time(3 * DAY)(world);
      const done = await row();
      expect(done).toMatchObject({ state: 'done' });
      await ring(pausing);
      expect(await row()).toEqual(done);
      await time(4 * DAY)(world);
      expect(scheduler.set()).toEqual([]);
    }));

  it('takes up what an execution that died has left', () =>
    onStage(async ({ world, scheduler, row }) => {
      const { machines } = world.runtime.deps;
      const { start } = machines;
      // An execution that is accepted and never begins.
      Object.assign(machines, { start: async () => 'started' });
      await time(2 * DAY)(world);
      expect(await row()).toMatchObject({ state: 'running', step: 'answer' });
      expect(scheduler.set()).toHaveLength(1);
      Object.assign(machines, { start });
      await time(2 * DAY + HOUR)(world);
      expect(await row()).toMatchObject({ state: 'done', step: 'forget' });
    }));

  it('of several changes is the last, and what cannot be set is told again', () =>
    onStage(async ({ row }) => {
      const { run } = await row();
      const key = runKey({ tenant, contact: contactId('ada') }, run);
      const change = (rev: number, body: RunRow): Change => ({ seq: String(rev), key, rev, new: body });
      const { due: _due, ...ended } = await row();
      const set: Timer[] = [];
      const lasting = { lasting: true, set: async (some: readonly Timer[]) => void set.push(...some) };
      await setTimers({ timers: lasting }, [change(1, await row()), change(2, ended)]);
      expect(set).toEqual([{ tenant, contact: 'ada', run }]);
      const broken = async (): Promise<never> => {
        throw new Error('1,000 a second, and no more');
      };
      const timers = { lasting: true, set: broken };
      await expect(setTimers({ timers }, [change(1, await row())])).rejects.toThrow('1,000');
    }));

  it('of a change that is told much later is the one that the row asks for now, and is never taken away', () =>
    onStage(async ({ world, scheduler, row }) => {
      const { store, timers } = world.runtime.deps;
      await event('e1', 'ada', 'external.occurred', { name: 'order' })(world);
      await idle(world);
      const waiting = await row();
      const right = scheduler.set();
      expect(right).toMatchObject([{ at: waiting.due }]);
      const key = runKey({ tenant, contact: contactId('ada') }, waiting.run);
      const { due: _due, ...between } = waiting;
      const change: Change = { seq: '1', key, rev: 1, new: { ...between, timed: true } };
      await renewTimers({ timers, store }, [change, change]);
      expect(scheduler.set()).toEqual(right);
      await timers.set([{ tenant, contact: 'ada', run: waiting.run }]);
      expect(scheduler.set()).toEqual([]);
      await renewTimers({ timers, store }, [change]);
      expect(scheduler.set()).toEqual(right);
      // Told as any other, it would have taken the timer away.
      await setTimers({ timers }, [change]);
      expect(scheduler.set()).toEqual([]);
    }));

  it('that names no run is refused', () =>
    onStage(async ({ world }) => {
      await expect(create(world.runtime.deps)({ tenant })).rejects.toThrow(TypeError);
    }));
});

function never(): never {
  throw new Error('no timer was set');
}
