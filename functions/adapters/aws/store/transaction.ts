/**
 * Several writes, all or nothing. A transaction answers no revisions, so those that the caller did not name are read before and
 * pinned; when another writer was faster, everything is looked at again. Its token makes a lost answer harmless.
 */

import { randomUUID } from 'node:crypto';
import {
  type CancellationReason,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Write, Written } from '../../../ports/store.ts';
import { StoreMisuse } from '../../../ports/store-errors.ts';
import { ADDED, addOf, conditionOf, deleteOf, notAddable, putOf, revisionIs } from './expression.ts';
import { asStore, untilAnswered } from './failure.ts';
import { toItem } from './item.ts';
import { getItems, type Table } from './read.ts';

/** A write with what is known before it is sent. */
type Planned = {
  readonly write: Write;
  readonly item: TransactWriteItem;
  readonly rev: number;
  /** A failure of its condition is the caller's conflict, not our pin. */
  readonly asked: boolean;
};

export function transact(table: Table, writes: readonly Write[]): Promise<Written> {
  return asStore(() => untilAnswered(() => attempt(table, writes)));
}

async function attempt(table: Table, writes: readonly Write[]): Promise<Written | undefined> {
  const plans = await planAll(table, writes);
  try {
    await table.client.send(
      new TransactWriteItemsCommand({
        TransactItems: plans.map(({ item }) => item),
        ClientRequestToken: randomUUID(),
      }),
    );
    return { ok: true, revs: plans.map(({ rev }) => rev) };
  } catch (error) {
    if (error instanceof TransactionCanceledException) return judge(plans, error.CancellationReasons ?? []);
    if (error instanceof Error && error.name === 'TransactionInProgressException') return undefined;
    throw error;
  }
}

async function planAll(table: Table, writes: readonly Write[]): Promise<readonly Planned[]> {
  const unknown = writes.filter((write) => revisionAsked(write) === undefined).map(({ key }) => key);
  const found = unknown.length === 0 ? [] : await getItems(table, unknown);
  let next = 0;
  const mark = randomUUID();
  return writes.map((write) => {
    const asked = revisionAsked(write);
    const before = asked ?? found[next++]?.rev ?? 0;
    return plan(table.name, write, before, asked !== undefined, mark);
  });
}

/** The revision before the write, when its condition names it. */
function revisionAsked(write: Write): number | undefined {
  if (write.do === 'add' || write.when === undefined || write.when === 'present') return undefined;
  return write.when === 'absent' ? 0 : write.when.rev;
}

function plan(table: string, write: Write, before: number, asked: boolean, mark: string): Planned {
  const rev = before + 1;
  switch (write.do) {
    case 'add':
      // Not pinned: counters are added to by many at once. The revision answered is the one this addition found.
      return { write, rev, asked: false, item: { Update: addOf(table, write, `${ADDED}${mark}`) } };
    case 'delete': {
      const item = { Delete: deleteOf(table, write) };
      return { write, rev: before === 0 ? 0 : rev, asked: write.when !== undefined, item };
    }
    case 'put': {
      const missing = write.when === 'present' && before === 0;
      const condition = asked || missing ? conditionOf(write.when) : revisionIs(before);
      const item = { Put: { ...putOf(table, write, rev, mark), ...condition } };
      return { write, rev, asked: asked || missing, item };
    }
  }
}

/** The first conflict in the order of the writes; `undefined` when it is worth another attempt. */
function judge(plans: readonly Planned[], reasons: readonly CancellationReason[]): Written | undefined {
  for (const [conflict, reason] of reasons.entries()) {
    const plan = plans[conflict];
    if (plan === undefined || reason.Code === undefined || reason.Code === 'None') continue;
    if (reason.Code === 'ValidationError') throw new StoreMisuse(reason.Message ?? 'invalid write');
    if (reason.Code !== 'ConditionalCheckFailed') continue;
    if (plan.write.do === 'add') throw notAddable(plan.write.key);
    if (!plan.asked) continue;
    return { ok: false, conflict, found: reason.Item === undefined ? undefined : toItem(reason.Item) };
  }
  return undefined;
}
