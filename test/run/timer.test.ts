/** Timers of express runs: set from the row as the feed tells it, and asked of the row when they ring. No sweeper runs here. */
import { describe, expect, it } from 'vitest';
import { runKey } from '../../functions/domain/run/keys.ts';
import { listRuns } from '../../functions/domain/run/read.ts';
import { asRun, type RunRow } from '../../functions/domain/run/row.ts';
import { setTimers } from '../../functions/domain/run/timer.ts';
import { create } from '../../functions/handlers/timer.ts';
import type { Change } from '../../functions/ports/store.ts';
import type { Timer } from '../../functions/ports/timers.ts';
import {
  begin,
  contact,
  contactId,
  DAY,
  event,
  idle,
  openWorld,
  START,
  tenant,
  type World,
  withFolder,
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
  readonly row: () => Promise<RunRow>;
  /** The timer that the feed sets for the row as it is now. */
  readonly timer: () => Promise<Timer | undefined>;
  readonly ring: (timer: Timer | undefined) => Promise<void>;
};

async function onStage(check: (stage: Stage) => Promise<void>): Promise<void> {
  await withFolder(async (dir) => {
    const world = await openWorld(dir, START, { shape: { placement: 'express' } });
    for (const deed of [begin, workflow(FLOW), contact('ada'), idle]) await deed(world);
    const { deps } = world.runtime;
    const { runs } = await listRuns(deps.store, tenant, { workflow: 'flow', limit: 1 });
    const key = runKey({ tenant, contact: contactId('ada') }, runs[0]?.run ?? '');
    const item = async () => {
      const found = await deps.store.get(key);
      if (found === undefined) throw new Error('there is no run');
      return found;
    };
    await check({
      world,
      row: async () => asRun(await item()),
      timer: async () => {
        const { body, rev } = await item();
        const set: Timer[] = [];
        const timers = { set: async (some: readonly Timer[]) => void set.push(...some) };
        const change: Change = { seq: String(rev), key, rev, new: body };
        await setTimers({ ...deps, timers }, [change, { ...change, key: { ...key, sk: 'card' } }]);
        return set[0];
      },
      ring: async (timer) => {
        // As the scheduler tells it: through JSON.
        await create(deps)(JSON.parse(JSON.stringify(timer)));
        await idle(world);
      },
    });
    await world.runtime.close();
  });
}

describe('a timer', () => {
  it('ends its wait, and told again does nothing', () =>
    onStage(async ({ world, row, timer, ring }) => {
      const set = await timer();
      expect(set).toMatchObject({ tenant, contact: 'ada', at: new Date(START + 2 * DAY).toISOString() });
      await ring(set);
      expect(await row()).toMatchObject({ state: 'waiting', step: 'answer' });
      world.clock.advanceTo(START + 2 * DAY);
      await ring(set);
      const done = await row();
      expect(done).toMatchObject({ state: 'done', step: 'forget' });
      await ring(set);
      expect(await row()).toEqual(done);
    }));

  it('rings in vain for a run that an event took on', () =>
    onStage(async ({ world, row, timer, ring }) => {
      const set = await timer();
      world.clock.advanceTo(START + DAY + 1000);
      await event('e1', 'ada', 'external.occurred', { name: 'order' })(world);
      await idle(world);
      const waiting = await row();
      expect(waiting).toMatchObject({ state: 'waiting', step: 'pause' });
      expect((await timer())?.generation).toBe(waiting.generation);
      world.clock.advanceTo(START + 3 * DAY);
      await ring(set);
      expect(await row()).toEqual(waiting);
      await ring({ ...(set ?? never()), generation: waiting.generation });
      expect(await row()).toMatchObject({ state: 'done' });
    }));

  it('is not set for what is due already: that is the sweeper’s', () =>
    onStage(async ({ world, timer }) => {
      world.clock.advanceTo(START + 3 * DAY);
      expect(await timer()).toBeUndefined();
    }));

  it('that cannot be set holds nothing up', () =>
    onStage(async ({ world, row }) => {
      const { deps } = world.runtime;
      const warned: string[] = [];
      const broken = async (): Promise<never> => {
        throw new Error('1,000 a second, and no more');
      };
      const { run, generation, due, wait } = await row();
      const body = { run, generation, due: due ?? '', wait: { kind: 'event', until: wait?.until ?? '' } };
      const change: Change = {
        seq: '1',
        key: runKey({ tenant, contact: contactId('ada') }, run),
        rev: 1,
        new: body,
      };
      const log = { ...deps.log, warn: (message: string) => void warned.push(message) };
      await setTimers({ ...deps, log, timers: { set: broken } }, [change]);
      expect(warned).toHaveLength(1);
    }));

  it('that names no run is refused', () =>
    onStage(async ({ world }) => {
      await expect(create(world.runtime.deps)({ tenant })).rejects.toThrow(TypeError);
    }));
});

function never(): never {
  throw new Error('no timer was set');
}
