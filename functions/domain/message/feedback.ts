/**
 * What a provider, or the app that got it, tells of a message later: taken, delivered, bounced, complained about, refused. It settles a message of which
 * nobody knew whether it went out, becomes an event of the contact, and keeps addresses that are dead, or whose owners
 * complained, from being written to again. Told twice, it is as told once.
 */
import type { Deps } from '../../deps.ts';
import type { ContactChange } from '../contact/change.ts';
import { changeContact } from '../contact/change-contact.ts';
import { readCard } from '../contact/find.ts';
import { isTenantId } from '../ids.ts';
import { contactOfRun, type Owner, runKey } from '../run/keys.ts';
import { asRun } from '../run/row.ts';
import { messageKey } from './keys.ts';
import { release } from './release.ts';
import { asMessage, type MessageRow } from './row.ts';
import { type Happened, record, type Step } from './track.ts';

export type Told =
  /** `accepted` by the provider, `delayed` on the way, `delivered` to the recipient's server or telephone. */
  | { readonly what: 'accepted' | 'delayed' | 'delivered' }
  /** `permanent`: the address is dead. `recipients`: whose message came back, where the provider says so. */
  | {
      readonly what: 'bounced';
      readonly type: 'permanent' | 'transient';
      readonly reason: string;
      readonly recipients?: readonly string[];
    }
  | { readonly what: 'complained'; readonly recipients?: readonly string[] }
  /** Taken first, and then not sent after all. */
  | { readonly what: 'refused'; readonly reason: string };

/** Which message: what `tagOf` sent along, and the provider's own name for it. */
export type Feedback = Told & {
  readonly tenant: string;
  readonly run: string;
  readonly turn: number;
  readonly providerId: string;
};

/** `early`: the message is just being sent and has no row yet; tell it again. `gone`: there is no such message any more. */
export type Heard = 'recorded' | 'early' | 'gone';

const REASON = 500;

/** @example await recordFeedback(deps, { tenant: 'acme', run: 'ada.0123456789ab', turn: 2, providerId: '01…', what: 'delivered' }) */
export async function recordFeedback(
  deps: Pick<Deps, 'store' | 'clock'>,
  feedback: Feedback,
): Promise<Heard> {
  const { tenant, run, turn } = feedback;
  const contact = contactOfRun(run);
  if (!isTenantId(tenant) || contact === undefined) return 'gone';
  const owner = { tenant, contact };
  const item = await deps.store.get(messageKey(tenant, contact, run, turn));
  if (item === undefined) return (await isUnderWay(deps, owner, run, turn)) ? 'early' : 'gone';
  const row = asMessage(item);
  // The contact first: a crash between the two repeats it, and a contact changed twice is changed once.
  if (heard(row, feedback) !== undefined) await changeOwner(deps, owner, row, feedback);
  await record(deps, { tenant, run, turn }, (now, at) => after(now, feedback, at), item);
  if (row.state === 'held') await release(deps, owner, run, turn);
  return 'recorded';
}

/** A message is written when its provider has answered: until then its run stands before it. */
async function isUnderWay(
  { store }: Pick<Deps, 'store'>,
  owner: Owner,
  run: string,
  turn: number,
): Promise<boolean> {
  const item = await store.get(runKey(owner, run));
  if (item === undefined) return false;
  const row = asRun(item);
  return row.endedAt === undefined && row.turn <= turn;
}

type Marked = { readonly row: MessageRow; readonly happened?: Happened };

/** What is new in it: the row with its moment, and the event. `undefined`: known, or nothing that has a moment. */
function heard(row: MessageRow, told: Told, at = ''): Marked | undefined {
  const channel = row.channel === 'notify' ? 'email' : row.channel;
  switch (told.what) {
    case 'accepted':
    case 'delayed':
    case 'refused':
      return undefined;
    case 'delivered':
      if (row.deliveredAt !== undefined) return undefined;
      return { row: { ...row, deliveredAt: at }, happened: { type: `${channel}.delivered` } };
    case 'bounced': {
      if (channel === 'push' || row.bouncedAt !== undefined || !isOwn(row, told.recipients)) return undefined;
      const { type } = told;
      const reason = told.reason.slice(0, REASON);
      return {
        row: { ...row, bouncedAt: at },
        happened:
          channel === 'sms'
            ? { type: 'sms.failed', reason }
            : { type: 'email.bounced', bounce: type, reason },
      };
    }
    case 'complained':
      if (channel === 'push' || row.complainedAt !== undefined || !isOwn(row, told.recipients))
        return undefined;
      return { row: { ...row, complainedAt: at }, happened: { type: 'email.complained' } };
  }
}

/** The row after it, and what happened: pure. `undefined`: nothing new. */
export function after(row: MessageRow, told: Feedback, at: string): Step | undefined {
  const { row: marked, happened } = heard(row, told, at) ?? { row };
  const settled = settle(marked, told);
  if (settled === row) return undefined;
  // Notices go to the team: what becomes of them is nothing that happened to the contact.
  return { row: settled, happened: happened === undefined || row.channel === 'notify' ? [] : [happened] };
}

/** Whatever the provider tells of a message, it has taken it; but for a refusal. */
function settle(row: MessageRow, told: Feedback): MessageRow {
  if (told.what === 'refused') {
    if (row.state !== 'held' && row.state !== 'sent') return row;
    return { ...row, state: 'rejected', reason: `the provider refused it: ${told.reason}`.slice(0, REASON) };
  }
  if (row.state !== 'held') return row;
  const { reason: _reason, ...rest } = row;
  return { ...rest, state: 'sent', providerId: told.providerId };
}

/** The contact's address is the first: others who got a copy bounce and complain for themselves. */
function isOwn({ to = '' }: MessageRow, recipients: readonly string[] | undefined): boolean {
  const [own = ''] = to.split(', ');
  return recipients === undefined || recipients.some((each) => each.toLowerCase() === own.toLowerCase());
}

async function changeOwner(
  deps: Pick<Deps, 'store' | 'clock'>,
  { tenant, contact }: Owner,
  row: MessageRow,
  told: Feedback,
): Promise<void> {
  const changes = changesBy(row, told);
  if (changes.length === 0) return;
  const card = await readCard(deps.store, tenant, contact);
  const address = row.channel === 'sms' ? card?.phone : card?.email;
  // Who has another address by now is written to there.
  if (address === undefined || !isOwn(row, [address])) return;
  const { run, workflow } = row;
  const cause = { source: 'provider', run, workflow, depth: 0 } as const;
  const changed = await changeContact(deps, tenant, contact, changes, cause);
  if (changed.outcome === 'refused')
    throw new Error(`what a provider told was refused: ${changed.problems[0]?.detail}`);
}

/** What it means for the contact: pure. */
export function changesBy({ channel, id }: MessageRow, told: Told): readonly ContactChange[] {
  if (channel === 'notify' || channel === 'push') return [];
  if (told.what === 'bounced' && told.type === 'permanent')
    return [{ do: 'suppress', channel, reason: `bounced: ${told.reason}` }];
  if (told.what === 'complained')
    return [
      { do: 'suppress', channel, reason: 'complained' },
      { do: 'consent', channel, state: 'out', source: `complaint about message ${id}`.slice(0, 200) },
    ];
  return [];
}
