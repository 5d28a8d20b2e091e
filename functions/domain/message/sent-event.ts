/**
 * `email.sent`, `sms.sent` and `push.sent`: activity of the contact, which conditions count. The message's row is the event's row, so that it is
 * written once; notices to the team are none of it.
 */
import type { Activity } from '../../../workflow-compiler/predicate/facts.ts';
import { pages } from '../../ports/pages.ts';
import type { Store } from '../../ports/store.ts';
import type { ContactEvent } from '../event/derive.ts';
import { contactPk } from '../keys.ts';
import { hex, type Owner } from '../run/keys.ts';
import { MESSAGES } from './keys.ts';
import { asMessage, type MessageRow } from './row.ts';

const PAGE = 200;

/** The event of a message's row; `undefined` when it was not sent. */
export function sentActivity({ tenant }: Pick<Owner, 'tenant'>, message: MessageRow): Activity | undefined {
  if (message.state !== 'sent' || message.channel === 'notify') return undefined;
  const { workflow, step, run, turn, at } = message;
  const id = `s${hex(`${tenant}|${message.id}|${message.channel}`).slice(0, 24)}`;
  return { id, type: `${message.channel}.sent`, at, properties: { workflow, step, run, turn } };
}

/** The same with whose it is and where it comes from. */
export function sentEvent(owner: Owner, message: MessageRow): ContactEvent | undefined {
  const activity = sentActivity(owner, message);
  const { run, workflow, depth } = message;
  return activity && { ...owner, activity, cause: { source: 'run', run, workflow, depth: depth + 1 } };
}

/** What was sent to a contact from `since` (ISO 8601 in UTC, inclusive) on, newest first. */
export async function sentSince(
  store: Store,
  owner: Owner,
  since: string | undefined,
): Promise<readonly ContactEvent[]> {
  const found: ContactEvent[] = [];
  const pk = contactPk(owner.tenant, owner.contact);
  const messages = pages((after) => store.query(pk, { prefix: MESSAGES, limit: PAGE, ...after }));
  for await (const { items } of messages) {
    for (const item of items) {
      const event = sentEvent(owner, asMessage(item));
      if (event !== undefined && (since === undefined || event.activity.at >= since)) found.push(event);
    }
  }
  return found.sort((a, b) => (a.activity.at < b.activity.at ? 1 : -1));
}
