/** Where messages live: in the contact's partition beside the run, listed per workflow in order of time. */
import type { IndexKeys, Key, Store } from '../../ports/store.ts';
import type { ContactId, TenantId } from '../ids.ts';
import { contactPk, shardOf } from '../keys.ts';
import type { MessageRow } from './row.ts';

const LIST_SHARDS = 4;

/** The range of the store in which a contact's messages stand. */
export const MESSAGES = 'msg#';

/** `<run>.<turn>` */
export const messageId = (run: string, turn: number): string => `${run}.${turn}`;

/** `undefined` when it is no message's id. */
export function parseMessageId(id: string): { readonly run: string; readonly turn: number } | undefined {
  const [, run = '', turn] = /^(.+)\.([0-9]{1,6})$/.exec(id) ?? [];
  return turn === undefined ? undefined : { run, turn: Number(turn) };
}

const place = (run: string, turn: number): string => `${run}#${String(turn).padStart(6, '0')}`;

export function messageKey(tenant: TenantId, contact: ContactId, run: string, turn: number): Key {
  return { pk: contactPk(tenant, contact), sk: `${MESSAGES}${place(run, turn)}` };
}

export const isMessageKey = ({ sk }: Key): boolean => sk.startsWith(MESSAGES);

/** Only the messages of one run begin with this. */
export const messagesOfRun = (run: string): string => `${MESSAGES}${run}#`;

export function messageListPks(tenant: TenantId, workflow: string): readonly string[] {
  return Array.from({ length: LIST_SHARDS }, (_, shard) => `${tenant}|messages|${workflow}#${shard}`);
}

/** In a list of its workflow: all messages where that costs nothing, else those that somebody should look at. */
export function messageIndex(
  { billed }: Pick<Store, 'billed'>,
  tenant: TenantId,
  row: MessageRow,
): IndexKeys {
  if (billed && row.state !== 'held') return {};
  const shard = shardOf(row.id, LIST_SHARDS);
  return { list: { pk: `${tenant}|messages|${row.workflow}#${shard}`, sk: `${row.at}#${row.id}` } };
}
