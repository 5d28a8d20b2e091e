/** What every home of the item store keeps, said once and run on each home. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change, Item, Page, Range, Store, Write } from '../../functions/ports/store.ts';
import { PageTokenInvalid, StoreMisuse } from '../../functions/ports/store-errors.ts';
import { modelProperty } from './model.ts';

export type Home = {
  readonly store: Store;
  /** Every change told since the last call, in the order told; keeps on telling those that are not `done` after `restart`. */
  readonly changes: () => Promise<readonly Change[]>;
  readonly done: (change: Change) => Promise<void>;
  /** Closes this home and opens the same data again. */
  readonly restart: () => Promise<Home>;
  readonly close: () => Promise<void>;
};

const key = (sk: string, pk = 't|contact|1') => ({ pk, sk });
const put = (
  sk: string,
  body: Item['body'] = {},
  more: Partial<Extract<Write, { do: 'put' }>> = {},
): Write => ({
  do: 'put',
  key: key(sk),
  body,
  ...more,
});
const listed = (sk: string, pk: string, at: string): Write =>
  put(sk, { sk }, { index: { list: { pk, sk: at } } });

/** Follows `next` to the end and answers every sort key met. */
async function walk(ask: (range: Range) => Promise<Page>, range: Range): Promise<readonly string[]> {
  const keys: string[] = [];
  let page = await ask(range);
  for (let pages = 0; pages < 500; pages += 1) {
    keys.push(...page.items.map((item) => item.sk));
    expect(page.items.length).toBeLessThanOrEqual(range.limit);
    if (page.next === undefined) return keys;
    page = await ask({ ...range, after: page.next });
  }
  throw new Error('the pages do not end');
}

