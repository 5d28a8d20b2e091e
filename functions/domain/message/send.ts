/**
 * Sends the message of one turn, and ends as sent, skipped, rejected or held, none in silence. Where delivery is the claim
 * itself (the outbox) message and run are one write: exactly once. Elsewhere the row is claimed before the provider is
 * called and settled after; a claim found again means that nobody knows whether it went out, and it is held, never resent.
 */
import type { Deps } from '../../deps.ts';
import type { ChannelPort, Delivery, Message } from '../../ports/channel.ts';
import type { Write } from '../../ports/store.ts';
import { Throttled } from '../run/errors.ts';
import type { Frame, Paused, Settled } from '../run/settle.ts';
import { bodyKey, messageId, messageIndex, messageKey } from './keys.ts';
import { type Outgoing, outgoing, type Sending } from './outgoing.ts';
import { asMessage, type MessageBody, type MessageRow } from './row.ts';
import { sentEvent } from './sent-event.ts';

/** How long a message of unknown outcome waits for the provider to tell. */
const HELD_MS = 15 * 60_000;

export async function send(deps: Deps, frame: Frame): Promise<Settled | Paused> {
  const { id, step } = sendingStep(frame);
  const port = step.kind === 'send-sms' ? deps.sms : deps.email;
  if (!port.commitsWithClaim) {
    const claimed = await deps.store.get(keyOf(frame));
    if (claimed !== undefined) return resumed(frame, id, asMessage(claimed));
  }
  const made = await outgoing(deps, frame, step);
  if (made.kind === 'ready') return deliver(deps, frame, id, step, port, made);
  if (made.kind === 'later') return later(frame, id, made);
  const state = made.kind === 'skip' ? 'skipped' : 'rejected';
  const row: MessageRow = { ...rowOf(frame, id, step, state), reason: made.reason };
  const findings = made.kind === 'skip' && made.findings !== undefined ? { findings: made.findings } : {};
  return {
    kind: 'settled',
    writes: [put(frame, row)],
    entries: [{ step: id, did: state, why: made.reason, ...findings }],
    ...(state === 'rejected' ? { rejected: made.reason } : {}),
  };
}

function sendingStep(frame: Frame): { readonly id: string; readonly step: Sending } {
  const [first] = frame.steps;
  const step = first?.step;
  if (step?.kind === 'send-email' || step?.kind === 'send-sms' || step?.kind === 'notify-email') {
    return { id: first?.id ?? '', step };
  }
  throw new Error(`send was asked to do ${step?.kind ?? 'nothing'}`);
}

/** Outside the sending hours. Told again before the opening, the row already says so. */
export function later(
  frame: Frame,
  step: string,
  { until: opening, zone }: Outgoing & { readonly kind: 'later' },
): Paused {
  const until = new Date(opening).toISOString();
  const known = frame.row.wait?.kind === 'window' && frame.row.wait.until === until;
  return {
    kind: 'postponed',
    entries: known ? [] : [{ step, did: 'parked', until, why: `outside the sending hours; zone: ${zone}` }],
    wait: { kind: 'window', until },
  };
}

async function deliver(
  deps: Deps,
  frame: Frame,
  id: string,
  step: Sending,
  port: ChannelPort,
  { message, parts }: Outgoing & { readonly kind: 'ready' },
): Promise<Settled | Paused> {
  const key = { ...frame.owner, run: frame.row.run, turn: frame.row.turn };
  const claim: MessageRow = {
    ...rowOf(frame, id, step, 'claimed'),
    ...addressed(message),
    ...(parts === undefined ? {} : { parts }),
  };
  const body: Write = {
    do: 'put',
    key: bodyKey(frame.owner.tenant, frame.owner.contact, frame.row.run, frame.row.turn),
    body: bodyOf(message),
  };
  if (port.commitsWithClaim) {
    const outcome = settledRow(claim, await port.deliver(key, message));
    return { ...told(frame, id, outcome), writes: [put(frame, outcome), body, ...sent(frame, outcome)] };
  }
  const claimed = await deps.store.write([{ ...put(frame, claim), when: 'absent' }, body]);
  if (!claimed.ok) return resumed(frame, id, claimed.found === undefined ? claim : asMessage(claimed.found));
  const delivery = await port.deliver(key, message);
  if (delivery.outcome === 'throttled') {
    await deps.store.write([
      { do: 'delete', key: keyOf(frame) },
      { do: 'delete', key: body.key },
    ]);
    throw new Throttled(delivery.reason);
  }
  return told(frame, id, await settleRow(deps, frame, claim, delivery));
}

