/** Where runs live: in the contact's partition, so that a run, its messages and its contact's activity are read strongly together. */
import { createHash } from 'node:crypto';
import type { IndexKeys, Key } from '../../ports/store.ts';
import type { RunRow } from './row.ts';

/** Partitions over which index entries of one workflow are spread; fan-out queries ask all of them. */
export const SHARDS = 4;

export const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A shard for an id: stable, and even over many ids. */
export const shardOf = (id: string): number => Number.parseInt(hex(id).slice(0, 8), 16) % SHARDS;

const partition = (tenant: string, contact: string): string => `${tenant}|contact|${contact}`;

export const runKey = (tenant: string, contact: string, run: string): Key => ({
  pk: partition(tenant, contact),
  sk: `run#${run}`,
});

/** A page of older history; pages count from 0. */
export const historyKey = (tenant: string, contact: string, run: string, page: number): Key => ({
  pk: partition(tenant, contact),
  sk: `runh#${run}#${String(page).padStart(4, '0')}`,
});

/** The pointer that tells the router which runs of a contact listen for events. */
export const listenKey = (tenant: string, contact: string, run: string): Key => ({
  pk: partition(tenant, contact),
  sk: `listen#${run}`,
});

/** Guards re-entry `after` a while: when the contact last entered. */
export const enteredKey = (tenant: string, contact: string, workflow: string): Key => ({
  pk: partition(tenant, contact),
  sk: `entered#${workflow}`,
});

/** `<contact>.<12 hex>`: contact ids may contain dots, so the last one counts. */
export const contactOfRun = (run: string): string => run.slice(0, Math.max(0, run.lastIndexOf('.')));

/** Where a run stands in the indexes: by workflow and time, by place while inside, by due time while somebody must look. */
export function runIndex(tenant: string, row: RunRow): IndexKeys {
  const shard = shardOf(row.run);
  const ended = row.state === 'done' || row.state === 'left';
  return {
    flow: { pk: `${tenant}|runs|${row.workflow}#${shard}`, sk: `${row.startedAt}#${row.run}` },
    ...(ended
      ? {}
      : {
          place: {
            pk: `${tenant}|place|${row.workflow}|${row.state}|${row.step}#${shard}`,
            sk: `${row.updatedAt}#${row.run}`,
          },
        }),
    ...(row.due === undefined ? {} : { due: { pk: dueShard(shard), sk: `${row.due}#${tenant}#${row.run}` } }),
  };
}

export const dueShard = (shard: number): string => `due#${shard}`;
