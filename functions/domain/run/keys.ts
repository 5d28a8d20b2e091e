/** Where runs live: in the contact's partition, so that a run, its messages and its contact's activity are read strongly together. */
import { hash } from 'node:crypto';
import type { IndexKeys, Key } from '../../ports/store.ts';
import { type ContactId, isContactId, isTenantId, type TenantId } from '../ids.ts';
import { contactPk, shardOf } from '../keys.ts';
import type { RunRow, RunState } from './row.ts';

/** Partitions over which index entries of one workflow are spread; queries ask all of them. */
const SHARDS = 4;

/** And of what is due: every turn of every tenant passes through it, and a partition takes a thousand writes a second. */
export const DUE_SHARDS = 32;

/** Whose run it is. */
export type Owner = { readonly tenant: TenantId; readonly contact: ContactId };

/** Cursors come back from machines as text: only legal ids become keys. */
export function ownerOf(cursor: { readonly tenant: string; readonly contact: string }): Owner {
  const { tenant, contact } = cursor;
  if (!isTenantId(tenant) || !isContactId(contact)) throw new Error('the cursor names no contact');
  return { tenant, contact };
}

export const hex = (text: string): string => hash('sha256', text, 'hex');

/** Prefixes of sort keys in the contact's partition. */
export const RUN = 'run#';
export const LISTEN = 'listen#';

export const runKey = ({ tenant, contact }: Owner, run: string): Key => ({
  pk: contactPk(tenant, contact),
  sk: `${RUN}${run}`,
});

const historyPrefix = (run: string): string => `runh#${run}#`;

/** A page of older history; pages count from 0. */
export const historyKey = ({ tenant, contact }: Owner, run: string, page: number): Key => ({
  pk: contactPk(tenant, contact),
  sk: `${historyPrefix(run)}${String(page).padStart(4, '0')}`,
});

/** The pointer that tells the router which runs of a contact listen for events. */
export const listenKey = ({ tenant, contact }: Owner, run: string): Key => ({
  pk: contactPk(tenant, contact),
  sk: `${LISTEN}${run}`,
});

/** Guards re-entry `after` a while: when the contact last entered. */
export const enteredKey = ({ tenant, contact }: Owner, workflow: string): Key => ({
  pk: contactPk(tenant, contact),
  sk: `entered#${workflow}`,
});

/** `<contact>.<12 hex>`: contact ids may contain dots, so the last one counts. `undefined` when it is no run's id. */
export function contactOfRun(run: string): ContactId | undefined {
  const contact = run.slice(0, Math.max(0, run.lastIndexOf('.')));
  return isContactId(contact) ? contact : undefined;
}

const shards = Array.from({ length: SHARDS }, (_, shard) => shard);

export const flowPks = (tenant: TenantId, workflow: string): readonly string[] =>
  shards.map((shard) => `${tenant}|runs|${workflow}#${shard}`);

export const placePks = (
  tenant: TenantId,
  workflow: string,
  state: string,
  step: string,
): readonly string[] => shards.map((shard) => `${tenant}|place|${workflow}|${state}|${step}#${shard}`);

export const duePks = (): readonly string[] =>
  Array.from({ length: DUE_SHARDS }, (_, shard) => `due#${shard}`);

/** Where whoever has this id stands among what is due. */
export const duePk = (id: string): string => `due#${shardOf(id, DUE_SHARDS)}`;

/** States in which a run has a place; one that is running is on its way, and found by its workflow. */
export const PLACED: readonly RunState[] = ['waiting', 'held', 'failed'];

/** Where a run stands in the indexes: by workflow and time, by place while it stands still, by due time while somebody must look. */
export function runIndex(tenant: TenantId, row: RunRow): IndexKeys {
  const shard = shardOf(row.run, SHARDS);
  return {
    flow: { pk: `${tenant}|runs|${row.workflow}#${shard}`, sk: `${row.startedAt}#${row.run}` },
    ...(!PLACED.includes(row.state)
      ? {}
      : {
          place: {
            pk: `${tenant}|place|${row.workflow}|${row.state}|${row.step}#${shard}`,
            sk: `${row.updatedAt}#${row.run}`,
          },
        }),
    ...(row.due === undefined || row.timed === true
      ? {}
      : { due: { pk: duePk(row.run), sk: `${row.due}#${tenant}#${row.contact}#${row.run}` } }),
  };
}
