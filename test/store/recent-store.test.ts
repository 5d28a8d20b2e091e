/** What a function remembers of the store for a moment: what it read, and what it wrote itself. */
import { expect, it } from 'vitest';
import { recentStore } from '../../functions/adapters/node/recent-store.ts';
import type { Key, Store } from '../../functions/ports/store.ts';
import { manualClock } from '../../infra/local/clock.ts';
import { openDatabase } from '../../infra/local/store/database.ts';
import { openStore } from '../../infra/local/store/store.ts';
import { withFolder } from '../stories/world.ts';

const CARD: Key = { pk: 'acme|contact|ada', sk: 'card' };
const RUN: Key = { pk: 'acme|contact|ada', sk: 'run#1' };
const REMEMBERED_MS = 500;

/** A store that remembers cards, another that reads the same table, and how often the first one read it. */
async function withStores(
  play: (one: {
    readonly recent: ReturnType<typeof recentStore>;
    readonly other: Store;
    readonly reads: () => number;
    readonly pass: (ms: number) => void;
  }) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const db = openDatabase({ folder });
    const other = openStore(db);
    const clock = manualClock(0);
    let reads = 0;
    const counted: Store = {
      ...other,
      get: (key) => {
        reads += 1;
        return other.get(key);
      },
    };
    const memory = ({ sk }: Key) => (sk === 'card' ? { ms: REMEMBERED_MS, beyond: false } : undefined);
    const recent = recentStore(counted, clock, memory);
    await play({ recent, other, reads: () => reads, pass: (ms) => clock.advanceTo(clock.now() + ms) });
    await db.close();
  });
}

it('what it wrote itself it need not read, and takes for what was written for as long as what it read', async () => {
  await withStores(async ({ recent, other, reads, pass }) => {
    await recent.write([{ do: 'put', key: CARD, body: { name: 'Ada' } }]);
    expect(await recent.get(CARD)).toStrictEqual(await other.get(CARD));
    await recent.write([{ do: 'put', key: CARD, body: { name: 'Grace' }, when: { rev: 1 } }]);
    expect(await recent.get(CARD)).toStrictEqual(await other.get(CARD));
    expect(reads()).toBe(0);
    await other.write([{ do: 'put', key: CARD, body: { name: 'Edith' }, when: { rev: 2 } }]);
    pass(REMEMBERED_MS);
    expect(await recent.get(CARD)).toMatchObject({ rev: 3, body: { name: 'Edith' } });
  });
});

it('what was refused, deleted or added to is read again', async () => {
  await withStores(async ({ recent, other, reads }) => {
    await recent.write([{ do: 'put', key: CARD, body: { n: 1 } }]);
    await other.write([{ do: 'put', key: CARD, body: { n: 2 }, when: { rev: 1 } }]);
    const refused = await recent.write([{ do: 'put', key: CARD, body: { n: 3 }, when: { rev: 1 } }]);
    expect(refused.ok).toBe(false);
    expect(await recent.get(CARD)).toMatchObject({ body: { n: 2 } });
    await recent.write([{ do: 'add', key: CARD, amounts: { n: 1 } }]);
    expect(await recent.get(CARD)).toMatchObject({ body: { n: 3 } });
    await recent.write([{ do: 'delete', key: CARD }]);
    expect(await recent.get(CARD)).toBeUndefined();
    expect(reads()).toBe(3);
  });
});

it('a new call reads anew, and rows that nobody asked to be remembered are always read', async () => {
  await withStores(async ({ recent, reads }) => {
    await recent.write([
      { do: 'put', key: CARD, body: {} },
      { do: 'put', key: RUN, body: {} },
    ]);
    await recent.get(RUN);
    expect(reads()).toBe(1);
    recent.forget();
    await recent.get(CARD);
    expect(reads()).toBe(2);
  });
});
