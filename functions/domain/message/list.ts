/** Reads messages: one with its body, a contact's, a run's, a workflow's or a tenant's in order of time. */

import type { Deps } from '../../deps.ts';
import type { Item, Store } from '../../ports/store.ts';
import { type ContactId, isContactId, type TenantId } from '../ids.ts';
import { contactPk } from '../keys.ts';
import { contactOfRun } from '../run/keys.ts';
import { MESSAGES, messageKey, messageListPks, messagesOfRun, parseMessageId } from './keys.ts';
import { makeAgain } from './made.ts';
import { asMessage, type MessageBody, type MessageRow } from './row.ts';

export type MessageFilter = {
  /** `workflow`, `contact`, `run` and `among` say where to look; without any there is nothing to list. */
  readonly workflow?: string;
  readonly contact?: string;
  readonly run?: string;
  readonly step?: string;
  /** Where to look when none of the three is given: every workflow of the tenant, say. */
  readonly among?: readonly string[];
  readonly channel?: MessageRow['channel'];
  readonly state?: MessageRow['state'];
  /** 1 to 200. */
  readonly limit: number;
  readonly after?: string;
};

/** Rows looked at for one page: a filter that little passes gives short pages, never long waits. */
const LOOKED = 5000;

export type MessagePage = { readonly messages: readonly MessageRow[]; readonly next?: string };

/**
 * A page of messages: a workflow's and a tenant's newest first; a contact's or a run's in order of run and turn.
 * A page may be short or empty and still have a `next`.
 *
 * @example await listMessages(store, tenant, { workflow: 'welcome', step: 'thanks', limit: 50 })
 */
export async function listMessages(
  store: Store,
  tenant: TenantId,
  filter: MessageFilter,
): Promise<MessagePage> {
  const found: MessageRow[] = [];
  let after = filter.after;
  let looked = 0;
  for (;;) {
    const limit = Math.max(1, filter.limit - found.length);
    const page = await read(store, tenant, filter, limit, after);
    if (page === undefined) return { messages: [] };
    found.push(...page.items.map(asMessage).filter((row) => passes(row, filter)));
    looked += page.items.length;
    after = page.next;
    if (after === undefined) return { messages: found };
    if (found.length >= filter.limit || looked >= LOOKED) return { messages: found, next: after };
  }
}

type Read = { readonly items: readonly Item[]; readonly next?: string };

async function read(
  store: Store,
  tenant: TenantId,
  filter: MessageFilter,
  limit: number,
  after: string | undefined,
): Promise<Read | undefined> {
  const range = { limit, ...(after === undefined ? {} : { after }) };
  const contact = filter.run === undefined ? contactId(filter.contact) : contactOfRun(filter.run);
  if (contact !== undefined) {
    const prefix = filter.run === undefined ? MESSAGES : messagesOfRun(filter.run);
    return store.query(contactPk(tenant, contact), { ...range, prefix });
  }
  if (filter.contact !== undefined || filter.run !== undefined) return undefined;
  const workflows = filter.workflow === undefined ? (filter.among ?? []) : [filter.workflow];
  const pks = workflows.flatMap((workflow) => messageListPks(tenant, workflow));
  return pks.length === 0 ? undefined : store.fanOut('list', pks, { ...range, reverse: true });
}

const contactId = (text: string | undefined): ContactId | undefined =>
  text !== undefined && isContactId(text) ? text : undefined;

function passes(row: MessageRow, { workflow, contact, step, channel, state }: MessageFilter): boolean {
  return (
    (workflow === undefined || row.workflow === workflow) &&
    (contact === undefined || row.contact === contact) &&
    (step === undefined || row.step === step) &&
    (channel === undefined || row.channel === channel) &&
    (state === undefined || row.state === state)
  );
}

export type WholeMessage = MessageRow & { readonly body?: MessageBody };

/** `undefined` when there is no such message. The id is `<run>.<turn>`. */
export async function readMessage(
  deps: Pick<Deps, 'store' | 'signer' | 'settings'>,
  tenant: TenantId,
  id: string,
): Promise<WholeMessage | undefined> {
  const { run, turn } = parseMessageId(id) ?? {};
  const contact = run === undefined ? undefined : contactOfRun(run);
  if (run === undefined || turn === undefined || contact === undefined) return undefined;
  const item = await deps.store.get(messageKey(tenant, contact, run, turn));
  if (item === undefined) return undefined;
  const row = asMessage(item);
  const body = await makeAgain(deps, tenant, row);
  return { ...row, ...(body === undefined ? {} : { body }) };
}
