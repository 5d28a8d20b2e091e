/**
 * One write, as one request where that is possible. The client tries again when an answer is lost, and then meets its own work:
 * every write leaves a mark, so that a condition which fails on this call's mark has in truth held.
 */
import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item, Write, Written } from '../../../ports/store.ts';
import { conditionOf, type Delete, deleteOf, type Put, putOf, revisionIs } from './expression.ts';
import { asStore, untilAnswered } from './failure.ts';
import { type Attributes, markOf, revOf, toItem } from './item.ts';
import { getItem, type Table } from './read.ts';
import { transact } from './transaction.ts';

const newMark = (): string => randomBytes(12).toString('base64url');

/** `undefined`: another writer was faster, and the whole must be looked at again. */
type Attempt = Written | undefined;

export function writeOne(table: Table, write: Write): Promise<Written> {
  switch (write.do) {
    case 'put':
      return asStore(() => untilAnswered(() => putOne(table, write)));
    case 'add':
      // Somebody else's addition may overwrite our mark before we ask again: only a token knows then that ours was made.
      return transact(table, [write]);
    case 'delete':
      // A deleted item keeps no mark; a transaction's token takes its place.
      return write.when === undefined
        ? asStore(() => untilAnswered(() => deleteOne(table, write)))
        : transact(table, [write]);
  }
}

async function putOne(table: Table, put: Put): Promise<Attempt> {
  const { when } = put;
  const given = typeof when === 'object' ? when.rev : when === 'absent' ? 0 : undefined;
  const before = given ?? (await getItem(table, put.key))?.rev ?? 0;
  if (when === 'present' && before === 0) return { ok: false, conflict: 0, found: undefined };
  const mark = newMark();
  const condition = given === undefined ? revisionIs(before) : conditionOf(when);
  const command = new PutItemCommand({ ...putOf(table.name, put, before + 1, mark), ...condition });
  return guarded(
    async () => {
      await table.client.send(command);
      return { ok: true, revs: [before + 1] };
    },
    (found) => {
      if (markOf(found) === mark) return { ok: true, revs: [revOf(found)] };
      return given === undefined ? undefined : { ok: false, conflict: 0, found: itemOf(found) };
    },
  );
}

async function deleteOne(table: Table, write: Delete): Promise<Attempt> {
  const command = new DeleteItemCommand({ ...deleteOf(table.name, write), ReturnValues: 'ALL_OLD' });
  return guarded(
    async () => {
      const { Attributes: old } = await table.client.send(command);
      return { ok: true, revs: [old === undefined ? 0 : revOf(old) + 1] };
    },
    () => undefined,
  );
}

const itemOf = (found: Attributes | undefined): Item | undefined =>
  found === undefined ? undefined : toItem(found);

async function guarded(
  send: () => Promise<Attempt>,
  failed: (found: Attributes | undefined) => Attempt,
): Promise<Attempt> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return failed(error.Item);
    // A transaction of somebody else holds the item for a moment.
    if (error instanceof Error && error.name === 'TransactionConflictException') return undefined;
    throw error;
  }
}
