/** The settle frame over the real store: a turn told again does nothing, and whoever lost the run is turned away. */
import { describe, expect, it } from 'vitest';
import type { Deps } from '../../functions/deps.ts';
import { eraseContact } from '../../functions/domain/contact/erase.ts';
import { readCard } from '../../functions/domain/contact/find.ts';
import { readReport } from '../../functions/domain/report/counts.ts';
import { ensureStarted, firstCursor } from '../../functions/domain/run/enrol.ts';
import { Deferred, Left, Rejected, Transient } from '../../functions/domain/run/errors.ts';
import { runKey } from '../../functions/domain/run/keys.ts';
import { listRuns } from '../../functions/domain/run/read.ts';
import type { RunRow } from '../../functions/domain/run/row.ts';
import { settle, type Work } from '../../functions/domain/run/settle.ts';
import { stopWorkflow } from '../../functions/domain/workflow/lifecycle.ts';
import { create as apply } from '../../functions/handlers/apply.ts';
import { create as router } from '../../functions/handlers/router.ts';
import { StoreUnavailable } from '../../functions/ports/store-errors.ts';
import type { TaskRequest } from '../../workflow-compiler/cursor.ts';
import { inWorld, owner, runOf } from '../stories/stage.ts';
import { begin, contact, DAY, START, tenant, time, type World, workflow } from '../stories/world.ts';

const FLOW = `
language: 1
name: flow
triggers: [{ on: contact.added }]
start: mark
steps:
  mark: { kind: add-tag, tag: marked, score: 5, next: pause }
  pause: { kind: wait, for: 1 day, next: end }
`;

type Stage = {
  readonly world: World;
  readonly deps: Deps;
  readonly request: TaskRequest;
  readonly row: () => Promise<RunRow>;
};

/** A run that is enrolled and whose machine stands still: the test is its machine. */
async function onStage(check: (stage: Stage) => Promise<void>): Promise<void> {
  await inWorld({ still: true }, [begin, workflow(FLOW), contact('ada')], async (world) => {
    const { runtime } = world;
    const [change] = runtime.store.feed.take(10).filter(({ key }) => key.sk === 'card');
    if (change === undefined) throw new Error('no change of the card');
    await runtime.functions.feed.feed([change]);
    const { items } = await runtime.store.query(`${tenant}|contact|ada`, { prefix: 'act#', limit: 1 });
    const event = {
      tenant,
      contact: 'ada',
      id: 'x',
      row: items[0]?.sk ?? '',
      type: 'contact.added',
      at: '',
      depth: 0,
    };
    // The execution is started nowhere.
    const { startWith: _together, ...apart } = runtime.deps.machines;
    const machines = { ...apart, start: async () => 'started' as const };
    await router({ ...runtime.deps, machines })([event]);
    const [run] = (await listRuns(runtime.store, tenant, { workflow: 'flow', limit: 1 })).runs;
    if (run === undefined) throw new Error('nobody enrolled');
    const cursor = { ...firstCursor(owner, run), trail: [['toss', 'heads']] as const };
    await check({
      world,
      deps: runtime.deps,
      request: { contract: 1, steps: ['mark'], cursor },
      row: (await runOf(world)).row,
    });
  });
}

const sent: Work = async () => ({ kind: 'settled', entries: [{ step: 'mark', did: 'sent' }], path: 'yes' });

