/** Many let into a workflow at once: whom, once each, spread, stopped, and after a kill anywhere. */
import { describe, expect, it } from 'vitest';
import { progressOf } from '../../functions/domain/broadcast/broadcast.ts';
import { pace } from '../../functions/domain/broadcast/part.ts';
import { cancelJob, type Job, readJob } from '../../functions/domain/job/job.ts';
import { readReport } from '../../functions/domain/report/counts.ts';
import { listRuns } from '../../functions/domain/run/read.ts';
import { inWorld } from '../stories/stage.ts';
import { begin, contact, join_, START, stop, tenant, time, type World, workflow } from '../stories/world.ts';
import { broadcastOf, dyingAt, needsOf, put, work, workToEnd } from './home.ts';

const FLOW = `
language: 1
name: news
triggers: [{ on: manual.enrolled }]
entry: { filter: { not: { kind: tag, tag: never } } }
start: mark
steps:
  mark: { kind: add-tag, tag: got-news, next: pause }
  pause: { kind: wait, for: 1 day, next: end }
`;
const PEOPLE = 12;

const withWorld = (
  shape: World['shape'],
  check: (world: World, dir: string) => Promise<void>,
): Promise<void> =>
  inWorld({ shape }, [begin, workflow(FLOW)], async (world, dir) => {
    for (let at = 0; at < PEOPLE; at += 1) {
      const changes = at % 3 === 0 ? [join_('vip')] : [];
      await contact(`p${at}`, ...changes, ...(at === 3 ? [tagged] : []))(world);
    }
    await world.idle();
    await check(world, dir);
  });

const tagged = { do: 'add-tag', tag: 'never' } as const;

const inside = async ({ runtime }: World): Promise<readonly string[]> => {
  const { runs } = await listRuns(runtime.store, tenant, { workflow: 'news', limit: 200 });
  return runs.map((run) => run.contact).sort();
};

const job = async ({ runtime }: World): Promise<Job | undefined> =>
  (await readJob(runtime.store, tenant, 'broadcast', 'b1'))?.job;

describe.each([
  ['standard', {}],
  ['express', { placement: 'express' } as const],
])('a broadcast, %s', (_name, shape) => {
  it('lets in whom it means and the filter lets, and counts them', () =>
    withWorld(shape, async (world, dir) => {
      const needs = needsOf(world, dir);
      await put(needs, broadcastOf('b1', 'news', { list: 'vip' }, START));
      await workToEnd(needs, world);
      await world.idle();
      expect(await inside(world)).toEqual(['p0', 'p6', 'p9']);
      expect(await job(world)).toMatchObject({
        state: 'done',
        done: 4,
        total: 4,
        place: { entered: 3 },
      });
      const report = await readReport(world.runtime.store, tenant, 'news');
      expect(JSON.stringify(report)).toContain('"entered":3');
    }));

  it('takes a condition, and means nobody who comes later', () =>
    withWorld(shape, async (world, dir) => {
      const needs = needsOf(world, dir);
      const condition = { not: { kind: 'list', list: 'vip' } } as const;
      await put(needs, broadcastOf('b1', 'news', { condition }, START));
      await time(1000)(world);
      await contact('late')(world);
      await workToEnd(needs, world);
      expect(await inside(world)).toEqual(['p1', 'p10', 'p11', 'p2', 'p4', 'p5', 'p7', 'p8']);
    }));

  it('lets everybody in once, wherever it is killed', async () => {
    for (let write = 1, ended = false; !ended; write += write < 12 ? 1 : 7) {
      for (const moment of ['before', 'after'] as const) {
        await withWorld(shape, async (world, dir) => {
          const needs = needsOf(world, dir);
          await put(needs, broadcastOf('b1', 'news', {}, START));
          const dying = { ...needs, store: dyingAt(needs.store, write, moment) };
          ended = await work(dying).then(
            () => true,
            () => false,
          );
          await workToEnd(needs, world);
          await world.idle();
          expect((await inside(world)).length).toBe(PEOPLE - 1);
          expect(await job(world)).toMatchObject({
            state: 'done',
            done: PEOPLE,
            place: { entered: PEOPLE - 1 },
          });
        });
      }
    }
  }, 120_000);
});

describe('a broadcast', () => {
  it('is spread evenly over its time, a rare segment, too', () =>
    withWorld({}, async (world, dir) => {
      const needs = needsOf(world, dir);
      await put(needs, broadcastOf('b1', 'news', { list: 'vip' }, START, 40));
      const seen: number[] = [];
      for (let second = 0; second <= 45; second += 5) {
        await time(second * 1000)(world);
        await work(needs);
        seen.push((await progressOf(needs.store, { tenant, id: 'b1' })).done);
      }
      await workToEnd(needs, world);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect(seen[0]).toBeLessThanOrEqual(2);
      expect(seen[4]).toBeLessThanOrEqual(3);
      expect(await job(world)).toMatchObject({ state: 'done', done: 4 });
      expect(await inside(world)).toEqual(['p0', 'p6', 'p9']);
    }));

  it('has room for as many as the time that passed is of its whole', () => {
    expect(pace(0, 1000, 60_000, 0)).toEqual({ room: 1, early: 0 });
    expect(pace(500, 1000, 60_000, 0)).toEqual({ room: 0, early: 30_000 });
    expect(pace(0, 1000, 60_000, 0, 0.5)).toEqual({ room: 0, early: 30 });
    expect(pace(999, 1000, 60_000, 60_000, 0.125).room).toBe(1);
    expect(pace(500, 1000, 60_000, 40_000).room).toBe(167);
    expect(pace(1000, 1000, 60_000, 0).early).toBe(0);
    expect(pace(0, 1000, 0, 0).room).toBeGreaterThan(1000);
  });

  it('counts nobody who was inside before', () =>
    withWorld({}, async (world, dir) => {
      const needs = needsOf(world, dir);
      await put(needs, broadcastOf('b0', 'news', { list: 'vip' }, START));
      await workToEnd(needs, world);
      await put(needs, broadcastOf('b1', 'news', {}, START));
      await workToEnd(needs, world);
      expect(await job(world)).toMatchObject({ done: PEOPLE, place: { entered: PEOPLE - 1 - 3 } });
    }));

  it('that is cancelled lets nobody in any more', () =>
    withWorld({}, async (world, dir) => {
      const needs = needsOf(world, dir);
      await put(needs, broadcastOf('b1', 'news', {}, START));
      expect((await cancelJob(needs, tenant, 'broadcast', 'b1'))?.state).toBe('cancelled');
      await workToEnd(needs, world);
      expect(await inside(world)).toEqual([]);
      expect(await cancelJob(needs, tenant, 'broadcast', 'b1')).toBeUndefined();
    }));

  it('fails when its workflow is stopped meanwhile', () =>
    withWorld({}, async (world, dir) => {
      const needs = needsOf(world, dir);
      await put(needs, broadcastOf('b1', 'news', {}, START));
      await stop('news', 'finish')(world);
      await workToEnd(needs, world);
      expect(await job(world)).toMatchObject({ state: 'failed', reason: expect.stringContaining('news') });
    }));
});
