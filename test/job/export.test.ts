/** Exports as jobs: whom, which columns, no formulas, once each row after a kill anywhere, and gone after a week. */
import { describe, expect, it } from 'vitest';
import { fileOf } from '../../functions/domain/export/export.ts';
import { type Job, readJob, type Who } from '../../functions/domain/job/job.ts';
import type { JobNeeds } from '../../functions/domain/job/step.ts';
import { readAll } from '../import/files-contract.ts';
import { inWorld } from '../stories/stage.ts';
import { begin, contact, DAY, join_, START, tenant, time, type World } from '../stories/world.ts';
import { dyingAt, exportOf, needsOf, put, work } from './home.ts';

const PEOPLE = 25;
const name = (at: number): string => `p${String(at).padStart(2, '0')}`;

const withWorld = (check: (world: World, needs: JobNeeds) => Promise<void>): Promise<void> =>
  inWorld({}, [begin], async (world, dir) => {
    for (let at = 0; at < PEOPLE; at += 1) await contact(name(at), ...changesOf(at))(world);
    await check(world, needsOf(world, dir));
  });

const changesOf = (at: number) => [
  ...(at % 5 === 0 ? [join_('vip')] : []),
  ...(at === 7 ? [{ do: 'set', detail: 'motto', value: '=HYPERLINK("http://evil.example")' } as const] : []),
  ...(at === 8 ? [{ do: 'set', detail: 'shoe', value: 42 } as const] : []),
];

const job = async ({ store }: JobNeeds): Promise<Job | undefined> =>
  (await readJob(store, tenant, 'export', 'x1'))?.job;

async function exported(
  needs: JobNeeds,
  format: 'csv' | 'ndjson',
  who: Who = {},
): Promise<readonly string[]> {
  await put(needs, exportOf('x1', format, who, START));
  await work(needs);
  return lines(needs, format);
}

async function lines({ files }: JobNeeds, format: 'csv' | 'ndjson'): Promise<readonly string[]> {
  const file = fileOf({ tenant, id: 'x1', order: { format, who: {} } });
  return (await readAll(await files.read(file)))?.split('\n').filter((line) => line !== '') ?? [];
}

describe('an export', () => {
  it('is a CSV of everybody, oldest first, with a column for each custom detail', () =>
    withWorld(async (_world, needs) => {
      const [head = '', ...rows] = await exported(needs, 'csv');
      expect(head.startsWith('\uFEFFid,')).toBe(true);
      expect(head.trim().endsWith(',motto,shoe')).toBe(true);
      expect(rows.map((row) => row.split(',')[0])).toEqual(
        Array.from({ length: PEOPLE }, (_, at) => name(at)),
      );
      expect(rows[8]?.trim().endsWith(',42')).toBe(true);
      const bytes = (await needs.files.size(`${tenant}/x1.csv`)) ?? 0;
      expect(await job(needs)).toMatchObject({
        state: 'done',
        done: PEOPLE,
        total: PEOPLE,
        place: { bytes },
      });
    }));

  it('holds no text that a spreadsheet would run', () =>
    withWorld(async (_world, needs) => {
      const row = (await exported(needs, 'csv'))[8] ?? '';
      expect(row).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
      for (const line of await lines(needs, 'csv')) expect(line).not.toMatch(/(^|,)"?[=+@\t]/);
    }));

  it('is of a list or a segment alone where that was asked', () =>
    withWorld(async (_world, needs) => {
      const condition = { not: { kind: 'list', list: 'vip' } } as const;
      const rows = await exported(needs, 'ndjson', { condition });
      expect(rows.length).toBe(20);
      expect(rows.map((row) => JSON.parse(row).id)).not.toContain('p05');
    }));

  it('leaves no parts behind, and its file for a week', () =>
    withWorld(async (world, needs) => {
      await exported(needs, 'csv');
      expect(await needs.files.size(`${tenant}/x1/000000`)).toBeUndefined();
      await time(7 * DAY - 1000)(world);
      await work(needs);
      expect((await lines(needs, 'csv')).length).toBe(PEOPLE + 1);
      await time(7 * DAY + 1000)(world);
      await work(needs);
      expect(await lines(needs, 'csv')).toEqual([]);
      expect(await job(needs)).toMatchObject({ state: 'expired' });
    }));

  it('has each row once, wherever it is killed', async () => {
    for (let write = 1, ended = false; !ended; write += 1) {
      for (const moment of ['before', 'after'] as const) {
        await withWorld(async (_world, needs) => {
          await put(needs, exportOf('x1', 'csv', {}, START));
          ended = await work({ ...needs, store: dyingAt(needs.store, write, moment) }).then(
            () => true,
            () => false,
          );
          await work(needs);
          const rows = await lines(needs, 'csv');
          expect(new Set(rows).size).toBe(PEOPLE + 1);
          expect(rows.length).toBe(PEOPLE + 1);
          expect(await job(needs)).toMatchObject({ state: 'done', done: PEOPLE });
        });
      }
    }
  }, 60_000);

  it('is left alone while somebody else is at work on it, and taken over from the dead', () =>
    withWorld(async (world, needs) => {
      await put(needs, exportOf('x1', 'csv', {}, START));
      const dying = { ...needs, store: dyingAt(needs.store, 2, 'after') };
      await expect(work(dying, 'first')).rejects.toThrow('killed');
      const stopped = {
        ...needs,
        files: { ...needs.files, write: () => Promise.reject(new Error('two wrote')) },
      };
      const [held] = [await readJob(needs.store, tenant, 'export', 'x1')];
      expect(held?.job).toMatchObject({ state: 'running', worker: { by: 'first' } });
      const { takeJob } = await import('../../functions/domain/job/job.ts');
      expect(held && (await takeJob(stopped, held, 'second'))).toBeUndefined();
      await time(6 * 60_000)(world);
      await work(needs, 'second');
      expect(await job(needs)).toMatchObject({ state: 'done', done: PEOPLE });
    }));
});