describe('a turn', () => {
  it('is settled once, and answers the same when it is told again', () =>
    onStage(async ({ deps, request, row }) => {
      const first = await apply(deps)(request);
      expect(first).toMatchObject({ turn: 1, trail: [] });
      const settled = await row();
      expect(await apply(deps)(request)).toEqual(first);
      expect(await row()).toEqual(settled);
      expect(settled.history.map(({ did, step }) => `${step} ${did}`)).toEqual([
        'mark entered',
        'toss passed',
        'mark changed',
      ]);
      expect((await readCard(deps.store, tenant, owner.contact))?.tags.marked?.score).toBe(5);
    }));

  it('is settled once by many workers at once', () =>
    onStage(async ({ deps, request, row }) => {
      const all = await Promise.all(Array.from({ length: 10 }, () => apply(deps)(request)));
      expect(new Set(all.map((cursor) => JSON.stringify(cursor))).size).toBe(1);
      expect((await row()).turn).toBe(1);
      expect((await readCard(deps.store, tenant, owner.contact))?.tags.marked?.score).toBe(5);
    }));

  it('answers the path that it chose, and turns away an execution that is behind', () =>
    onStage(async ({ deps, request }) => {
      const next = await settle(deps, request, sent);
      expect(next).toMatchObject({ turn: 1, path: 'yes' });
      await settle(deps, { ...request, cursor: next }, sent);
      await expect(settle(deps, request, sent)).rejects.toBeInstanceOf(Left);
    }));

  it('that is rejected is settled, and rejected again when told again; an absorbed end is not reached', () =>
    onStage(async ({ deps, request, row }) => {
      const work: Work = async () => ({ kind: 'settled', rejected: 'no such address' });
      for (let told = 0; told < 2; told += 1) {
        await expect(settle(deps, { ...request, end: 'completed' }, work)).rejects.toThrow(Rejected);
        expect(await row()).toMatchObject({ turn: 1, state: 'running' });
      }
    }));

  it('that is postponed stays open, and its trail is recorded once', () =>
    onStage(async ({ deps, request, row }) => {
      const until = new Date(START + DAY).toISOString();
      const work: Work = async () => ({ kind: 'postponed', wait: { kind: 'window', until } });
      for (let told = 0; told < 2; told += 1) {
        await expect(settle(deps, request, work)).rejects.toEqual(new Deferred(until));
      }
      expect(await row()).toMatchObject({ turn: 0, state: 'waiting' });
      expect(await settle(deps, request, sent)).toMatchObject({ turn: 1 });
      expect((await row()).history.filter(({ did }) => did === 'passed')).toHaveLength(1);
    }));

  it('does not do its work again when only the row moved meanwhile', () =>
    onStage(async ({ deps, request, row }) => {
      let done = 0;
      const work: Work = async (frame) => {
        done += 1;
        const key = runKey(owner, frame.row.run);
        const pending = { path: 'exit-0', end: true };
        await deps.store.write([{ do: 'put', key, body: { ...frame.row, pending }, when: 'present' }]);
        return { kind: 'settled', entries: [{ step: 'mark', did: 'sent' }] };
      };
      const next = await settle(deps, request, work);
      expect(done).toBe(1);
      expect((await row()).history.at(-1)).toMatchObject({ did: 'sent' });
      // What came meanwhile ends the run before anything else is done.
      await expect(settle(deps, { ...request, cursor: next }, work)).rejects.toBeInstanceOf(Left);
      expect(done).toBe(1);
      expect(await row()).toMatchObject({ state: 'left', reason: 'exit-0' });
    }));

  it('ends the run, after which nothing is done', () =>
    onStage(async ({ deps, request, row }) => {
      const next = await settle(deps, { ...request, end: 'completed' }, sent);
      expect(await row()).toMatchObject({ state: 'done', reason: 'completed' });
      expect((await row()).due).toBeUndefined();
      expect(await settle(deps, { ...request, end: 'completed' }, sent)).toEqual(next);
      await expect(settle(deps, { ...request, cursor: next }, sent)).rejects.toBeInstanceOf(Left);
    }));

  it('is left when the workflow was stopped for those inside', () =>
    onStage(async ({ deps, request, row }) => {
      await stopWorkflow(deps, tenant, 'flow', 'exit');
      await expect(apply(deps)(request)).rejects.toBeInstanceOf(Left);
      expect(await row()).toMatchObject({ state: 'left', reason: 'stopped' });
    }));

  it('is tried again later when nothing can be written', () =>
    onStage(async ({ deps, request }) => {
      const write: Deps['store']['write'] = async () => {
        throw new StoreUnavailable('the disk is full');
      };
      await expect(apply({ ...deps, store: { ...deps.store, write } })(request)).rejects.toBeInstanceOf(
        Transient,
      );
    }));
});

describe('a run of an erased contact', () => {
  it('leaves quietly, and the counts add up', () =>
    onStage(async ({ world, deps }) => {
      const { runtime } = world;
      const [run] = (await listRuns(runtime.store, tenant, { workflow: 'flow', limit: 1 })).runs;
      if (run === undefined) throw new Error('nobody enrolled');
      runtime.start();
      await ensureStarted(deps, owner, run);
      await runtime.idle();
      expect(await readReport(deps.store, tenant, 'flow')).toMatchObject({ inside: 1, waiting: 1 });
      await eraseContact(deps, tenant, owner.contact, ['run', 'listen#', 'entered#']);
      expect(await readReport(deps.store, tenant, 'flow')).toMatchObject({ entered: 1, inside: 0, left: 1 });
      await time(3 * DAY)(world);
      expect(await readReport(deps.store, tenant, 'flow')).toMatchObject({ inside: 0, left: 1, failed: 0 });
      const { items } = await runtime.store.query(`${tenant}|contact|ada`, { limit: 10 });
      expect(items.map(({ sk }) => sk)).toEqual([]);
    }));
});
