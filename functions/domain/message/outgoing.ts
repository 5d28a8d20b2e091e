/**
 * What a sending step comes to for one contact at this moment: a message ready to be delivered, or why there is none. Reads
 * only; claiming, delivering and settling are `send.ts`'s.
 */
import type { StepOf } from '../../../workflow-compiler/language/step.ts';
import type { Finding } from '../../../workflow-compiler/predicate/facts.ts';
import type { Deps } from '../../deps.ts';
import type { Message } from '../../ports/channel.ts';
import type { Write } from '../../ports/store.ts';
import { readCard } from '../contact/find.ts';
import type { Frame } from '../run/settle.ts';
import { readTenant } from '../tenant/tenant.ts';
import { nextOpening } from '../time/window.ts';
import { type ContactZone, zoneOf } from '../time/zone.ts';
import { readVersion } from '../workflow/pinned.ts';
import { capFor, type Under } from './cap.ts';
import { composeEmail, composeNotice, composeSms, type Sender } from './compose.ts';
import { composePush } from './compose-push.ts';
import { scopeOf } from './context.ts';
import { refusedByCard, refusedByFilter } from './gate.ts';
import { madeOf } from './made.ts';
import type { Made } from './row.ts';
import { type Material, recipientOf, type Sending } from './sending.ts';
import { linksOf } from './token.ts';

export type Outgoing =
  | {
      readonly kind: 'ready';
      readonly message: Message;
      readonly parts?: number;
      readonly made?: Made;
      /** The cap that it is under, and the slot that it takes, where that is still to be written. */
      readonly under?: Under;
      readonly slot?: Write;
    }
  | { readonly kind: 'skip'; readonly reason: string; readonly findings?: readonly Finding[] }
  | { readonly kind: 'reject'; readonly reason: string }
  /** Not before then (epoch milliseconds), and why: outside the sending hours, or too many of late. */
  | {
      readonly kind: 'later';
      readonly until: number;
      readonly wait: 'window' | 'cap';
      readonly why: string;
    };

export async function outgoing(deps: Deps, frame: Frame, step: Sending): Promise<Outgoing> {
  const material = await gather(deps, frame, step);
  if (material === undefined) return { kind: 'skip', reason: 'the contact was erased' };
  if (step.kind === 'notify-email') return ready(step, material);
  const { card, rules } = material;
  const refusal = refusedByCard(step, card, rules) ?? (await refusedByFilter(deps.store, frame, card, rules));
  if (refusal !== undefined) return { kind: 'skip', ...refusal };
  const zone = zoneOf(card, material.tenant?.zone ?? 'UTC');
  const until = nextOpening(rules, zone.zone, frame.now);
  if (until > frame.now) return outsideHours(until, zone);
  const under = capFor(step, material.tenant);
  const made = ready(step, material);
  return made.kind === 'ready' && under !== undefined ? { ...made, under } : made;
}

/** The answer until the next opening; the zone and why it is the contact's are told. */
export const outsideHours = (until: number, { zone, source, warning }: ContactZone): Outgoing => ({
  kind: 'later',
  until,
  wait: 'window',
  why: `outside the sending hours; zone: ${warning ?? `${zone} (${source})`}`,
});

function ready(step: Sending, material: Material): Outgoing {
  const outgoing = compose(step, material);
  return outgoing.kind === 'ready' ? { ...outgoing, made: madeOf(step, material) } : outgoing;
}

/** The message itself: pure. */
export function compose(step: Sending, material: Material): Outgoing {
  if (step.kind === 'send-email') return email(step, material);
  if (step.kind === 'send-sms') return sms(step, material);
  if (step.kind === 'send-push') return push(step, material);
  const composed = composeNotice(step, material.from, material.scope);
  return composed.ok ? { kind: 'ready', message: composed.message } : reject(composed.reason);
}

const reject = (reason: string): Outgoing => ({ kind: 'reject', reason });

async function gather(deps: Deps, frame: Frame, step: Sending): Promise<Material | undefined> {
  const { owner, row, now } = frame;
  const [card, tenant, version] = await Promise.all([
    readCard(deps.store, owner.tenant, owner.contact),
    readTenant(deps.store, owner.tenant),
    readVersion(deps.store, owner.tenant, row.workflow, row.version),
  ]);
  if (card === undefined) return undefined;
  const rules = version?.definition.sending ?? {};
  const links = linksOf(deps.signer, deps.settings.baseUrl, {
    tenant: owner.tenant,
    run: row.run,
    turn: row.turn,
  });
  const scope = scopeOf({
    card,
    row,
    title: version?.definition.title,
    tenant: { id: owner.tenant, name: tenant?.name },
    unsubscribeUrl: links.unsubscribe,
    now,
  });
  const own = step.kind === 'send-email' ? step.from : undefined;
  const from = own ?? rules.from ?? tenant?.from ?? ownSender(deps.settings.baseUrl);
  return { card, rules, tenant, from, scope, links };
}

/** Mail of tenants who named no sender: from nobody, at the host that answers for tracking. */
function ownSender(baseUrl: string): Sender {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname.replace(/[[\]:]/g, '') : 'localhost';
  return { email: `no-reply@${host}` };
}

function email(step: StepOf<'send-email'>, { card, from, scope, links }: Material): Outgoing {
  const composed = composeEmail({ step, from, to: recipientOf(card), language: card.language, scope, links });
  return composed.ok ? { kind: 'ready', message: composed.message } : reject(composed.reason);
}

function sms(step: StepOf<'send-sms'>, { card, scope }: Material): Outgoing {
  const composed = composeSms(step, scope);
  if (!composed.ok) return reject(composed.reason);
  const sender = step.sender === undefined ? {} : { sender: step.sender };
  const message: Message = { channel: 'sms', to: card.phone ?? '', ...sender, text: composed.text };
  return { kind: 'ready', message, parts: composed.size.parts };
}

function push(step: StepOf<'send-push'>, { card, scope, links }: Material): Outgoing {
  const composed = composePush(step, scope, links);
  if (!composed.ok) return reject(composed.reason);
  const devices = (card.devices ?? []).map(({ platform, token }) => ({ platform, token }));
  return { kind: 'ready', message: { channel: 'push', devices, ...composed.content } };
}
