/** Publishing, starting, stopping and removing, over the real runtime. */
import { describe, expect, it } from 'vitest';
import { readReport } from '../../functions/domain/report/counts.ts';
import { listRuns, readRun } from '../../functions/domain/run/read.ts';
import { saveDraft } from '../../functions/domain/workflow/draft.ts';
import { removeWorkflow, startWorkflow, stopWorkflow } from '../../functions/domain/workflow/lifecycle.ts';
import { machineName } from '../../functions/domain/workflow/machine.ts';
import { canonical, publish, type Shape } from '../../functions/domain/workflow/publish.ts';
import {
  listVersions,
  listWorkflows,
  readDraft,
  readVersionDetails,
  readWorkflow,
} from '../../functions/domain/workflow/read.ts';
import { inWorld } from '../stories/stage.ts';
import { begin, contact, DAY, idle, START, tenant, time, type World, workflow } from '../stories/world.ts';

const flow = (tag: string): string => `
language: 1
name: greet
title: Greet ${tag}
triggers: [{ on: contact.added }]
start: pause
steps:
  pause: { kind: wait, for: 1 day, next: mark }
  mark: { kind: add-tag, tag: ${tag}, next: end }
`;

const withWorld = (check: (world: World) => Promise<void>): Promise<void> => inWorld({}, [begin], check);

describe('publishing', () => {
  it('keeps a draft with its mistakes, and publishes nothing of it', () =>
    withWorld(async ({ runtime: { deps, store } }) => {
      const broken = flow('one').replace('next: mark', 'next: nowhere');
      const saved = await saveDraft(deps, tenant, 'greet', broken);
      expect(saved.diagnostics.map(({ severity }) => severity)).toContain('error');
      expect(await readDraft(store, tenant, 'greet')).toBe(broken);
      const published = await publish(deps, tenant, 'greet');
      expect(published.outcome).toBe('refused');
      expect((await listVersions(store, tenant, 'greet', { limit: 10 })).items).toEqual([]);
      expect(await startWorkflow(deps, tenant, 'greet')).toEqual({ outcome: 'unpublished' });
    }));

  it('gives the same version for the same definition, however it is written', () =>
    withWorld(async ({ runtime: { deps, store } }) => {
      await saveDraft(deps, tenant, 'greet', flow('one'));
      expect(await publish(deps, tenant, 'greet')).toMatchObject({ fresh: true, version: { version: 1 } });
      const details = await readVersionDetails(store, tenant, 'greet', 1);
      expect(details).toMatchObject({ definition: { name: 'greet' }, machine: { StartAt: 'pause' } });
      await saveDraft(deps, tenant, 'greet', JSON.stringify(details?.definition));
      expect(await publish(deps, tenant, 'greet')).toMatchObject({ fresh: false, version: { version: 1 } });
      await saveDraft(deps, tenant, 'greet', flow('two'));
      expect(await publish(deps, tenant, 'greet')).toMatchObject({ fresh: true, version: { version: 2 } });
    }));

  it('gives another version for the same definition cut in another way, and says why auto chose', () =>
    withWorld(async ({ runtime: { deps } }) => {
      await saveDraft(deps, tenant, 'greet', flow('one'));
      const published = async (shape: Shape) => {
        const done = await publish(deps, tenant, 'greet', shape);
        if (done.outcome !== 'published') throw new Error(done.outcome);
        const { version, placement, placementWhy } = done.version;
        return [version, placement, done.fresh, placementWhy];
      };
      expect(await published({})).toEqual([1, 'standard', true, undefined]);
      expect(await published({ granularity: 'segment' })).toEqual([2, 'standard', true, undefined]);
      const auto = { placement: 'auto', runsPerMonth: 5_000_000 } as const;
      const why = 'states of Standard machines would cost up to $500 a month';
      expect(await published(auto)).toEqual([3, 'express', true, why]);
      expect(await published({ placement: 'express' })).toEqual([3, 'express', false, why]);
    }));

  it('of two publishers at once leaves whole versions with numbers of their own', () =>
    withWorld(async ({ runtime: { deps, store } }) => {
      await saveDraft(deps, tenant, 'greet', flow('one'));
      await Promise.all([publish(deps, tenant, 'greet'), publish(deps, tenant, 'greet')]);
      const { items } = await listVersions(store, tenant, 'greet', { limit: 10 });
      expect(new Set(items.map(({ machine }) => machine)).size).toBe(items.length);
      expect((await readWorkflow(store, tenant, 'greet'))?.row.latest).toBe(items[0]?.version);
    }));

  it('says when the draft is another workflow', () =>
    withWorld(async ({ runtime: { deps } }) => {
      await saveDraft(deps, tenant, 'other', flow('one'));
      expect(await publish(deps, tenant, 'other')).toEqual({ outcome: 'misnamed', found: 'greet' });
      expect(await publish(deps, tenant, 'nothing')).toEqual({ outcome: 'absent' });
    }));

  it('names machines in eighty characters', () => {
    expect(machineName('acme', 'greet', 3)).toBe('acme-greet-v3');
    const long = machineName('a'.repeat(40), 'b'.repeat(60), 1);
    expect(long).toHaveLength(80);
    expect(long).not.toBe(machineName('a'.repeat(40), 'b'.repeat(60), 2));
  });

  it('hashes whatever the order of keys', () => {
    expect(canonical({ b: [{ d: 1, c: 2 }], a: null })).toBe(canonical({ a: null, b: [{ c: 2, d: 1 }] }));
  });
});

