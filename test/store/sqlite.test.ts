/** The SQLite home: the contract of every store, then what only this home promises. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Write } from '../../functions/ports/store.ts';
import { failWhere } from '../../infra/local/faults.ts';
import { openDatabase } from '../../infra/local/store/database.ts';
import { STORE_STEPS } from '../../infra/local/store/schema.ts';
import { openStore } from '../../infra/local/store/store.ts';
import { type Home, storeContract } from './contract.ts';

const root = mkdtempSync(join(tmpdir(), 'sojourn-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newFolder = () => mkdtempSync(join(root, 'data-'));

async function openHome(packs: boolean, folder = newFolder()): Promise<Home> {
  const db = openDatabase({ folder });
  const store = openStore(db, { packs: () => packs, passes: () => packs });
  return {
    store,
    changes: async () => store.feed.take(1000),
    done: ({ seq }) => store.feed.done([seq]),
    restart: async () => {
      await db.close();
      return openHome(packs, folder);
    },
    close: db.close,
  };
}

storeContract('SQLite', () => openHome(false));
storeContract('SQLite, everything packed', () => openHome(true));

type Put = Extract<Write, { do: 'put' }>;

const put = (sk: string, body: Put['body'] = {}): Put => ({
  do: 'put',
  key: { pk: 't|run|1', sk },
  body,
});

describe('the SQLite home', () => {
  test('runs folds in the transaction of the change, so that counters add up in the same commit', async () => {
    const db = openDatabase({ folder: newFolder() });
    const total = { pk: 't|count|1', sk: 'total' };
    const store = openStore(db, {
      folds: [
        ({ old, new: now }) => [
          {
            do: 'add',
            key: total,
            amounts: { items: (now === undefined ? 0 : 1) - (old === undefined ? 0 : 1) },
          },
        ],
      ],
    });
    await store.write([put('a'), put('b')]);
    await store.write([put('a'), { do: 'delete', key: { pk: 't|run|1', sk: 'b' } }, put('c')]);
    await store.write([{ ...put('a'), when: 'absent' }, put('d')]);
    expect((await store.get(total))?.body).toEqual({ items: 2 });
    await db.close();
  });

  test('a page after the first seeks one place, and steps over nothing that came before', async () => {
    const db = openDatabase({ folder: newFolder() });
    const asked: string[] = [];
    const store = openStore({
      ...db,
      prepare: (sql) => {
        asked.push(sql);
        return db.prepare(sql);
      },
    });
    const listed = (at: number): Write => ({
      ...put(`s${at}`),
      index: { list: { pk: `l|${at % 2}`, sk: `s${at}` } },
    });
    await store.write(Array.from({ length: 9 }, (_, at) => listed(at)));
    const shards = ['l|0', 'l|1'];
    for (const reverse of [false, true]) {
      const range = { limit: 2, from: 's1', to: 's7', reverse };
      for (const page of [
        (after: object) => store.query('t|run|1', { ...range, ...after }),
        (after: object) => store.fanOut('list', shards, { ...range, ...after }),
      ]) {
        const first = await page({});
        asked.length = 0;
        await page({ after: first.next });
        expect(asked.length).toBeGreaterThan(0);
        for (const sql of asked) {
          const lower = sql.match(/sk\)? >/g) ?? [];
          const upper = sql.match(/sk\)? </g) ?? [];
          expect([sql, lower.length, upper.length]).toEqual([sql, 1, 1]);
        }
      }
    }
    await db.close();
  });

  test('a sum is seen by everybody who asks, before its group is committed', async () => {
    const db = openDatabase({ folder: newFolder() });
    const store = openStore(db);
    const total = { pk: 't|count|1', sk: 'total' };
    const listed = { list: { pk: 't|list|1', sk: 'total' } };
    await store.write([{ do: 'put', key: total, body: { n: 1 }, index: listed }]);
    const adding = Array.from({ length: 3 }, () =>
      store.write([{ do: 'add', key: total, amounts: { n: 2 } }]),
    );
    const seen = { body: { n: 7 }, rev: 4 };
    expect(await store.get(total)).toMatchObject(seen);
    expect((await store.query(total.pk, { limit: 10 })).items).toMatchObject([seen]);
    const more = store.write([{ do: 'add', key: total, amounts: { n: 1 } }]);
    expect((await store.fanOut('list', [listed.list.pk], { limit: 10 })).items).toMatchObject([
      { body: { n: 8 }, rev: 5, index: listed },
    ]);
    await Promise.all([...adding, more]);
    await db.close();
  });

  test('remembers nothing of what a failed commit took back', async () => {
    const db = openDatabase({ folder: newFolder(), faults: failWhere((commit) => commit === 2) });
    const store = openStore(db);
    const [a, total] = [
      { pk: 't|run|1', sk: 'a' },
      { pk: 't|count|1', sk: 'total' },
    ];
    const add: Write = { do: 'add', key: total, amounts: { n: 1 } };
    await store.write([put('a', 1)]);
    await expect(Promise.all([store.write([put('a', 2)]), store.write([add])])).rejects.toThrow(
      'Nothing was saved',
    );
    expect(await store.getMany([a, total])).toMatchObject([{ body: 1, rev: 1 }, undefined]);
    await store.write([add, put('a', 3)]);
    await db.flushed();
    expect(await store.getMany([a, total])).toMatchObject([
      { body: 3, rev: 2 },
      { body: { n: 1 }, rev: 1 },
    ]);
    await db.close();
  });

  test('a fold that throws takes its write back and leaves the store usable', async () => {
    const db = openDatabase({ folder: newFolder() });
    const store = openStore(db, {
      folds: [
        ({ key }) => {
          if (key.sk === 'bad') throw new Error('no');
          return [];
        },
      ],
    });
    const answers = await Promise.allSettled([store.write([put('bad')])]);
    expect(answers.map((answer) => answer.status)).toEqual(['rejected']);
    expect(await store.get({ pk: 't|run|1', sk: 'bad' })).toBeUndefined();
    expect(await store.write([put('good')])).toMatchObject({ ok: true });
    await db.close();
  });

  test('tells the feed only of items it was opened to tell of', async () => {
    const db = openDatabase({ folder: newFolder() });
    const store = openStore(db, { feeds: ({ sk }) => sk.startsWith('card') });
    let calls = 0;
    store.feed.onChange(() => {
      calls += 1;
    });
    await store.write([put('note')]);
    expect(calls).toBe(0);
    await store.write([put('card'), put('note')]);
    expect(calls).toBe(1);
    expect(store.feed.take(10).map((change) => change.key.sk)).toEqual(['card']);
    await db.close();
  });

  test('takes changes in batches, and before they are durable', async () => {
    const db = openDatabase({ folder: newFolder() });
    const store = openStore(db);
    await store.write([put('first')]);
    const written = store.write(Array.from({ length: 5 }, (_, at) => put(`i${at}`)));
    const batches = [1, 2, 2, 2, 2].map(() => store.feed.take(2).map(({ key }) => key.sk));
    expect(batches).toEqual([['first'], ['i0', 'i1'], ['i2', 'i3'], ['i4'], []]);
    await written;
    expect(store.feed.take(10)).toEqual([]);
    await db.close();
  });

  test('reads see a write at once, before it is durable', async () => {
    const db = openDatabase({ folder: newFolder() });
    const store = openStore(db);
    const written = store.write([put('a', 1)]);
    expect((await store.get({ pk: 't|run|1', sk: 'a' }))?.body).toBe(1);
    await written;
    await db.close();
  });

  test('sweeps what has expired, through the feed, and nothing else', async () => {
    const db = openDatabase({ folder: newFolder() });
    const store = openStore(db);
    await store.write([{ ...put('old'), expires: 100 }, { ...put('young'), expires: 300 }, put('ever')]);
    store.feed.take(10);
    expect(await store.sweep(200, 10)).toBe(1);
    expect((await store.query('t|run|1', { limit: 10 })).items.map((item) => item.sk)).toEqual([
      'ever',
      'young',
    ]);
    expect(store.feed.take(10)).toMatchObject([{ key: { sk: 'old' }, rev: 2 }]);
    await db.close();
  });

  test('goes on with a folder of the release before: texts as they are, narrower indexes', async () => {
    const folder = newFolder();
    const before = openDatabase({ folder });
    before.define('store', STORE_STEPS.slice(0, 2));
    const insert = before.prepare(
      'INSERT INTO items (pk, sk, rev, body, list_pk, list_sk) VALUES (?, ?, 1, ?, ?, ?)',
    );
    const texts = ['long', 'short'].map((name) => JSON.stringify({ name, more: name.repeat(20) }));
    await before.enlist(() => {
      for (const [at, text] of texts.entries()) insert.run('t|run|1', `r${at}`, text, 't|list', 'same');
    });
    await before.close();

    const db = openDatabase({ folder });
    const store = openStore(db, { packs: () => true });
    const listed = async () => (await store.queryIndex('list', 't|list', { limit: 10 })).items;
    expect((await listed()).map(({ sk, body }) => [sk, JSON.stringify(body)])).toEqual([
      ['r0', texts[0]],
      ['r1', texts[1]],
    ]);
    await store.write([{ ...put('r0', { again: 'packed now, '.repeat(10) }), when: { rev: 1 } }]);
    await db.close();
    const later = openDatabase({ folder });
    expect(await openStore(later).get({ pk: 't|run|1', sk: 'r0' })).toMatchObject({
      rev: 2,
      body: { again: 'packed now, '.repeat(10) },
    });
    await later.close();
  });
});
