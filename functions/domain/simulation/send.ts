/** The task `send` in memory: the gate, the window and the rows are the runtime's; delivery is the simulation's. */
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import { activityNeeds } from '../../../workflow-compiler/predicate/needs.ts';
import type { Message } from '../../ports/channel.ts';
import { capFor, slotOf, takeSlot, type Under, withoutRoom } from '../message/cap.ts';
import { scopeOf } from '../message/context.ts';
import { type Refusal, refusedByCard, refusedByFacts, type SendingRules } from '../message/gate.ts';
import { compose, type Outgoing, outsideHours } from '../message/outgoing.ts';
import type { MessageRow } from '../message/row.ts';
import { later, rowOf, told } from '../message/send.ts';
import { type Sending, sendingOf } from '../message/sending.ts';
import { sentActivity } from '../message/sent-event.ts';
import type { Links } from '../message/token.ts';
import { Throttled } from '../run/errors.ts';
import { toActivity } from '../run/facts.ts';
import type { Frame, Paused, Settled } from '../run/settle.ts';
import { activityOf, happen, zoneFor } from './happen.ts';
import { openingFor } from './opening.ts';
import type { Person, Run } from './person.ts';

/** Where the made-up links of rendered messages lead. */
const HOST = 'http://localhost:4400/t';

export function sendMessage(person: Person, run: Run, frame: Frame): Settled | Paused {
  const [first] = frame.steps;
  const step = sendingOf(first?.step);
  if (first === undefined || step === undefined) throw new Error('send needs a message');
  const known = person.messages.get(`${frame.row.run}.${frame.row.turn}`);
  // A claim found again: nobody knows whether it went out.
  if (known !== undefined) return told(frame, first.id, known);
  const made = outgoing(person, run, frame, step);
  if (made.kind === 'later') return later(frame, first.id, made);
  if (made.kind === 'ready') return deliver(person, run, frame, first.id, step, made.message);
  const state = made.kind === 'skip' ? 'skipped' : 'rejected';
  const findings = made.kind === 'skip' && made.findings !== undefined ? { findings: made.findings } : {};
  return {
    kind: 'settled',
    entries: [{ step: first.id, did: state, why: made.reason, ...findings }],
    ...(state === 'rejected' ? { rejected: made.reason } : {}),
  };
}

type Made =
  | Exclude<Outgoing, { readonly kind: 'ready' }>
  | { readonly kind: 'ready'; readonly message: Message | undefined };

function outgoing(person: Person, run: Run, frame: Frame, step: Sending): Made {
  const { card, stage } = person;
  if (card === undefined) return { kind: 'skip', reason: 'the contact was erased' };
  const rules = run.flow.version.definition.sending ?? {};
  if (step.kind !== 'notify-email') {
    const refusal = refusedByCard(step, card, rules) ?? refusedByFilter(person, frame, card, rules);
    if (refusal !== undefined) return { kind: 'skip', ...refusal };
    const zone = zoneFor(person, card);
    const until = openingFor(rules, zone.zone, frame.now);
    if (until > frame.now) return outsideHours(until, zone);
  }
  const made: Made = stage.render
    ? rendered(person, run, frame, step, card, rules)
    : { kind: 'ready', message: undefined };
  const under = made.kind === 'ready' ? capFor(step, stage.household) : undefined;
  return under === undefined ? made : (withinCap(person, frame, under) ?? made);
}

/** Takes the message's slot under its cap; what becomes of it where there is none left. */
function withinCap(person: Person, frame: Frame, under: Under): Outgoing | undefined {
  const { slots, watch } = person;
  const room = takeSlot(slots.get(under.channel) ?? [], under.cap, slotOf(frame.row), frame.now);
  if (room.kind === 'free') {
    slots.set(under.channel, room.slots);
    return undefined;
  }
  watch.capped?.(person, under, room.limit);
  return withoutRoom(under, room);
}

function refusedByFilter(
  person: Person,
  { row, now }: Frame,
  card: Card,
  { filter }: SendingRules,
): Refusal | undefined {
  if (filter === undefined) return undefined;
  const event = row.event === undefined ? {} : { event: toActivity(row.event) };
  const activity = activityOf(person, activityNeeds(filter));
  return refusedByFacts(filter, {
    card,
    activity,
    run: { id: row.run, workflow: row.workflow },
    now,
    ...event,
  });
}

function rendered(
  { stage: { household } }: Person,
  { flow }: Run,
  { row, now }: Frame,
  step: Sending,
  card: Card,
  rules: SendingRules,
): Outgoing {
  const links: Links = {
    open: `${HOST}/o/${row.run}.${row.turn}.gif`,
    unsubscribe: `${HOST}/u/${row.run}.${row.turn}`,
    click: (url) => url,
    tapped: () => `${HOST}/c/${row.run}.${row.turn}`,
    received: () => `${HOST}/r/${row.run}.${row.turn}`,
  };
  const scope = scopeOf({
    card,
    row,
    title: flow.workflow.title,
    tenant: household,
    unsubscribeUrl: links.unsubscribe,
    now,
  });
  const own = step.kind === 'send-email' ? step.from : undefined;
  const from = own ?? rules.from ?? household.from ?? { email: 'no-reply@localhost' };
  return compose(step, { card, rules, tenant: undefined, from, scope, links });
}

function deliver(
  person: Person,
  run: Run,
  frame: Frame,
  id: string,
  step: Sending,
  message: Message | undefined,
): Settled | Paused {
  const delivery = person.around.deliver(run, id, attemptOf(person, frame));
  if (delivery.outcome === 'throttled') throw new Throttled(delivery.reason);
  const row: MessageRow =
    delivery.outcome === 'sent'
      ? { ...rowOf(frame, id, step, 'sent'), providerId: delivery.providerId }
      : {
          ...rowOf(frame, id, step, delivery.outcome === 'rejected' ? 'rejected' : 'held'),
          reason: delivery.reason,
        };
  person.messages.set(row.id, row);
  if (row.state === 'sent') {
    person.watch.sent?.(person, row, message);
    const activity = sentActivity(frame.owner, row);
    if (activity !== undefined) happen(person, activity, frame.row.depth + 1);
    person.around.received(person, row);
  }
  return told(frame, id, row);
}

/** How often this turn's call has been made before; from 0. */
export function attemptOf({ attempts }: Person, { row }: Frame): number {
  const key = `${row.run}.${row.turn}`;
  const made = attempts.get(key) ?? 0;
  attempts.set(key, made + 1);
  return made;
}
