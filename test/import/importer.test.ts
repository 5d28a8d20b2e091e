/** The importer where a call has its time: what one leaves another goes on with, and two at work count no row twice. */
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ImportJob, putJob, readImport } from '../../functions/domain/import/job.ts';
import { create } from '../../functions/handlers/importer.ts';
import { openFiles } from '../../infra/local/files.ts';
import { newFolder, openHome, START, tenantId } from '../contact/home.ts';
import { parts } from './files-contract.ts';

const tenant = tenantId('t1');
const ROWS = 1200;
const CSV = ['email', ...Array.from({ length: ROWS }, (_, row) => `p${row}@example.com`)].join('\n');
const job: ImportJob = {
  id: 'i1',
  tenant,
  file: 't1/i1.csv',
  format: 'csv',
  options: { list: 'all' },
  totalBytes: CSV.length,
  createdAt: new Date(START).toISOString(),
};
const HOUR = 3_600_000;
const done = { state: 'done', rows: ROWS, created: ROWS, refused: 0 };

type Stage = {
  /** A call of the function with so many milliseconds; `between` happens once it has opened the file. */
  readonly call: (workMs: number, between?: () => Promise<void>) => Promise<void>;
  readonly status: () => ReturnType<typeof readImport>;
  /** Every look at the clock takes so many milliseconds. */
  readonly pace: (ms: number) => void;
  readonly wait: (ms: number) => void;
  readonly kept: () => Promise<number | undefined>;
  readonly complaints: readonly string[];
};

async function onStage(check: (stage: Stage) => Promise<void>): Promise<void> {
  const home = openHome();
  const folder = newFolder();
  try {
    const files = openFiles(folder);
    await files.write(job.file, parts(CSV));
    await putJob(home.store, job);
    let now = START;
    let pace = 0;
    const clock = {
      now: () => {
        now += pace;
        return now;
      },
    };
    const complaints: string[] = [];
    const log = { info: () => {}, warn: () => {}, error: (words: string) => void complaints.push(words) };
    const call: Stage['call'] = async (workMs, between = async () => {}) => {
      const read = async (name: string) => {
        const found = await files.read(name);
        await between();
        return found;
      };
      await create({ store: home.store, ids: home.ids, clock, log, files: { ...files, read } }, workMs)();
    };
    await check({
      call,
      status: () => readImport(home.store, tenant, job.id),
      pace: (ms) => {
        pace = ms;
      },
      wait: (ms) => {
        now += ms;
      },
      kept: () => files.size(job.file),
      complaints,
    });
  } finally {
    await home.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the importer', () => {
  it('does what waits, removes the file, and then has nothing to do', () =>
    onStage(async ({ call, status, kept, complaints }) => {
      await call(HOUR);
      const first = await status();
      expect(first).toMatchObject({ progress: done, job: { endedAt: expect.any(String) } });
      expect(await kept()).toBeUndefined();
      await call(HOUR);
      expect(await status()).toEqual(first);
      expect(complaints).toEqual([]);
    }));

  it('goes on where the call before ran out of time', () =>
    onStage(async ({ call, status, pace, kept, complaints }) => {
      pace(1);
      await call(400);
      expect((await status())?.progress).toMatchObject({ state: 'running', rows: 500, created: 500 });
      expect(await kept()).toBe(CSV.length);
      pace(0);
      await call(HOUR);
      expect((await status())?.progress).toMatchObject(done);
      expect(complaints).toEqual([]);
    }));

  it('leaves alone what another call is at work on', () =>
    onStage(async ({ call, status }) => {
      await call(HOUR, async () => {
        await call(HOUR, () => Promise.reject(new Error('two opened the file')));
        expect((await status())?.progress).toMatchObject({ rows: 0 });
      });
      expect((await status())?.progress).toMatchObject(done);
    }));

  it('takes over from a call that died, which counts nothing more if it did not', () =>
    onStage(async ({ call, status, wait, complaints }) => {
      await call(HOUR, async () => {
        wait(6 * 60_000);
        await call(HOUR);
        expect((await status())?.progress).toMatchObject(done);
      });
      expect((await status())?.progress).toMatchObject(done);
      expect(complaints).toEqual([]);
    }));
});
