/**
 * Frequency caps at the moment of sending. What was sent on a channel stands in one small row beside the contact, a slot for each
 * message; a slot is taken by a conditional write before the message goes out, so that two workflows which send at once cannot
 * both take the last one. A slot names its turn: told again, the turn finds its own. Tenants without caps have no such rows.
 */
import {
  type Cap,
  type CappedChannel,
  type Limit,
  limitsOf,
  limitWords,
} from '../../../workflow-compiler/caps.ts';
import { marketingBy } from '../../../workflow-compiler/language/channel.ts';
import { isJsonObject, type Json } from '../../../workflow-compiler/language/json.ts';
import type { Key, Store, Write } from '../../ports/store.ts';
import { contactPk } from '../keys.ts';
import type { Frame } from '../run/settle.ts';
import type { TenantRow } from '../tenant/row.ts';
import type { Outgoing } from './outgoing.ts';
import type { Sending } from './sending.ts';

/** The range of the store in which a contact's slots stand. */
const CAPS = 'cap#';

/** Epoch milliseconds, and which turn of which of the contact's runs it was. */
export type Slot = readonly [at: number, by: string];

/** The cap that a message is under. */
export type Under = { readonly channel: CappedChannel; readonly cap: Cap };

export type Room =
  | { readonly kind: 'free'; readonly slots: readonly Slot[] }
  /** Of several limits, the one that is full for longest; `frees` in epoch milliseconds. */
  | { readonly kind: 'full'; readonly limit: Limit; readonly frees: number };

/** The cap that a step's message is under; none for what is not marketing, or where the tenant has none. */
export function capFor(step: Sending, tenant: Pick<TenantRow, 'caps'> | undefined): Under | undefined {
  const channel = marketingBy(step);
  const cap = channel === undefined ? undefined : tenant?.caps?.[channel];
  return channel === undefined || cap === undefined || limitsOf(cap).length === 0
    ? undefined
    : { channel, cap };
}

/**
 * Takes a slot at `now` if there is room: pure. A turn's own earlier slot is moved, not counted. `slots` oldest first.
 *
 * @example takeSlot([[now - 1000, 'r1.0']], { perDay: 1 }, 'r2.0', now) // { kind: 'full', frees: now - 1000 + 24 h, … }
 */
export function takeSlot(slots: readonly Slot[], cap: Cap, by: string, now: number): Room {
  const limits = limitsOf(cap);
  const others = slots.filter(([, whose]) => whose !== by);
  let full: (Room & { readonly kind: 'full' }) | undefined;
  for (const limit of limits) {
    const inside = others.filter(([at]) => at > now - limit.ms);
    const leaves = inside[inside.length - limit.most];
    if (leaves === undefined) continue;
    const frees = leaves[0] + limit.ms;
    if (full === undefined || frees > full.frees) full = { kind: 'full', limit, frees };
  }
  if (full !== undefined) return full;
  const longest = Math.max(...limits.map(({ ms }) => ms));
  const kept = others.filter(([at]) => at > now - longest);
  return { kind: 'free', slots: [...kept, [now, by] as const].toSorted(([a], [b]) => a - b) };
}

/** What becomes of a message for which there is no room. */
export function withoutRoom(
  { channel, cap }: Under,
  { limit, frees }: Room & { readonly kind: 'full' },
): Outgoing {
  const reason = `the cap is reached: ${limitWords(channel, limit)}`;
  if (cap.over !== 'hold') return { kind: 'skip', reason };
  // A `Wait` state cuts the fraction of a second off: rounded up, it does not come back too early.
  return { kind: 'later', until: Math.ceil(frees / 1000) * 1000, wait: 'cap', why: reason };
}

/** Which slot a turn takes: runs are named after their contact, who needs no naming here. */
export const slotOf = ({ run, contact, turn }: Frame['row']): string =>
  `${run.startsWith(`${contact}.`) ? run.slice(contact.length + 1) : run}.${turn}`;

/**
 * The message, if there is room for it under its cap. Its slot is taken now, or, where the delivery is a write of the same commit,
 * answered as a write to go before it.
 */
export async function withinCap(
  store: Store,
  frame: Frame,
  asked: Outgoing,
  commitsWithClaim: boolean,
): Promise<Outgoing> {
  if (asked.kind !== 'ready' || asked.under === undefined) return asked;
  const { under } = asked;
  const key = capKey(frame, under.channel);
  for (;;) {
    const item = await store.get(key);
    const room = takeSlot(slotsIn(item?.body), under.cap, slotOf(frame.row), frame.now);
    if (room.kind === 'full') return withoutRoom(under, room);
    const slot: Write = {
      do: 'put',
      key,
      body: { slots: room.slots },
      expires: Math.ceil(frame.now / 1000) + KEPT_S,
      when: item === undefined ? 'absent' : { rev: item.rev },
    };
    if (commitsWithClaim) return { ...asked, slot };
    if ((await store.write([slot])).ok) return asked;
  }
}

/** Whatever the limits, nothing older than a week counts; the store may drop the row a day later. */
const KEPT_S = 8 * 86_400;

const capKey = ({ owner: { tenant, contact } }: Frame, channel: CappedChannel): Key => ({
  pk: contactPk(tenant, contact),
  sk: `${CAPS}${channel}`,
});

function slotsIn(body: Json | undefined): readonly Slot[] {
  const slots = isJsonObject(body) ? body.slots : undefined;
  if (!Array.isArray(slots)) return [];
  return slots.flatMap((one): readonly Slot[] => {
    if (!Array.isArray(one)) return [];
    const [at, by] = one;
    return typeof at === 'number' && typeof by === 'string' ? [[at, by]] : [];
  });
}
