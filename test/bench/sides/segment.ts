/**
 * One way of counting the stored contacts that a condition holds for: `product` by its own store and count, first and again;
 * `postgres` by a table of the same cards as jsonb, scanned by one worker, with the same meaning in SQL.
 */
import { chmodSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { countContacts } from '../../../functions/domain/contact/count.ts';
import { isContactId, isTenantId } from '../../../functions/domain/ids.ts';
import { cardKey, contactListKey } from '../../../functions/domain/keys.ts';
import type { Write } from '../../../functions/ports/store.ts';
import { manualClock } from '../../../infra/local/clock.ts';
import { openDatabase } from '../../../infra/local/store/database.ts';
import { openStore } from '../../../infra/local/store/store.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Measure } from '../in-turn.ts';
import { cpuSeconds } from '../usage.ts';
import { CONDITION, NOW, people } from '../workloads/people.ts';

export type SegmentErrand = {
  readonly way: 'product' | 'postgres';
  readonly cards: number;
  readonly times: number;
};
/** Cards per second of the processor. `absent`: why there is nothing. */
export type Scanned = {
  readonly first: number;
  readonly again: number;
  readonly matching: number;
  readonly absent?: string;
};

type Scan = {
  readonly count: () => Promise<number>;
  readonly pids: readonly number[];
  readonly close: () => Promise<void>;
};

export const measure: Measure<SegmentErrand, Scanned> = async ({ way, cards, times }, folder) => {
  let scan: Scan;
  try {
    scan = await (way === 'product' ? product : postgres)(people(cards, false), folder);
  } catch (error) {
    if (way === 'product') throw error;
    return {
      first: 0,
      again: 0,
      matching: 0,
      absent: error instanceof Error ? error.message : String(error),
    };
  }
  const perCpuSecond = async (rounds: number): Promise<readonly [number, number]> => {
    const before = used(scan);
    let matching = 0;
    for (let round = 0; round < rounds; round += 1) matching = await scan.count();
    return [(rounds * cards) / (used(scan) - before), matching];
  };
  const [first] = await perCpuSecond(1);
  const [again, matching] = await perCpuSecond(times);
  await scan.close();
  return { first, again, matching };
};

/** Of this process more finely than /proc tells it. */
function used({ pids }: Scan): number {
  if (!pids.includes(process.pid)) return cpuSeconds(pids);
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function product(cards: readonly Card[], folder: string): Promise<Scan> {
  const db = openDatabase({ folder: join(folder, 'product') });
  const store = openStore(db, { feeds: () => false });
  const tenant = 'bench';
  if (!isTenantId(tenant)) throw new Error('no tenant id');
  const writes = cards.map((card): Write => {
    if (!isContactId(card.id)) throw new Error('no contact id');
    return {
      do: 'put',
      key: cardKey(tenant, card.id),
      body: { card, cause: { depth: 0 } },
      index: { list: contactListKey(tenant, card.id, card.createdAt) },
    };
  });
  for (let from = 0; from < writes.length; from += 100) await store.write(writes.slice(from, from + 100));
  return {
    count: async () => (await countContacts({ store, clock: manualClock(NOW) }, tenant, CONDITION)).matching,
    pids: [process.pid],
    close: db.close,
  };
}

/** What of the `pg` package is used. */
type Client = {
  readonly connect: () => Promise<void>;
  readonly query: (
    sql: string,
    values?: readonly unknown[],
  ) => Promise<{ readonly rows: readonly { readonly n?: string }[] }>;
  readonly end: () => Promise<void>;
};
type Servers = {
  readonly postgres: (folder: string) => Promise<{ readonly port: number; readonly pid: number }>;
  readonly attempt: <T>(work: () => Promise<T>, times?: number) => Promise<T>;
};

async function postgres(cards: readonly Card[], folder: string): Promise<Scan> {
  const { attempt, postgres: start }: Servers = await import(
    join(import.meta.dirname, '../peers/servers.mjs')
  );
  const { default: pg }: { default: { readonly Client: new (options: object) => Client } } = await import(
    createRequire(join(import.meta.dirname, '../peers/package.json')).resolve('pg')
  );
  // The server runs as a user of its own.
  chmodSync(folder, 0o755);
  const server = await start(folder);
  const client = await attempt(async () => {
    const made = new pg.Client({
      host: '127.0.0.1',
      port: server.port,
      user: 'postgres',
      database: 'postgres',
    });
    await made.connect();
    return made;
  });
  await client.query('CREATE TABLE cards (card jsonb NOT NULL)');
  for (let from = 0; from < cards.length; from += 5000) {
    const texts = cards.slice(from, from + 5000).map((card) => JSON.stringify(card));
    await client.query('INSERT INTO cards SELECT * FROM unnest($1::jsonb[])', [texts]);
  }
  await client.query('VACUUM ANALYZE cards');
  await client.query('SET max_parallel_workers_per_gather = 0');
  return {
    count: async () => Number((await client.query(SQL)).rows[0]?.n),
    pids: [server.pid],
    close: () => client.end(),
  };
}

/** As a person would write it; the score has no parts in these cards. */
const SQL = `
  SELECT count(*) AS n FROM cards WHERE
    card #>> '{consents,email,state}' = 'in'
    AND (lower(card #>> '{details,plan}') IN ('pro', 'team') OR (card #>> '{details,spent}')::numeric >= 1000)
    AND (card #>> '{score,base}')::numeric >= 10
    AND (card #>> '{details,age}')::numeric < 75
    AND (card -> 'tags' ? 'tag7' OR (card #>> '{details,orders}')::numeric >= 5)
    AND lower(card ->> 'language') LIKE 'en%'
    AND (card #>> '{details,opened}')::numeric >= 1750000000
    AND lower(card #>> '{details,industry}') <> 'health'`;
