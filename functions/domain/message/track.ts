/**
 * What became of a mail after it left: opened, clicked, unsubscribed. The message's row and the event are one write. The first
 * open by a person, the first by a machine and the first click on each link are events; repetitions change nothing, so that
 * nobody can raise a score by loading a picture often. A click implies an open, which names the link.
 */
import { createHash } from 'node:crypto';
import type { Activity } from '../../../workflow-compiler/predicate/facts.ts';
import type { Deps } from '../../deps.ts';
import type { Item, Store, Write } from '../../ports/store.ts';
import { changeContact } from '../contact/change-contact.ts';
import { activityWrite } from '../event/activity.ts';
import type { ContactId, TenantId } from '../ids.ts';
import { contactOfRun } from '../run/keys.ts';
import { messageIndex, messageKey } from './keys.ts';
import { asMessage, type MessageRow } from './row.ts';
import type { Token } from './token.ts';

type Needs = Pick<Deps, 'store' | 'clock'>;

/** Links of one message that count; a mail has fewer. */
const LINKS = 100;
const ATTEMPTS = 20;

/** Where a tracked message stands. */
type Place = {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  readonly run: string;
  readonly turn: number;
};

export type Happened = {
  readonly type:
    | 'email.opened'
    | 'email.clicked'
    | 'email.delivered'
    | 'email.bounced'
    | 'email.complained'
    | 'sms.delivered'
    | 'sms.failed'
    | 'push.delivered'
    | 'push.clicked';
  readonly link?: string;
  /** Of an open: the link whose click implied it. */
  readonly clicked?: string;
  readonly machine?: true;
  readonly bounce?: 'permanent' | 'transient';
  readonly reason?: string;
};

export function recordOpen(deps: Needs, token: Token, machine: boolean): Promise<void> {
  return record(deps, token, (row, at) => opened(row, machine, at));
}

/** What an open means for a message's row: pure, as `clicked` is. `undefined`: nothing new. */
export function opened(row: MessageRow, machine: boolean, at: string): Step | undefined {
  if (machine) {
    if (row.machineOpenedAt !== undefined || row.openedAt !== undefined) return undefined;
    return { row: { ...row, machineOpenedAt: at }, happened: [{ type: 'email.opened', machine: true }] };
  }
  if (row.openedAt !== undefined) return undefined;
  return { row: { ...row, openedAt: at }, happened: [{ type: 'email.opened' }] };
}

/** `link`: absent where a tap only opened the app. */
export function recordClick(deps: Needs, token: Token, link: string | undefined): Promise<void> {
  return record(deps, token, (row, at) => clicked(row, link, at));
}

export function clicked(row: MessageRow, link: string | undefined, at: string): Step | undefined {
  const hash = createHash('sha256')
    .update(link ?? '')
    .digest('base64url')
    .slice(0, 12);
  const before = row.clicked ?? [];
  if (before.includes(hash) || before.length >= LINKS) return undefined;
  const through = link === undefined ? {} : { link };
  if (row.channel === 'push') return tapped(row, { type: 'push.clicked', ...through }, [...before, hash], at);
  const open: readonly Happened[] =
    row.openedAt === undefined
      ? [{ type: 'email.opened', ...(link === undefined ? {} : { clicked: link }) }]
      : [];
  return {
    row: {
      ...row,
      openedAt: row.openedAt ?? at,
      clickedAt: row.clickedAt ?? at,
      clicked: [...before, hash],
    },
    happened: [...open, { type: 'email.clicked', ...through }],
  };
}

/** What is tapped has come, whatever was known of it. */
function tapped(row: MessageRow, tap: Happened, all: readonly string[], at: string): Step {
  const { reason: _held, ...rest } = row;
  const sent: MessageRow = row.state === 'held' ? { ...rest, state: 'sent' } : row;
  const came: readonly Happened[] = row.deliveredAt === undefined ? [{ type: 'push.delivered' }] : [];
  return {
    row: { ...sent, deliveredAt: row.deliveredAt ?? at, clickedAt: row.clickedAt ?? at, clicked: all },
    happened: [...came, tap],
  };
}