describe('a version', () => {
  it('is kept by the runs inside, while new ones enter the next', () =>
    withWorld(async (world) => {
      await workflow(flow('one'))(world);
      await contact('ada')(world);
      await idle(world);
      await workflow(flow('two'))(world);
      await contact('bob')(world);
      await time(3 * DAY)(world);
      const { store } = world.runtime;
      const { runs } = await listRuns(store, tenant, { workflow: 'greet', limit: 10 });
      const ways = runs.map(({ contact, version, state }) => `${contact} ${version} ${state}`);
      expect(ways.toSorted()).toEqual(['ada 1 done', 'bob 2 done']);
      expect(await readReport(store, tenant, 'greet', 1)).toMatchObject({ entered: 1, left: 1, inside: 0 });
      expect(await readReport(store, tenant, 'greet')).toMatchObject({ entered: 2, left: 2, inside: 0 });
    }));

  it('that is older may be started again', () =>
    withWorld(async (world) => {
      await workflow(flow('one'))(world);
      await workflow(flow('two'))(world);
      const { deps, store } = world.runtime;
      expect(await startWorkflow(deps, tenant, 'greet', 1)).toMatchObject({ row: { live: 1, latest: 2 } });
      expect(await startWorkflow(deps, tenant, 'greet', 9)).toEqual({ outcome: 'unpublished' });
      await contact('ada')(world);
      await idle(world);
      const { runs } = await listRuns(store, tenant, { workflow: 'greet', limit: 10 });
      expect(runs.map(({ version }) => version)).toEqual([1]);
    }));
});

describe('a workflow', () => {
  it('takes nobody from the moment it is stopped', () =>
    withWorld(async (world) => {
      await workflow(flow('one'))(world);
      const { deps, store } = world.runtime;
      await stopWorkflow(deps, tenant, 'greet');
      await contact('ada')(world);
      await time(DAY)(world);
      expect((await listRuns(store, tenant, { workflow: 'greet', limit: 10 })).runs).toEqual([]);
    }));

  it('is removed only when it is stopped and empty, and its numbers are not used again', () =>
    withWorld(async (world) => {
      await workflow(flow('one'))(world);
      await contact('ada')(world);
      await idle(world);
      const { deps, store } = world.runtime;
      expect(await removeWorkflow(deps, tenant, 'greet')).toEqual({ outcome: 'started' });
      await stopWorkflow(deps, tenant, 'greet');
      expect(await removeWorkflow(deps, tenant, 'greet')).toEqual({ outcome: 'open' });
      await time(2 * DAY)(world);
      expect(await removeWorkflow(deps, tenant, 'greet')).toEqual({ outcome: 'removed' });
      expect(await readWorkflow(store, tenant, 'greet')).toBeUndefined();
      expect((await listWorkflows(store, tenant, { limit: 10 })).items).toEqual([]);
      expect(await removeWorkflow(deps, tenant, 'greet')).toEqual({ outcome: 'absent' });
      await workflow(flow('two'))(world);
      expect((await readWorkflow(store, tenant, 'greet'))?.row.live).toBe(2);
    }));
});

describe('reading runs', () => {
  it('finds them by place, state, contact and time, and says what comes next', () =>
    withWorld(async (world) => {
      await workflow(flow('one'))(world);
      for (const id of ['ada', 'bob', 'cid']) await contact(id)(world);
      await time(DAY / 2)(world);
      await contact('dan')(world);
      await time(DAY + 1000)(world);
      const { store } = world.runtime;
      const found = async (filter: Partial<Parameters<typeof listRuns>[2]>): Promise<readonly string[]> => {
        const names: string[] = [];
        let after: string | undefined;
        do {
          const page = await listRuns(store, tenant, {
            workflow: 'greet',
            limit: 2,
            ...filter,
            ...(after === undefined ? {} : { after }),
          });
          names.push(...page.runs.map(({ contact }) => contact));
          after = page.next;
        } while (after !== undefined);
        return names.toSorted();
      };
      expect(await found({})).toEqual(['ada', 'bob', 'cid', 'dan']);
      expect(await found({ state: 'done' })).toEqual(['ada', 'bob', 'cid']);
      expect(await found({ state: 'waiting', step: 'pause' })).toEqual(['dan']);
      expect(await found({ from: new Date(START + DAY / 4).toISOString() })).toEqual(['dan']);
      expect(await found({ to: new Date(START + DAY / 4).toISOString() })).toEqual(['ada', 'bob', 'cid']);
      const { runs } = await listRuns(store, tenant, { workflow: 'greet', state: 'waiting', limit: 5 });
      const run = runs[0];
      const next = (await readRun(store, tenant, run?.run ?? ''))?.next;
      expect(next).toEqual({
        what: 'Goes on from `pause` to `mark` when the time is up.',
        when: new Date(START + DAY / 2 + DAY).toISOString(),
      });
      expect(await readRun(store, tenant, 'nobody.000000000000')).toBeUndefined();
    }));
});
