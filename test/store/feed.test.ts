/** The change feed of the SQLite home: told within the group, kept only where somebody is not done, and true after a restart. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import type { Change, Write } from '../../functions/ports/store.ts';
import { type Faults, failWhere, noFaults } from '../../infra/local/faults.ts';
import { type Database, openDatabase } from '../../infra/local/store/database.ts';
import { type LocalStore, openStore } from '../../infra/local/store/store.ts';

const root = mkdtempSync(join(tmpdir(), 'sojourn-feed-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newFolder = () => mkdtempSync(join(root, 'data-'));

const put = (sk: string, body: Extract<Write, { do: 'put' }>['body'] = {}): Write => ({
  do: 'put',
  key: { pk: 't|run|1', sk },
  body,
});

function open(
  folder: string,
  faults: Faults = noFaults,
): { readonly db: Database; readonly store: LocalStore } {
  const db = openDatabase({ folder, faults });
  return { db, store: openStore(db) };
}

/** What each change tells, without its number. */
const told = (changes: readonly Change[]) => changes.map(({ seq: _seq, ...change }) => change);

/** What stands in the table of a closed folder. */
function rows(folder: string): readonly unknown[] {
  const sql = new DatabaseSync(join(folder, 'sojourn.db'), { readOnly: true });
  try {
    return sql
      .prepare('SELECT sk, old, new FROM changes ORDER BY seq')
      .all()
      .map((row) => ({ ...row }));
  } finally {
    sql.close();
  }
}

describe('the change feed', () => {
  test('is told before the commit, and what is done by then leaves no row', async () => {
    const folder = newFolder();
    const { db, store } = open(folder);
    store.feed.take(1);
    const seen: string[] = [];
    store.feed.onChange(() => {
      for (const { seq, key } of store.feed.take(10)) {
        seen.push(key.sk);
        void store.feed.done([seq]);
        if (key.sk === 'first') void store.write([put('second')]);
      }
    });
    let durable = false;
    const written = store.write([put('first')]).then(() => {
      durable = true;
    });
    store.feed.onChange(() => expect(durable).toBe(false));
    await written;
    await db.close();
    expect(seen).toEqual(['first', 'second']);
    expect(rows(folder)).toEqual([]);
  });

  test('shares one commit with what follows from it', async () => {
    let commits = 0;
    const { db, store } = open(newFolder(), {
      at: (moment) => {
        if (moment === 'before') commits += 1;
        return 'go';
      },
    });
    store.feed.take(1);
    store.feed.onChange(() => {
      for (const { key } of store.feed.take(10))
        if (key.sk !== 'c') void store.write([put(key.sk === 'a' ? 'b' : 'c')]);
    });
    await store.write([put('a')]);
    expect(await store.get({ pk: 't|run|1', sk: 'c' })).toMatchObject({ rev: 1 });
    expect(commits).toBe(1);
    await db.close();
  });

  test('tells after a restart what was not done, as it was then', async () => {
    const folder = newFolder();
    const { db, store } = open(folder);
    const writes = [
      put('a', 1),
      put('b', 1),
      put('gone', 1),
      put('twice', 1),
      put('twice', 2),
      put('still', 1),
    ];
    await Promise.all(writes.map((write) => store.write([write])));
    await store.write([put('b', 2), { do: 'delete', key: { pk: 't|run|1', sk: 'gone' } }]);
    const before = told(store.feed.take(100));
    await db.close();
    expect(rows(folder)).toMatchObject([
      { sk: 'a', new: '=' },
      { sk: 'b', new: '1' },
      { sk: 'gone', new: '1' },
      { sk: 'twice', new: '1' },
      { sk: 'twice', old: '1', new: '=' },
      { sk: 'still', new: '=' },
      { sk: 'b', old: '1', new: '=' },
      { sk: 'gone', old: '1', new: null },
    ]);
    const again = open(folder);
    // What stands itself in a row is copied there when it changes.
    await again.store.write([put('still', 2)]);
    expect(told(again.store.feed.take(8))).toEqual(before);
    await again.db.close();
  });

  test('never gives the number of a change again, also when its row is gone', async () => {
    const folder = newFolder();
    const numbers: number[] = [];
    for (let opened = 0; opened < 3; opened += 1) {
      const { db, store } = open(folder);
      await store.write([put('a', opened)]);
      const [change] = store.feed.take(1);
      numbers.push(Number(change?.seq));
      await store.feed.done([change?.seq ?? '']);
      await db.close();
    }
    expect(new Set(numbers).size).toBe(3);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers);
  });

  test('what was taken back does not stand, and nothing that follows from it is written', async () => {
    const { db, store } = open(
      newFolder(),
      failWhere((commit) => commit === 1),
    );
    store.feed.take(1);
    const changes: Change[] = [];
    let late: Promise<unknown> = Promise.resolve();
    store.feed.onChange(() => {
      changes.push(...store.feed.take(10));
      if (changes.length > 1) return;
      late = db.following(async () => {
        // Not over within the group: as whatever waits for more than a promise.
        await new Promise((resolve) => setTimeout(resolve, 5));
        return store.write([put('follows')]);
      });
      late.catch(() => {});
    });
    await expect(store.write([put('lost')])).rejects.toThrow('Nothing was saved');
    await expect(late).rejects.toThrow('What this follows from was not saved');
    expect(store.feed.standing(changes)).toEqual([]);
    await store.write([put('kept')]);
    expect(store.feed.standing(changes).map(({ key }) => key.sk)).toEqual(['kept']);
    expect((await store.query('t|run|1', { limit: 10 })).items.map(({ sk }) => sk)).toEqual(['kept']);
    await db.close();
  });

  test('keeps what memory does not hold in rows, and goes on from them', async () => {
    const { db, store } = open(newFolder());
    store.feed.take(1);
    const many = 21_000;
    for (let at = 0; at < many; at += 3000) {
      const writes = Array.from({ length: 30 }, (_, part) =>
        store.write(
          Array.from({ length: 100 }, (_, one) => put(`${at + part * 100 + one}`.padStart(6, '0'))),
        ),
      );
      await Promise.all(writes);
    }
    const seen: string[] = [];
    for (let batch = store.feed.take(1000); batch.length > 0; batch = store.feed.take(1000))
      seen.push(...batch.map(({ key }) => key.sk));
    expect(seen).toEqual(Array.from({ length: many }, (_, at) => `${at}`.padStart(6, '0')));
    await store.write([put('z')]);
    expect(store.feed.take(10).map(({ key }) => key.sk)).toEqual(['z']);
    await db.close();
  });
});
