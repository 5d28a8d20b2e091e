/**
 * Sends the message of one turn, and ends as sent, skipped, rejected or held, none in silence. Where delivery is the claim
 * itself (the outbox) message and run are one write: exactly once. Elsewhere the run's row is claimed before the provider is
 * called, and the message's row written after; a claim found again without it means that nobody knows whether the message went
 * out, and it is held, never resent.
 */
import { channelOf, isMessage } from '../../../workflow-compiler/language/channel.ts';
import type { Deps } from '../../deps.ts';
import type { ChannelPort, Delivery, Message } from '../../ports/channel.ts';
import type { Store, Write } from '../../ports/store.ts';
import { Throttled } from '../run/errors.ts';
import type { Frame, Hold, Paused, Settled } from '../run/settle.ts';
import { withinCap } from './cap.ts';
import { keptOf, recipientsOf, strikeGone } from './devices.ts';
import { recordFeedback } from './feedback.ts';
import { messageId, messageIndex, messageKey } from './keys.ts';
import { type Outgoing, outgoing } from './outgoing.ts';
import { asMessage, type MessageRow } from './row.ts';
import { type Sending, sendingOf } from './sending.ts';

/** How long a message of unknown outcome waits for the provider to tell. */
const HELD_MS = 15 * 60_000;

type Ready = Outgoing & { readonly kind: 'ready' };

export async function send(deps: Deps, frame: Frame, hold: Hold): Promise<Settled | Paused> {
  const { id, step } = sendingStep(frame);
  const { row } = frame;
  const claimed = row.claimed === row.turn;
  if (claimed || row.wait?.kind === 'held') {
    const known = await deps.store.get(keyOf(frame));
    if (known !== undefined) {
      await tellBounce(deps, frame, asMessage(known));
      return told(frame, id, asMessage(known));
    }
  }
  if (claimed) return lost(deps, frame, id, step);
  const port: ChannelPort = isMessage(step) ? deps[channelOf(step)] : deps.email;
  const asked = await outgoing(deps, frame, step);
  const made = await withinCap(deps.store, frame, asked, port.commitsWithClaim);
  if (made.kind === 'ready') return deliver(deps, frame, hold, id, step, port, made);
  if (made.kind === 'later') return later(frame, id, made);
  const state = made.kind === 'skip' ? 'skipped' : 'rejected';
  const skipped: MessageRow = { ...rowOf(frame, id, step, state), reason: made.reason };
  const findings = made.kind === 'skip' && made.findings !== undefined ? { findings: made.findings } : {};
  return {
    kind: 'settled',
    writes: [put(deps.store, frame, skipped)],
    entries: [{ step: id, did: state, why: made.reason, ...findings }],
    ...(state === 'rejected' ? { rejected: made.reason } : {}),
  };
}

function sendingStep(frame: Frame): { readonly id: string; readonly step: Sending } {
  const [first] = frame.steps;
  const step = sendingOf(first?.step);
  if (first === undefined || step === undefined)
    throw new Error(`send was asked to do ${first?.step.kind ?? 'nothing'}`);
  return { id: first.id, step };
}

/** Outside the sending hours, or over a cap. Told again before the time, the row already says so. */
export function later(
  frame: Frame,
  step: string,
  { until: opening, wait: kind, why }: Outgoing & { readonly kind: 'later' },
): Paused {
  const until = new Date(opening).toISOString();
  const known = frame.row.wait?.kind === kind && frame.row.wait.until === until;
  return {
    kind: 'postponed',
    entries: known ? [] : [{ step, did: 'parked', until, why }],
    wait: { kind, until },
  };
}

async function deliver(
  deps: Deps,
  frame: Frame,
  hold: Hold,
  id: string,
  step: Sending,
  port: ChannelPort,
  { message, parts, made, slot }: Ready,
): Promise<Settled | Paused> {
  const key = { ...frame.owner, run: frame.row.run, turn: frame.row.turn };
  const as = (state: MessageRow['state']): MessageRow => ({
    ...rowOf(frame, id, step, state),
    ...addressed(message),
    ...(parts === undefined ? {} : { parts }),
    ...(made === undefined ? {} : { made }),
  });
  if (port.commitsWithClaim) {
    const delivery = await port.deliver(key, message);
    await strikeGone(deps, frame, delivery);
    const row = outcomeRow(as, message, delivery);
    const kept = put(deps.store, frame, row);
    return { ...told(frame, id, row), writes: slot === undefined ? [kept] : [slot, kept] };
  }
  await hold.claim();
  const delivery = await port.deliver(key, message);
  if (delivery.outcome === 'throttled') {
    await hold.release(delivery.reason);
    throw new Throttled(delivery.reason);
  }
  const row = outcomeRow(as, message, delivery);
  await record(deps.store, frame, row);
  await strikeGone(deps, frame, delivery);
  await tellBounce(deps, frame, row);
  const outcome = told(frame, id, row);
  return outcome.kind === 'settled' ? { ...outcome, recorded: true } : outcome;
}

