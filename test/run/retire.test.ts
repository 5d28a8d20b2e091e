/** Machines of drained versions are removed, a day after, and never under somebody: not under a run, not under a start. */
import { describe, expect, it } from 'vitest';
import type { Deps } from '../../functions/deps.ts';
import { listRuns } from '../../functions/domain/run/read.ts';
import { sweep } from '../../functions/domain/run/sweep.ts';
import { removeWorkflow, startWorkflow, stopWorkflow } from '../../functions/domain/workflow/lifecycle.ts';
import { readVersion } from '../../functions/domain/workflow/pinned.ts';
import { markOf } from '../../functions/domain/workflow/retire.ts';
import { inWorld } from '../stories/stage.ts';
import {
  begin,
  contact,
  DAY,
  HOUR,
  idle,
  START,
  tenant,
  time,
  type World,
  workflow,
} from '../stories/world.ts';

const flow = (tag: string): string => `
language: 1
name: flow
triggers: [{ on: contact.added }]
start: pause
steps:
  pause: { kind: wait, for: 3 days, next: mark }
  mark: { kind: add-tag, tag: ${tag}, next: end }
`;

type Stage = {
  readonly world: World;
  readonly deps: Deps;
  /** Names of the machines removed so far, by version. */
  readonly removed: number[];
  readonly mark: (version: number) => ReturnType<typeof markOf>;
  /** Sweeps over a Step Functions that tells what is removed; `during` happens right before. */
  readonly sweepNow: (during?: () => Promise<void>) => Promise<void>;
  readonly enter: (name: string) => Promise<number | undefined>;
};

/** Version 1 is live with one run inside; then version 2 is. */
async function onStage(check: (stage: Stage) => Promise<void>): Promise<void> {
  const deeds = [begin, workflow(flow('one')), contact('ada'), idle, workflow(flow('two')), idle];
  await inWorld({ shape: { placement: 'standard' } }, deeds, async (world) => {
    const { deps } = world.runtime;
    const removed: number[] = [];
    const versions = new Map<string, number>();
    for (const number of [1, 2]) {
      const version = await readVersion(deps.store, tenant, 'flow', number);
      versions.set(version?.machine ?? '', number);
    }
    await check({
      world,
      deps,
      removed,
      mark: (version) => markOf(deps.store, tenant, 'flow', version),
      sweepNow: async (during = async () => {}) => {
        const remove = async (machine: string): Promise<void> => {
          await during();
          await deps.machines.remove(machine);
          removed.push(versions.get(machine) ?? 0);
        };
        await sweep({ ...deps, machines: { ...deps.machines, remove } });
        await idle(world);
      },
      enter: async (name) => {
        await contact(name)(world);
        await idle(world);
        const { runs } = await listRuns(deps.store, tenant, { workflow: 'flow', limit: 50 });
        return runs.find((run) => run.contact === name)?.version;
      },
    });
  });
}

/** Lets a day pass without the sweeps that come with time. */
const skip = (world: World, days: number): void => world.clock.advanceTo(START + days * DAY + HOUR);

describe('a version that is not live any more', () => {
  it('keeps its machine while somebody is inside, then loses it; the live one stays', () =>
    onStage(async ({ world, removed, mark, sweepNow, enter }) => {
      skip(world, 1);
      await sweepNow();
      expect(removed).toEqual([]);
      await time(4 * DAY)(world);
      await sweepNow();
      await time(6 * DAY)(world);
      expect(await mark(1)).toBe('retired');
      expect(await mark(2)).toBeUndefined();
      expect(await enter('bea')).toBe(2);
    }));

  it('comes back when it is started again', () =>
    onStage(async ({ world, deps, mark, enter }) => {
      await time(7 * DAY)(world);
      expect(await mark(1)).toBe('retired');
      expect(await startWorkflow(deps, tenant, 'flow', 1)).toMatchObject({ outcome: 'moved' });
      expect(await mark(1)).toBeUndefined();
      expect(await enter('bea')).toBe(1);
      await time(11 * DAY)(world);
      const { runs } = await listRuns(deps.store, tenant, { workflow: 'flow', limit: 50 });
      expect(runs.find((run) => run.contact === 'bea')?.state).toBe('done');
    }));

  it('is not started while its machine is being removed, and a removal that broke off is finished', () =>
    onStage(async ({ world, deps, removed, mark, sweepNow }) => {
      world.clock.advanceTo(START + 3 * DAY + HOUR);
      await idle(world);
      await sweepNow(async () => {
        expect(await startWorkflow(deps, tenant, 'flow', 1)).toEqual({ outcome: 'retiring' });
        throw new Error('Step Functions do not answer');
      });
      expect([removed, await mark(1)]).toEqual([[], 'removing']);
      await sweepNow();
      expect([removed, await mark(1)]).toEqual([[1], 'retired']);
      await sweepNow();
      expect(removed).toEqual([1]);
    }));

  it('stays when it was started or stopped within the day', () =>
    onStage(async ({ world, deps, removed, sweepNow }) => {
      world.clock.advanceTo(START + 3 * DAY + HOUR);
      await idle(world);
      await stopWorkflow(deps, tenant, 'flow');
      await sweepNow();
      expect(removed).toEqual([]);
      world.clock.advanceTo(START + 5 * DAY);
      await sweepNow();
      expect(removed).toEqual([1]);
    }));

  it('of a removed workflow leaves nothing to look at', () =>
    onStage(async ({ world, deps, mark, sweepNow }) => {
      await time(7 * DAY)(world);
      await stopWorkflow(deps, tenant, 'flow');
      expect(await removeWorkflow(deps, tenant, 'flow')).toEqual({ outcome: 'removed' });
      expect(await mark(1)).toBeUndefined();
      await time(9 * DAY)(world);
      await sweepNow();
      expect((await deps.store.query(`${tenant}|retire|flow`, { limit: 5 })).items).toEqual([]);
    }));
});
