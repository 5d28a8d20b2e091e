/**
 * Counting as a pure fold over changes: old row, new row, increments. In the same commit locally, so that entered = left +
 * inside + failed holds at every commit; per feed shard on AWS. A visit of a step is a row of history entries with that
 * step; passing through the same step again needs another step between.
 */
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Key, Write } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';
import { contactOfKey } from '../keys.ts';
import type { MessageRow } from '../message/row.ts';
import { entriesOf } from '../run/history.ts';
import { RUN } from '../run/keys.ts';
import type { RunRow } from '../run/row.ts';
import { countKey, TOTAL } from './keys.ts';
import type { Counts } from './whole.ts';

export type Folded = { readonly key: Key; readonly old?: Json; readonly new?: Json };

/** Increments by step, `*` for the whole version. */
type Tally = Map<string, Map<string, number>>;

const MESSAGE = 'msg#';

/** What a change adds to the counters of a version. */
export type Tallied = {
  readonly tenant: TenantId;
  readonly workflow: string;
  readonly version: number;
  readonly counts: Counts;
};

/** The counter writes that belong to a change; none for changes of anything but runs and messages. */
export function foldCounts(change: Folded): readonly Write[] {
  const tallied = tallyOf(change);
  if (tallied === undefined) return [];
  const { tenant, workflow, version, counts } = tallied;
  return [...counts].map(
    ([step, fields]): Write => ({
      do: 'add',
      key: countKey(tenant, workflow, version, step),
      amounts: Object.fromEntries(fields),
    }),
  );
}

/** The same as what it adds; `undefined` when that is nothing. */
export function tallyOf(change: Folded): Tallied | undefined {
  const { sk } = change.key;
  const isRun = sk.startsWith(RUN);
  if (!isRun && !sk.startsWith(MESSAGE)) return undefined;
  const whose = contactOfKey(change.key);
  if (whose === undefined) return undefined;
  const tally: Tally = new Map();
  if (isRun) {
    const [before, after] = [asRun(change.old), asRun(change.new)];
    countRun(tally, before, after);
    return tallied(whose.tenant, after ?? before, tally);
  }
  const [before, after] = [asMessage(change.old), asMessage(change.new)];
  countMessage(tally, before, after);
  return tallied(whose.tenant, after ?? before, tally);
}

function countRun(tally: Tally, before: RunRow | undefined, after: RunRow | undefined): void {
  if (after === undefined) {
    // Erased with its contact: who was inside has left.
    if (before !== undefined && before.endedAt === undefined) leave(tally, before.step, 'left');
    countState(tally, before, after);
    return;
  }
  countState(tally, before, after);
  if (before === undefined) {
    add(tally, TOTAL, 'entered', 1);
    add(tally, TOTAL, 'inside', 1);
  }
  let at = before?.step;
  const added = entriesOf(after) - (before === undefined ? 0 : entriesOf(before));
  for (const entry of added > 0 ? after.history.slice(-added) : []) {
    at = move(tally, at, entry.step);
    if (entry.path !== undefined) add(tally, entry.step, `path:${entry.path}`, 1);
  }
  at = move(tally, at, after.step);
  if (after.endedAt !== undefined && before?.endedAt === undefined) {
    leave(tally, at, after.state === 'failed' ? 'failed' : 'left');
  }
}

/** How those inside are: `running` or `waiting`; the rest is held. */
function countState(tally: Tally, before: RunRow | undefined, after: RunRow | undefined): void {
  if (before?.state === after?.state) return;
  if (before?.state === 'running' || before?.state === 'waiting') add(tally, TOTAL, before.state, -1);
  if (after?.state === 'running' || after?.state === 'waiting') add(tally, TOTAL, after.state, 1);
}

function move(tally: Tally, from: string | undefined, to: string): string {
  if (from === to) return to;
  if (from !== undefined) {
    add(tally, from, 'left', 1);
    add(tally, from, 'inside', -1);
  }
  add(tally, to, 'entered', 1);
  add(tally, to, 'inside', 1);
  return to;
}

function leave(tally: Tally, step: string, how: 'left' | 'failed'): void {
  for (const place of [step, TOTAL]) {
    add(tally, place, how, 1);
    add(tally, place, 'inside', -1);
  }
}

const MOMENTS = [
  ['openedAt', 'opened'],
  ['clickedAt', 'clicked'],
  ['bouncedAt', 'bounced'],
  ['unsubscribedAt', 'unsubscribed'],
] as const;

function countMessage(tally: Tally, before: MessageRow | undefined, after: MessageRow | undefined): void {
  // An erased contact's messages were sent all the same.
  if (after === undefined) return;
  const both = (field: string, amount: number): void => {
    add(tally, after.step, field, amount);
    add(tally, TOTAL, field, amount);
  };
  if (before?.state !== after.state) {
    if (before !== undefined) both(before.state, -1);
    both(after.state, 1);
  }
  const parts = partsOf(after) - partsOf(before);
  if (parts !== 0) both('parts', parts);
  for (const [field, name] of MOMENTS) {
    if (after[field] !== undefined && before?.[field] === undefined) both(name, 1);
  }
}

const partsOf = (row: MessageRow | undefined): number => (row?.state === 'sent' ? (row.parts ?? 0) : 0);

function add(tally: Tally, step: string, field: string, amount: number): void {
  const fields = tally.get(step) ?? new Map<string, number>();
  fields.set(field, (fields.get(field) ?? 0) + amount);
  tally.set(step, fields);
}

function tallied(
  tenant: TenantId,
  of: { readonly workflow: string; readonly version: number } | undefined,
  tally: Tally,
): Tallied | undefined {
  if (of === undefined) return undefined;
  // What went up and down again is nothing.
  for (const [step, fields] of tally) {
    for (const [field, amount] of fields) if (amount === 0) fields.delete(field);
    if (fields.size === 0) tally.delete(step);
  }
  if (tally.size === 0) return undefined;
  return { tenant, workflow: of.workflow, version: of.version, counts: tally };
}

/** Items under these keys have one writer each: taken on trust here. */
const asRun = (body: Json | undefined): RunRow | undefined => body as unknown as RunRow | undefined;
const asMessage = (body: Json | undefined): MessageRow | undefined =>
  body as unknown as MessageRow | undefined;
