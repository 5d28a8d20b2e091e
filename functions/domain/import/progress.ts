/** How far an import is: one item, written after each chunk, from which a killed import goes on. */
import { isJsonObject, type Json } from '../../../workflow-compiler/language/json.ts';
import type { Store } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';
import { importKey } from '../keys.ts';

export type ImportProgress = {
  readonly state: 'running' | 'done' | 'failed';
  /** Every row up to this one is settled. */
  readonly row: number;
  readonly bytes: number;
  /** Data rows seen: created + updated + refused. */
  readonly rows: number;
  readonly created: number;
  /** Contacts who were there before, changed or not. */
  readonly updated: number;
  readonly refused: number;
  /** Rows that were imported without some of their values. */
  readonly warnings: number;
  /** Why it failed. */
  readonly reason?: string;
};

const NOT_BEGUN: ImportProgress = {
  state: 'running',
  row: 0,
  bytes: 0,
  rows: 0,
  created: 0,
  updated: 0,
  refused: 0,
  warnings: 0,
};

/** The job stays open: it was asked to stop, or somebody else went on with it. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped';
}

/** `rev` goes back into `writeProgress`: 0 where nothing was noted yet. */
export async function readProgress(
  store: Store,
  tenant: TenantId,
  id: string,
): Promise<{ readonly progress: ImportProgress; readonly rev: number }> {
  const item = await store.get(importKey(tenant, id));
  return item === undefined
    ? { progress: NOT_BEGUN, rev: 0 }
    : { progress: progressOf(item.body), rev: item.rev };
}

/** Over what was read, and nothing newer: throws `ImportStopped` when somebody else noted progress. Answers the new `rev`. */
export async function writeProgress(
  store: Store,
  tenant: TenantId,
  id: string,
  progress: ImportProgress,
  rev: number,
): Promise<number> {
  const when = rev === 0 ? 'absent' : { rev };
  const written = await store.write([{ do: 'put', key: importKey(tenant, id), body: progress, when }]);
  if (!written.ok) throw new ImportStopped('somebody else is at work on this import');
  return written.revs[0] ?? 0;
}

function progressOf(body: Json): ImportProgress {
  const fields = isJsonObject(body) ? body : {};
  const number = (name: string): number => Number(fields[name] ?? 0);
  const { state, reason } = fields;
  return {
    state: state === 'done' || state === 'failed' ? state : 'running',
    row: number('row'),
    bytes: number('bytes'),
    rows: number('rows'),
    created: number('created'),
    updated: number('updated'),
    refused: number('refused'),
    warnings: number('warnings'),
    ...(typeof reason === 'string' ? { reason } : {}),
  };
}
