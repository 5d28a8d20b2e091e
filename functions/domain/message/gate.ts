/**
 * May this contact get this message now? Asked at the moment of sending, in this order: address, suppression, consent, the
 * workflow's filter. The answer to a no is a reason in words, since it is what people read who ask why.
 */

import {
  channelOf,
  type MessageChannel,
  type MessageStep,
} from '../../../workflow-compiler/language/channel.ts';
import type { Condition } from '../../../workflow-compiler/language/condition.ts';
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import { compileCondition } from '../../../workflow-compiler/predicate/compile.ts';
import type { Card, Facts, Finding } from '../../../workflow-compiler/predicate/facts.ts';
import { activityNeeds } from '../../../workflow-compiler/predicate/needs.ts';
import type { Store } from '../../ports/store.ts';
import { activityFor } from '../event/activity.ts';
import { toActivity } from '../run/facts.ts';
import type { Frame } from '../run/settle.ts';

export type SendingRules = NonNullable<Definition['sending']>;

export type Refusal = { readonly reason: string; readonly findings?: readonly Finding[] };

/** What a message goes to, by channel. */
const ADDRESSES: {
  readonly [C in MessageChannel]: { readonly what: string; readonly has: (card: Card) => boolean };
} = {
  email: { what: 'e-mail address', has: ({ email }) => email !== undefined },
  sms: { what: 'telephone number', has: ({ phone }) => phone !== undefined },
  push: { what: 'device with the app', has: ({ devices = [] }) => devices.length > 0 },
};

/** What the card alone says: address, suppression, consent. `undefined`: nothing against it. */
export function refusedByCard(step: MessageStep, card: Card, rules: SendingRules): Refusal | undefined {
  const channel = channelOf(step);
  const { what, has } = ADDRESSES[channel];
  if (!has(card)) return { reason: `the contact has no ${what}` };
  const suppressed = card.suppressed?.[channel];
  if (suppressed !== undefined) return { reason: `the address is suppressed: ${suppressed}` };
  if (step.purpose === 'transactional') return undefined;
  const consent = card.consents[channel];
  if (consent?.state === 'out') {
    return {
      reason: `the contact opted out of ${channel} on ${consent.at.slice(0, 10)} (${consent.source})`,
    };
  }
  if (rules.consent === 'opted-in' && consent?.state !== 'in') {
    return { reason: `there is no recorded consent for ${channel}` };
  }
  return undefined;
}

/** What the workflow's recipient filter says. */
export async function refusedByFilter(
  store: Store,
  frame: Frame,
  card: Card,
  rules: SendingRules,
): Promise<Refusal | undefined> {
  const { filter } = rules;
  if (filter === undefined) return undefined;
  const { row, now, owner } = frame;
  const facts: Facts = {
    card,
    activity: await activityFor(store, owner.tenant, owner.contact, activityNeeds(filter), now),
    ...(row.event === undefined ? {} : { event: toActivity(row.event) }),
    run: { id: row.run, workflow: row.workflow },
    now,
  };
  return refusedByFacts(filter, facts);
}

/** The filter over facts that were read: pure. */
export function refusedByFacts(filter: Condition, facts: Facts): Refusal | undefined {
  const verdict = compileCondition(filter).judge(facts);
  if (verdict.holds) return undefined;
  return { reason: 'the contact does not pass the filter for recipients', findings: verdict.findings };
}