/** Opts the contact out of marketing by the channel that the message came by. `how` is kept as proof. Answers false when there is no such contact any more. */
export async function recordUnsubscribe(
  deps: Needs,
  token: Token,
  how: 'one-click' | 'page',
): Promise<boolean> {
  const contact = contactOfRun(token.run);
  if (contact === undefined) return false;
  const item = await deps.store.get(messageKey(token.tenant, contact, token.run, token.turn));
  const by = item === undefined ? 'email' : asMessage(item).channel;
  const channel = by === 'notify' ? 'email' : by;
  const source = `unsubscribe ${how}, message ${token.run}.${token.turn}`;
  const changed = await changeContact(
    deps,
    token.tenant,
    contact,
    [{ do: 'consent', channel, state: 'out', source }],
    { source: 'track', run: token.run, depth: 0 },
  );
  if (changed.outcome === 'absent') return false;
  if (changed.outcome === 'refused')
    throw new Error(`an opt-out was refused: ${changed.problems[0]?.detail}`);
  await record(deps, token, (row, at) =>
    row.unsubscribedAt === undefined ? { row: { ...row, unsubscribedAt: at }, happened: [] } : undefined,
  );
  return true;
}

/** The row after something was heard of it, and what that means for the contact. */
export type Step = { readonly row: MessageRow; readonly happened: readonly Happened[] };

/**
 * One conditional write of the row with what happened; again when somebody else was faster. Nothing when it was erased. `known`: the
 * message as somebody has just read it.
 */
export async function record(
  { store, clock }: Needs,
  token: Pick<Token, 'tenant' | 'run' | 'turn'>,
  next: (row: MessageRow, at: string) => Step | undefined,
  known?: Item,
): Promise<void> {
  const contact = contactOfRun(token.run);
  if (contact === undefined) return;
  const place: Place = { tenant: token.tenant, contact, run: token.run, turn: token.turn };
  const key = messageKey(place.tenant, contact, place.run, place.turn);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const item = attempt === 0 && known !== undefined ? known : await store.get(key);
    if (item === undefined) return;
    const at = new Date(clock.now()).toISOString();
    const step = next(asMessage(item), at);
    if (step === undefined) return;
    const written = await store.write([
      put(store, place, item, step.row),
      ...step.happened.map((one) => event(place, step.row, one, at)),
    ]);
    if (written.ok || written.conflict > 0) return;
  }
  throw new Error(`message ${token.run}.${token.turn} changed ${ATTEMPTS} times while it was being tracked`);
}

function put(store: Store, { tenant }: Place, item: Item, row: MessageRow): Write {
  return {
    do: 'put',
    key: { pk: item.pk, sk: item.sk },
    body: row,
    index: messageIndex(store, tenant, row),
    when: { rev: item.rev },
  };
}

function event(place: Place, row: MessageRow, happened: Happened, at: string): Write {
  const { workflow, run } = row;
  return activityWrite({
    tenant: place.tenant,
    contact: place.contact,
    activity: trackedActivity(place.tenant, row, happened, at),
    cause: { source: 'track', run, workflow, depth: 0 },
  });
}

export function trackedActivity(
  tenant: TenantId,
  row: MessageRow,
  { type, link, clicked, machine, bounce, reason }: Happened,
  at: string,
): Activity {
  const { workflow, step, run, turn } = row;
  const name = [tenant, row.id, type, link ?? '', machine === true].join('|');
  return {
    id: `t${createHash('sha256').update(name).digest('hex').slice(0, 24)}`,
    type,
    at,
    properties: {
      workflow,
      step,
      run,
      turn,
      ...(link === undefined ? {} : { link }),
      ...(clicked === undefined ? {} : { clicked }),
      ...(machine === true ? { machine } : {}),
      ...(bounce === undefined ? {} : { type: bounce }),
      ...(reason === undefined ? {} : { reason }),
    },
  };
}
