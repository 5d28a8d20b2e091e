/** Group commit, the folder's lock, failed commits and the fault port. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../../functions/ports/store-errors.ts';
import { crashAt, type Faults, failWhere, faultsFromEnvironment } from '../../infra/local/faults.ts';
import { type Database, openDatabase } from '../../infra/local/store/database.ts';
import { FolderInUse } from '../../infra/local/store/open.ts';

const root = mkdtempSync(join(tmpdir(), 'sojourn-database-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newFolder = () => mkdtempSync(join(root, 'data-'));

const STEPS = ['CREATE TABLE words (word TEXT PRIMARY KEY)'];

function openWords(folder: string, faults?: Faults) {
  const db = openDatabase({ folder, ...(faults === undefined ? {} : { faults }) });
  db.define('words', STEPS);
  const insert = db.prepare('INSERT INTO words (word) VALUES (?)');
  const all = db.prepare('SELECT word FROM words ORDER BY word');
  return {
    db,
    add: (word: string) => db.enlist(() => void insert.run(word)),
    insert: (word: string) => void insert.run(word),
    words: () => all.all().map((row) => row.word),
  };
}

/** What a folder holds when opened anew. */
async function reopened(folder: string) {
  const { db, words } = openWords(folder);
  const found = words();
  await db.close();
  return found;
}

const counting = (): Faults & { commits: number } => {
  const faults = {
    commits: 0,
    at: (moment: 'before' | 'after') => {
      if (moment === 'before') faults.commits += 1;
      return 'go' as const;
    },
  };
  return faults;
};

async function settled(db: Database): Promise<void> {
  await db.flushed();
}

describe('group commit', () => {
  test('a thousand writes of one turn share one commit; reads alone make none', async () => {
    const faults = counting();
    const { db, add, words } = openWords(newFolder(), faults);
    await Promise.all(Array.from({ length: 1000 }, (_, at) => add(`w${at}`)));
    expect(faults.commits).toBe(1);
    expect(await db.enlist(() => words().length)).toBe(1000);
    expect(faults.commits).toBe(1);
    await add('later');
    expect(faults.commits).toBe(2);
    await db.close();
  });

  test('flushed waits for what is applied and costs nothing when there is nothing', async () => {
    const faults = counting();
    const { db, add } = openWords(newFolder(), faults);
    await db.flushed();
    let durable = false;
    const added = add('a').then(() => {
      durable = true;
    });
    expect(durable).toBe(false);
    await db.flushed();
    await added;
    expect(faults.commits).toBe(1);
    await db.close();
  });

  test('work that throws before its first write harms nobody', async () => {
    const folder = newFolder();
    const { db, add } = openWords(folder);
    const kept = add('kept');
    await expect(
      db.enlist(() => {
        throw new RangeError('refused');
      }),
    ).rejects.toThrow(RangeError);
    await kept;
    await db.close();
    expect(await reopened(folder)).toEqual(['kept']);
  });

  test('work that throws after a write takes the whole group back, nested or not', async () => {
    const folder = newFolder();
    const { db, add, insert, words } = openWords(folder);
    let takenBack = 0;
    db.onRollback(() => {
      takenBack += 1;
    });
    for (const nested of [false, true]) {
      const other = add('other');
      const failing = db.enlist(() => {
        insert('half');
        if (nested) return db.enlist(() => insert('half'));
        throw new RangeError('bug');
      });
      await expect(other).rejects.toThrow(StoreUnavailable);
      await expect(failing).rejects.toThrow();
    }
    expect(takenBack).toBe(2);
    expect(words()).toEqual([]);
    await add('next');
    await db.close();
    expect(await reopened(folder)).toEqual(['next']);
  });

  test('close waits for the open group', async () => {
    const folder = newFolder();
    const { db, add } = openWords(folder);
    const added = add('last');
    await db.close();
    await added;
    await expect(add('too late')).rejects.toThrow(StoreUnavailable);
    expect(await reopened(folder)).toEqual(['last']);
  });
});

