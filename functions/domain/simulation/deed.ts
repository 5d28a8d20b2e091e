/** Deeds: what people and the world do to a contact, by the rules of the API and of tracking. */
import { contentId } from '../event/record.ts';
import { after, changesBy, type Told } from '../message/feedback.ts';
import type { MessageRow } from '../message/row.ts';
import { clicked, opened, trackedActivity } from '../message/track.ts';
import { changeCard, happen, isoOf, putCard } from './happen.ts';
import type { Deed, Person } from './person.ts';

/** `false` when it cannot be done: no such message was sent, or a change is refused. `about`: the id of the message. */
export function doDeed(person: Person, deed: Deed, about?: string): boolean {
  switch (deed.do) {
    case 'change':
      return changeCard(person, deed.changes, { source: 'api', depth: 0 }).length === 0;
    case 'appear':
      if (person.card === undefined) putCard(person, deed.card, { source: 'api', depth: 0 });
      return true;
    case 'event': {
      if (person.card === undefined) return false;
      const { type, properties } = deed;
      const { tenant, contact } = person.owner;
      const at = isoOf(person.now);
      const id = contentId(tenant, contact, { type, at, properties });
      // The same told again is the same event.
      if (!person.activity.some((one) => one.id === id)) happen(person, { id, type, at, properties }, 0);
      return true;
    }
    case 'open':
    case 'click':
    case 'unsubscribe':
    case 'hear': {
      const message = about === undefined ? messageOf(person, deed.message) : person.messages.get(about);
      if (message === undefined) return false;
      if (deed.do === 'unsubscribe') return unsubscribe(person, message);
      // Nobody tells of a push message that it was looked at.
      if (deed.do === 'open' && message.channel === 'push') return false;
      if (deed.do === 'hear') return hear(person, message, deed.told);
      track(person, message, deed);
      return true;
    }
  }
}

/** The latest message of that name; of two sent at one moment, the one whose id comes last. */
function messageOf(person: Person, name: string): MessageRow | undefined {
  const [step, workflow] = name.split('/').toReversed();
  let latest: MessageRow | undefined;
  for (const row of person.messages.values()) {
    if (row.state !== 'sent' || row.step !== step) continue;
    if (workflow !== undefined && row.workflow !== workflow) continue;
    if (latest === undefined || `${row.at} ${row.id}` > `${latest.at} ${latest.id}`) latest = row;
  }
  return latest;
}

type Tracked = Extract<Deed, { readonly do: 'open' | 'click' }>;

/** An open or a click counts once, and a click is an open. */
function track(person: Person, message: MessageRow, deed: Tracked): void {
  const row = person.messages.get(message.id) ?? message;
  const at = isoOf(person.now);
  const next =
    deed.do === 'open'
      ? opened(row, deed.machine === true, at)
      : clicked(row, row.channel === 'push' ? deed.link : (deed.link ?? ''), at);
  if (next === undefined) return;
  person.messages.set(row.id, next.row);
  for (const one of next.happened) happen(person, trackedActivity(person.owner.tenant, next.row, one, at), 0);
}

/** As `message/feedback.ts`: the contact first, then the message and what happened. */
function hear(person: Person, message: MessageRow, told: Told): boolean {
  const row = person.messages.get(message.id) ?? message;
  const { tenant } = person.owner;
  const { run, turn, workflow, providerId = '' } = row;
  const at = isoOf(person.now);
  const next = after(row, { ...told, tenant, run, turn, providerId }, at);
  if (next === undefined) return true;
  const changes = changesBy(row, told);
  if (changes.length > 0) changeCard(person, changes, { source: 'provider', run, workflow, depth: 0 });
  person.messages.set(row.id, next.row);
  for (const one of next.happened) happen(person, trackedActivity(tenant, next.row, one, at), 0);
  return true;
}

function unsubscribe(person: Person, { id, run, channel }: MessageRow): boolean {
  const source = `unsubscribe one-click, message ${id}`;
  const consent = {
    do: 'consent',
    channel: channel === 'notify' ? 'email' : channel,
    state: 'out',
    source,
  } as const;
  return changeCard(person, [consent], { source: 'track', run, depth: 0 }).length === 0;
}
