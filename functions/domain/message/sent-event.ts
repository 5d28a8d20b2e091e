/** `email.sent` and `sms.sent`: activity of the contact, which conditions count. Notices to the team are none of it. */
import type { Activity } from '../../../workflow-compiler/predicate/facts.ts';
import type { Write } from '../../ports/store.ts';
import type { Cause } from '../contact/cause.ts';
import { activityWrite } from '../event/activity.ts';
import { hex, type Owner } from '../run/keys.ts';
import type { MessageRow } from './row.ts';

/** Nothing for a message that was not sent. `at` is ISO 8601 in UTC. */
export function sentEvent(owner: Owner, message: MessageRow, at: string, cause: Cause): readonly Write[] {
  const activity = sentActivity(owner, message, at);
  return activity === undefined ? [] : [activityWrite({ ...owner, activity, cause })];
}

export function sentActivity(owner: Owner, message: MessageRow, at: string): Activity | undefined {
  if (message.state !== 'sent' || message.channel === 'notify') return undefined;
  const { workflow, step, run, turn } = message;
  const id = `s${hex(`${owner.tenant}|${message.id}|${message.channel}`).slice(0, 24)}`;
  return { id, type: `${message.channel}.sent`, at, properties: { workflow, step, run, turn } };
}