/** Writes the outcome into the row as it stands by now: an open may have come before us. */
async function settleRow(
  deps: Deps,
  frame: Frame,
  claim: MessageRow,
  delivery: Delivery,
): Promise<MessageRow> {
  for (;;) {
    const item = await deps.store.get(keyOf(frame));
    const row = settledRow(item === undefined ? claim : asMessage(item), delivery);
    const written = await deps.store.write([
      { ...put(frame, row), when: item === undefined ? 'absent' : { rev: item.rev } },
      ...sent(frame, row),
    ]);
    if (written.ok || written.conflict > 0) return row;
  }
}

function settledRow(row: MessageRow, delivery: Delivery): MessageRow {
  switch (delivery.outcome) {
    case 'sent':
      return { ...row, state: 'sent', providerId: delivery.providerId };
    case 'rejected':
      return { ...row, state: 'rejected', reason: delivery.reason };
    case 'throttled':
    case 'ambiguous':
      return { ...row, state: 'held', reason: delivery.reason };
  }
}

/** A row that was found: the turn was begun before, and what the row says is what happened. */
function resumed(frame: Frame, id: string, row: MessageRow): Settled | Paused {
  if (row.state !== 'claimed') return told(frame, id, row);
  const reason = 'the process ended while the message was being delivered';
  const held: MessageRow = { ...row, state: 'held', reason };
  return { ...told(frame, id, held), writes: [put(frame, held)] };
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
    const until = new Date(frame.now + HELD_MS).toISOString();
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

export function rowOf(frame: Frame, step: string, { kind }: Sending, state: MessageRow['state']): MessageRow {
  const { row, at } = frame;
  return {
    id: messageId(row.run, row.turn),
    contact: row.contact,
    run: row.run,
    turn: row.turn,
    workflow: row.workflow,
    version: row.version,
    step,
    channel: kind === 'send-email' ? 'email' : kind === 'send-sms' ? 'sms' : 'notify',
    state,
    at,
  };
}

function put({ owner }: Frame, row: MessageRow): Write & { readonly do: 'put' } {
  return {
    do: 'put',
    key: messageKey(owner.tenant, owner.contact, row.run, row.turn),
    body: row,
    index: messageIndex(owner.tenant, row),
  };
}

const sent = ({ owner, row, at }: Frame, message: MessageRow): readonly Write[] =>
  sentEvent(owner, message, at, {
    source: 'run',
    run: row.run,
    workflow: row.workflow,
    depth: row.depth + 1,
  });

function addressed(message: Message): Pick<MessageRow, 'to' | 'from' | 'subject'> {
  if (message.channel === 'sms') {
    return { to: message.to, ...(message.sender === undefined ? {} : { from: message.sender }) };
  }
  const { from, to, cc = [], subject } = message;
  return {
    to: [to, ...cc].map(({ email }) => email).join(', '),
    from: from.name === undefined ? from.email : `${from.name} <${from.email}>`,
    subject,
  };
}

function bodyOf(message: Message): MessageBody {
  if (message.channel === 'sms') return { text: message.text, headers: {} };
  const { html, text, headers, replyTo } = message;
  const reply = replyTo === undefined ? {} : { 'Reply-To': replyTo };
  return { ...(html === undefined ? {} : { html }), text, headers: { ...headers, ...reply } };
}