describe('a commit that fails', () => {
  test('rejects its group, takes it back, and the process goes on', async () => {
    const folder = newFolder();
    const { db, add, words } = openWords(
      folder,
      failWhere((commit) => commit === 2),
    );
    await add('one');
    const answers = await Promise.allSettled([add('two'), add('three'), settled(db)]);
    expect(answers.map((answer) => answer.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(words()).toEqual(['one']);
    await add('two');
    await db.close();
    expect(await reopened(folder)).toEqual(['one', 'two']);
  });

  test('for want of space says so, and works again when there is space', async () => {
    const { db, add, words } = openWords(newFolder());
    await add('small');
    const limit = (pages: number) => db.prepare(`PRAGMA max_page_count = ${pages}`).get();
    limit(1);
    const other = add('other');
    const big = add('x'.repeat(100_000));
    await expect(big).rejects.toThrow(/disk of the data folder is full/);
    await expect(other).rejects.toThrow(StoreUnavailable);
    expect(words()).toEqual(['small']);
    limit(1_000_000);
    await add('x'.repeat(100_000));
    expect(words()).toHaveLength(2);
    await db.close();
  });
});

describe('the data folder', () => {
  test('belongs to one at a time, and the refusal says what to do', async () => {
    const folder = newFolder();
    const { db } = openWords(folder);
    expect(() => openDatabase({ folder })).toThrow(FolderInUse);
    expect(() => openDatabase({ folder })).toThrow(new RegExp(`process ${process.pid}.*another data folder`));
    await db.close();
    await openDatabase({ folder }).close();
  });

  test('written by a newer release is refused', async () => {
    const folder = newFolder();
    const db = openDatabase({ folder });
    db.define('words', [...STEPS, 'CREATE TABLE later (x)']);
    expect(() => db.define('words', STEPS)).toThrow(/newer release/);
    db.define('words', [...STEPS, 'CREATE TABLE later (x)', 'CREATE TABLE last (x)']);
    await db.close();
  });
});

describe('the fault port', () => {
  test.each(['before', 'after'] as const)(
    'crashes %s each commit: what was promised is there, no more',
    async (moment) => {
      for (let commit = 1; commit <= 4; commit += 1) {
        const folder = newFolder();
        const faults = crashAt(moment, commit);
        const { db, add, words } = openWords(folder, faults);
        const promised: string[] = [];
        const run = async () => {
          for (const word of ['a', 'b', 'c', 'd']) {
            await add(word);
            promised.push(word);
          }
        };
        await Promise.race([run(), faults.crashed]);
        expect(promised).toHaveLength(commit - 1);
        expect(() => words()).toThrow('crashed');
        let resolved = false;
        void db
          .enlist(() => {})
          .then(() => {
            resolved = true;
          });
        const found = await reopened(folder);
        expect(found).toEqual(['a', 'b', 'c', 'd'].slice(0, moment === 'before' ? commit - 1 : commit));
        expect(resolved).toBe(false);
      }
    },
  );

  test('kills the process for real where the environment says so; the folder opens again', async () => {
    const folder = newFolder();
    const program = `
      import { openDatabase } from ${JSON.stringify(new URL('../../infra/local/store/database.ts', import.meta.url).href)};
      import { faultsFromEnvironment } from ${JSON.stringify(new URL('../../infra/local/faults.ts', import.meta.url).href)};
      const db = openDatabase({ folder: ${JSON.stringify(folder)}, faults: faultsFromEnvironment(process.env) });
      db.define('words', ${JSON.stringify(STEPS)});
      const insert = db.prepare('INSERT INTO words (word) VALUES (?)');
      for (const word of ['a', 'b', 'c']) { await db.enlist(() => void insert.run(word)); console.log(word); }`;
    const killed = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, SOJOURN_CRASH_AT_COMMIT: '3' },
    });
    await expect(killed).rejects.toMatchObject({ signal: 'SIGKILL', stdout: 'a\nb\n' });
    expect(await reopened(folder)).toEqual(['a', 'b']);
  });

  test('is silent where the environment says nothing', () => {
    expect(faultsFromEnvironment({}).at('before', 1)).toBe('go');
  });
});