/** `runs`: walks along the model. */
export function storeContract(name: string, open: () => Promise<Home>, runs = 25): void {
  describe(`the item store on ${name}`, () => {
    let home: Home;
    let store: Store;
    beforeEach(async () => {
      home = await open();
      store = home.store;
    });
    afterEach(() => home.close());

    describe('one item', () => {
      test('is read back whole, with its revision, keys and expiry', async () => {
        const body = { text: 'ü\u0000😀', list: [1, null, { a: false }], number: 1.5 };
        const index = { due: { pk: 't|due|1', sk: '2026' }, flow: { pk: 't|flow|w', sk: 'a' } };
        expect(await store.write([put('card', body, { index, expires: 1_900_000_000 })])).toEqual({
          ok: true,
          revs: [1],
        });
        expect(await store.get(key('card'))).toEqual({
          ...key('card'),
          rev: 1,
          body,
          index,
          expires: 1_900_000_000,
        });
      });

      test('grows its revision by one with every write, and starts anew after a delete', async () => {
        await store.write([put('card')]);
        expect(await store.write([put('card')])).toEqual({ ok: true, revs: [2] });
        await store.write([{ do: 'add', key: key('card'), amounts: { n: 1 } }]);
        expect((await store.get(key('card')))?.rev).toBe(3);
        await store.write([{ do: 'delete', key: key('card') }]);
        expect(await store.get(key('card'))).toBeUndefined();
        expect(await store.write([put('card')])).toEqual({ ok: true, revs: [1] });
      });

      test('is replaced whole: what a put does not name is gone', async () => {
        await store.write([put('card', { a: 1 }, { index: { list: { pk: 'l', sk: '1' } }, expires: 5 })]);
        await store.write([put('card', { b: 2 })]);
        expect(await store.get(key('card'))).toEqual({ ...key('card'), rev: 2, body: { b: 2 } });
      });

      test('a glance finds what is there, and nothing where nothing ever was', async () => {
        await store.write([put('a')]);
        await expect.poll(() => store.glance(key('a'))).toEqual(await store.get(key('a')));
        expect(await store.glance(key('missing'))).toBeUndefined();
      });

      test('getMany answers in the order asked, undefined where there is none', async () => {
        await store.write([put('a', 1), put('b', 2)]);
        const items = await store.getMany([key('b'), key('missing'), key('a'), key('b')]);
        expect(items.map((item) => item?.body)).toEqual([2, undefined, 1, 2]);
      });

      test('over 400 KB is refused, as are malformed keys', async () => {
        await expect(store.write([put('big', 'é'.repeat(205_000))])).rejects.toThrow(StoreMisuse);
        expect(await store.get(key('big'))).toBeUndefined();
        for (const sk of ['', 'x'.repeat(1025), '\ud800']) {
          await expect(store.write([put(sk)])).rejects.toThrow(StoreMisuse);
        }
      });
    });

    describe('conditions', () => {
      test('hold or leave everything as it was, and the conflict shows what stands there', async () => {
        expect(await store.write([put('a', 1, { when: 'present' })])).toEqual({
          ok: false,
          conflict: 0,
          found: undefined,
        });
        expect(await store.write([put('a', 1, { when: { rev: 0 } })])).toMatchObject({ ok: false });
        expect(await store.write([put('a', 1, { when: 'absent' })])).toMatchObject({ ok: true });
        expect(await store.write([put('a', 2, { when: 'absent' })])).toEqual({
          ok: false,
          conflict: 0,
          found: { ...key('a'), rev: 1, body: 1 },
        });
        expect(await store.write([put('a', 2, { when: { rev: 2 } })])).toMatchObject({ ok: false });
        expect(await store.write([put('a', 2, { when: { rev: 1 } })])).toEqual({ ok: true, revs: [2] });
        expect(await store.write([{ do: 'delete', key: key('a'), when: { rev: 1 } }])).toMatchObject({
          ok: false,
        });
        expect(await store.write([{ do: 'delete', key: key('a'), when: 'present' }])).toMatchObject({
          ok: true,
        });
      });

      test('of many writers at once, let exactly one win', async () => {
        await store.write([put('a', 'first')]);
        const answers = await Promise.all(
          Array.from({ length: 20 }, (_, writer) => store.write([put('a', writer, { when: { rev: 1 } })])),
        );
        const winners = answers.flatMap((answer, writer) => (answer.ok ? [writer] : []));
        expect(winners).toHaveLength(1);
        expect(await store.get(key('a'))).toMatchObject({ rev: 2, body: winners[0] });
      });

      test('of many creators at once, let exactly one win', async () => {
        const answers = await Promise.all(
          Array.from({ length: 20 }, (_, writer) => store.write([put('new', writer, { when: 'absent' })])),
        );
        expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
      });
    });

    describe('a transaction', () => {
      test('is all or nothing and names the position that failed', async () => {
        await store.write([put('taken', 1)]);
        const answer = await store.write([
          put('one', 1),
          { do: 'add', key: key('count'), amounts: { n: 1 } },
          put('taken', 2, { when: 'absent' }),
          put('two', 1),
        ]);
        expect(answer).toEqual({ ok: false, conflict: 2, found: { ...key('taken'), rev: 1, body: 1 } });
        expect(await store.getMany([key('one'), key('count'), key('two')])).toEqual([
          undefined,
          undefined,
          undefined,
        ]);
      });

      test('answers the revisions in the order of the writes', async () => {
        await store.write([put('b')]);
        expect(await store.write([put('a'), put('b'), put('c', 1, { when: 'absent' })])).toEqual({
          ok: true,
          revs: [1, 2, 1],
        });
      });

      test('of more than a hundred writes, or twice on one item, is refused', async () => {
        const many = Array.from({ length: 101 }, (_, at) => put(`item-${at}`));
        await expect(store.write(many)).rejects.toThrow(StoreMisuse);
        await expect(store.write([put('a'), { do: 'delete', key: key('a') }])).rejects.toThrow(StoreMisuse);
        expect(await store.write(many.slice(1))).toMatchObject({ ok: true });
      });
    });

    describe('add', () => {
      test('creates at zero, adds, and leaves the rest of the body and the indexes alone', async () => {
        await store.write([{ do: 'add', key: key('n'), amounts: { a: 2, b: -1 } }]);
        expect((await store.get(key('n')))?.body).toEqual({ a: 2, b: -1 });
        await store.write([put('n', { name: 'x', a: 1 }, { index: { list: { pk: 'l', sk: '1' } } })]);
        await store.write([{ do: 'add', key: key('n'), amounts: { a: 4, c: 1 } }]);
        expect(await store.get(key('n'))).toMatchObject({
          rev: 3,
          body: { name: 'x', a: 5, c: 1 },
          index: { list: { pk: 'l', sk: '1' } },
        });
      });

      test('loses none of many at once', async () => {
        await Promise.all(
          Array.from({ length: 50 }, () => store.write([{ do: 'add', key: key('n'), amounts: { a: 1 } }])),
        );
        expect((await store.get(key('n')))?.body).toEqual({ a: 50 });
      });

      test('to something that is no number is refused and writes nothing of its transaction', async () => {
        await store.write([put('n', { a: 'text' })]);
        const add: Write = { do: 'add', key: key('n'), amounts: { a: 1 } };
        await expect(store.write([put('other'), add])).rejects.toThrow(StoreMisuse);
        expect(await store.get(key('other'))).toBeUndefined();
      });
    });

    describe('a query', () => {
      const sorted = ['a', 'act#1', 'act#2', 'act#3', 'act$', 'b', 'z', 'é', '\ue000', '😀'];
      beforeEach(async () => {
        await store.write([...sorted].reverse().map((sk) => put(sk, sk)));
        await store.write([{ do: 'put', key: key('act#2', 't|contact|2'), body: 'other' }]);
      });
      const all = (range: Omit<Range, 'limit'>, limit = 100) =>
        walk((page) => store.query('t|contact|1', page), { ...range, limit });

      test('answers one partition, by the bytes of the sort key', async () => {
        expect(await all({})).toEqual(sorted);
        expect(await all({ reverse: true })).toEqual([...sorted].reverse());
      });

      test('takes a prefix, inclusive bounds, and both together', async () => {
        expect(await all({ prefix: 'act#' })).toEqual(['act#1', 'act#2', 'act#3']);
        expect(await all({ from: 'act#2', to: 'b' })).toEqual(['act#2', 'act#3', 'act$', 'b']);
        expect(await all({ prefix: 'act#', from: 'act#2' })).toEqual(['act#2', 'act#3']);
        expect(await all({ prefix: 'act#', to: 'act#2', reverse: true })).toEqual(['act#2', 'act#1']);
        expect(await all({ prefix: 'act#', from: 'b' })).toEqual([]);
        expect(await all({ from: 'b', to: 'a' })).toEqual([]);
        expect(await all({ prefix: '😀' })).toEqual(['😀']);
      });

      test.each([1, 2, 3, 9, 10, 11])('gives the same in pages of %i, forwards and back', async (limit) => {
        expect(await all({}, limit)).toEqual(sorted);
        expect(await all({ reverse: true }, limit)).toEqual([...sorted].reverse());
        expect(await all({ prefix: 'act#' }, limit)).toEqual(['act#1', 'act#2', 'act#3']);
      });

      test('goes on where the page ended whatever was written or deleted meanwhile', async () => {
        const first = await store.query('t|contact|1', { limit: 2 });
        await store.write([{ do: 'delete', key: key('act#1') }, put('act#15')]);
        const rest = await walk((range) => store.query('t|contact|1', range), {
          limit: 3,
          after: first.next ?? '',
        });
        expect(rest).toEqual(['act#15', ...sorted.slice(2)]);
      });

      test('refuses a malformed token and a limit out of range', async () => {
        await expect(store.query('p', { limit: 1, after: 'nonsense' })).rejects.toThrow(PageTokenInvalid);
        await expect(store.queryIndex('list', 'p', { limit: 1, after: 'WyJhIl0' })).rejects.toThrow(
          PageTokenInvalid,
        );
        for (const limit of [0, 1001, 1.5])
          await expect(store.query('p', { limit })).rejects.toThrow(StoreMisuse);
      });
    });

    describe('an index', () => {
      const inList = (pk: string, limit = 100, more: Partial<Range> = {}) =>
        walk((range) => store.queryIndex('list', pk, range), { limit, ...more });

      test('holds an item only while its write names keys for it', async () => {
        await store.write([listed('a', 'l', '2'), listed('b', 'l', '1'), put('c')]);
        expect(await inList('l')).toEqual(['b', 'a']);
        await store.write([put('b'), listed('c', 'l', '3')]);
        expect(await inList('l')).toEqual(['a', 'c']);
        await store.write([{ do: 'delete', key: key('a') }, listed('c', 'm', '1')]);
        expect(await inList('l')).toEqual([]);
        expect(await inList('m')).toEqual(['c']);
        expect((await store.queryIndex('flow', 'm', { limit: 1 })).items).toEqual([]);
      });

      test('pages exactly where many items share one sort key', async () => {
        await store.write(Array.from({ length: 30 }, (_, at) => listed(`i${at}`, 'l', 'same')));
        const once = await inList('l');
        expect(new Set(once).size).toBe(30);
        for (const limit of [1, 7]) expect(await inList('l', limit)).toEqual(once);
        expect(await inList('l', 7, { reverse: true })).toEqual([...once].reverse());
      });

      test('answers whole items', async () => {
        await store.write([listed('a', 'l', '2')]);
        expect((await store.queryIndex('list', 'l', { limit: 5 })).items).toEqual([
          await store.get(key('a')),
        ]);
      });

      test('fans out over partitions, merged by sort key, resuming exactly', async () => {
        const shards = ['l|0', 'l|1', 'l|2', 'l|3'];
        const writes = Array.from({ length: 60 }, (_, at) =>
          listed(`i${at}`, `l|${(at * 7) % 4}`, `s${(at * 13) % 11}`),
        );
        await store.write(writes);
        const fan = (limit: number, more: Partial<Range> = {}) =>
          walk((range) => store.fanOut('list', shards, range), { limit, ...more });
        const once = await fan(1000);
        expect(new Set(once).size).toBe(60);
        const places = (await store.fanOut('list', shards, { limit: 1000 })).items.map(
          (item) => item.index?.list?.sk ?? '',
        );
        expect(places).toEqual([...places].sort());
        for (const limit of [1, 4, 59, 60]) expect(await fan(limit)).toEqual(once);
        for (const limit of [1, 9]) expect(await fan(limit, { reverse: true })).toEqual([...once].reverse());
        const bounded = await fan(3, { from: 's3', to: 's5' });
        expect(bounded).toEqual(
          once.filter((sk) => ['s3', 's4', 's5'].includes(places[once.indexOf(sk)] ?? '')),
        );
        expect(await walk((range) => store.fanOut('list', [], range), { limit: 5 })).toEqual([]);
      });

      test('fans out as exactly where one partition has nearly everything', async () => {
        const shards = ['l|0', 'l|1', 'l|2', 'l|3'];
        const place = (at: number): string => `s${String(at).padStart(2, '0')}`;
        const writes = Array.from({ length: 80 }, (_, at) =>
          listed(`i${at}`, at % 16 === 15 ? `l|${at % 3}` : 'l|3', place(at)),
        );
        await store.write(writes);
        const once = Array.from({ length: 80 }, (_, at) => `i${at}`);
        for (const limit of [13, 20, 31, 79, 80]) {
          const fan = (reverse: boolean) =>
            walk((range) => store.fanOut('list', shards, range), { limit, reverse });
          expect(await fan(false)).toEqual(once);
          expect(await fan(true)).toEqual([...once].reverse());
        }
      });
    });

    test('a walk meets everything under its prefix once, and nothing of a longer name', async () => {
      const partitions = ['t|contact|1', 't|contact|2', 't|workflow|w'];
      const writes = Array.from(
        { length: 1300 },
        (_, at): Write => ({
          do: 'put',
          key: key(`i${at}`, partitions[at % 3] ?? ''),
          body: { text: 'x'.repeat(2000) },
        }),
      );
      for (let from = 0; from < writes.length; from += 100) await store.write(writes.slice(from, from + 100));
      await store.write([
        { do: 'put', key: key('a', 't2|contact|1'), body: {} },
        { do: 'put', key: key('a', 's|contact|1'), body: {} },
        { do: 'add', key: key('n', 't|counts|w'), amounts: { n: 1 } },
      ]);
      const met: string[] = [];
      let after: string | undefined;
      do {
        const page = await store.walk('t|', after);
        met.push(...page.items.map((item) => `${item.pk} ${item.sk}`));
        after = page.next;
      } while (after !== undefined);
      expect(met.length).toBe(1301);
      expect(new Set(met).size).toBe(1301);
      expect(met.every((name) => name.startsWith('t|'))).toBe(true);
      await expect(store.walk('t|', 'nonsense')).rejects.toThrow(PageTokenInvalid);
    });

    test('a fan-out merges by the bytes of the sort key, not by the units of its text', async () => {
      await store.write([listed('a', 'l|0', '😀'), listed('b', 'l|1', '\uffee'), listed('c', 'l|2', 'z')]);
      const fan = (reverse: boolean) =>
        walk((range) => store.fanOut('list', ['l|0', 'l|1', 'l|2'], range), { limit: 1, reverse });
      expect(await fan(false)).toEqual(['c', 'b', 'a']);
      expect(await fan(true)).toEqual(['a', 'b', 'c']);
    });

    describe('the change feed', () => {
      test('tells puts and deletes of a partition in order, with what was and what is', async () => {
        await store.write([put('a', 1)]);
        await store.write([put('a', 2), put('b', 1)]);
        await store.write([{ do: 'delete', key: key('a') }]);
        const told = (await home.changes()).map(({ seq: _seq, order: _order, ...change }) => change);
        expect(told).toEqual([
          { key: key('a'), rev: 1, new: 1 },
          { key: key('a'), rev: 2, old: 1, new: 2 },
          { key: key('b'), rev: 1, new: 1 },
          { key: key('a'), rev: 3, old: 2 },
        ]);
      });

      test('is silent about what did not happen, and about additions', async () => {
        await store.write([put('a', 1)]);
        await store.write([put('b', 1), put('a', 2, { when: 'absent' })]);
        await store.write([{ do: 'delete', key: key('missing') }]);
        await store.write([{ do: 'add', key: key('n'), amounts: { x: 1 } }]);
        expect((await home.changes()).map((change) => change.key.sk)).toEqual(['a']);
      });

      test('tells again after a restart what was not done, under the same numbers and in order', async () => {
        for (const sk of ['a', 'b', 'c', 'd']) await store.write([put(sk, sk)]);
        const first = await home.changes();
        expect(await home.changes()).toEqual([]);
        for (const change of first)
          if (change.key.sk === 'a' || change.key.sk === 'c') await home.done(change);
        home = await home.restart();
        await home.store.write([put('e', 'e')]);
        const again = await home.changes();
        expect(again.slice(0, 2)).toEqual(
          first.filter((change) => change.key.sk === 'b' || change.key.sk === 'd'),
        );
        expect(again.map((change) => change.key.sk)).toEqual(['b', 'd', 'e']);
        expect(new Set([...first, ...again].map((change) => change.seq)).size).toBe(5);
      });
    });

    test('agrees with a model whatever is written, asked and restarted', async () => {
      await modelProperty(open, runs);
    });
  });
}