function outcomeRow(
  as: (state: MessageRow['state']) => MessageRow,
  message: Message,
  delivery: Delivery,
): MessageRow {
  const { devices: answers } = delivery;
  const devices =
    message.channel === 'push' && answers !== undefined ? { devices: keptOf(message, answers) } : {};
  switch (delivery.outcome) {
    case 'sent':
      return { ...as('sent'), ...devices, providerId: delivery.providerId };
    case 'rejected': {
      const { reason, bounce } = delivery;
      return { ...as('rejected'), ...devices, reason, ...(bounce === undefined ? {} : { bounce }) };
    }
    case 'throttled':
    case 'ambiguous':
      return { ...as('held'), ...devices, reason: delivery.reason };
  }
}

/** A mail that came back at once is as one that comes back later. The row says whether it has been told, so that a crash between the two repeats it. */
async function tellBounce(deps: Deps, { owner: { tenant } }: Frame, row: MessageRow): Promise<void> {
  const { run, turn, bounce: type, bouncedAt, reason = 'it came back' } = row;
  if (type === undefined || bouncedAt !== undefined) return;
  await recordFeedback(deps, { tenant, run, turn, providerId: '', what: 'bounced', type, reason });
}

/** Who waited for nobody's answer and called the message lost is told better; an open that came before us stays. */
async function record(store: Store, frame: Frame, row: MessageRow): Promise<void> {
  let write: Write = { ...put(store, frame, row), when: 'absent' };
  for (;;) {
    const written = await store.write([write]);
    if (written.ok || written.found === undefined) return;
    const { reason: _unknown, ...found } = asMessage(written.found);
    write = { ...put(store, frame, { ...found, ...row }), when: { rev: written.found.rev } };
  }
}

/** The turn was begun before, and no row says how it ended. */
function lost(deps: Deps, frame: Frame, id: string, step: Sending): Settled | Paused {
  const reason = 'the process ended while the message was being delivered';
  const row: MessageRow = { ...rowOf(frame, id, step, 'held'), reason };
  return { ...told(frame, id, row), writes: [{ ...put(deps.store, frame, row), when: 'absent' }] };
}

/** The turn's answer to an outcome. A held message waits once, then the run goes on, marked. */
export function told(frame: Frame, step: string, row: MessageRow): Settled | Paused {
  const why = row.reason === undefined ? {} : { why: row.reason };
  if (row.state === 'sent') return { kind: 'settled', entries: [{ step, did: 'sent' }] };
  if (row.state === 'skipped') return { kind: 'settled', entries: [{ step, did: 'skipped', ...why }] };
  if (row.state === 'rejected') {
    return {
      kind: 'settled',
      entries: [{ step, did: 'rejected', ...why }],
      rejected: row.reason ?? 'rejected',
    };
  }
  const { wait } = frame.row;
  if (wait?.kind !== 'held') {
    // A `Wait` state cuts the fraction of a second off: rounded up, it does not come back too early, again and again.
    const until = new Date(Math.ceil((frame.now + HELD_MS) / 1000) * 1000).toISOString();
    return {
      kind: 'postponed',
      entries: [{ step, did: 'held', until, ...why }],
      wait: { kind: 'held', until },
    };
  }
  if (frame.at < wait.until) return { kind: 'postponed', entries: [], wait };
  const gone = 'nobody knows whether it was delivered; it is not sent again, and the run goes on';
  return { kind: 'settled', entries: [{ step, did: 'held', why: gone }] };
}

const keyOf = ({ owner, row }: Frame) => messageKey(owner.tenant, owner.contact, row.run, row.turn);

export function rowOf(frame: Frame, step: string, sending: Sending, state: MessageRow['state']): MessageRow {
  const { row, at } = frame;
  return {
    id: messageId(row.run, row.turn),
    contact: row.contact,
    run: row.run,
    turn: row.turn,
    workflow: row.workflow,
    version: row.version,
    step,
    channel: isMessage(sending) ? channelOf(sending) : 'notify',
    state,
    depth: row.depth,
    at,
  };
}

function put(store: Store, frame: Frame, row: MessageRow): Write & { readonly do: 'put' } {
  return { do: 'put', key: keyOf(frame), body: row, index: messageIndex(store, frame.owner.tenant, row) };
}

function addressed(message: Message): Pick<MessageRow, 'to' | 'from' | 'subject'> {
  if (message.channel === 'sms') {
    return { to: message.to, ...(message.sender === undefined ? {} : { from: message.sender }) };
  }
  if (message.channel === 'push') return { to: recipientsOf(message), subject: message.title };
  const { from, to, cc = [], subject } = message;
  return {
    to: [to, ...cc].map(({ email }) => email).join(', '),
    from: from.name === undefined ? from.email : `${from.name} <${from.email}>`,
    subject,
  };
}
