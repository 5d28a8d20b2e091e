/**
 * A push message goes to every device of a contact at once, and each has an answer of its own. What they come to together, what is
 * kept of them, and which devices are struck from the card.
 */
import type { Deps } from '../../deps.ts';
import type { Delivery, DeviceDelivery, PushMessage } from '../../ports/channel.ts';
import { changeContact } from '../contact/change-contact.ts';
import type { Frame } from '../run/settle.ts';
import type { MessageRow } from './row.ts';

const REASON = 200;
/** Of a token, as much as tells two devices of a contact apart. */
const SHOWN = 6;

/**
 * One device that has it is enough: to send it to the others again would be to send it to that one twice. Where none has it, a
 * device of which nobody knows holds the message; and what is refused for now is tried again.
 */
export function deliveryOf(devices: readonly DeviceDelivery[], providerId: string): Delivery {
  const ended = (outcome: DeviceDelivery['outcome']): DeviceDelivery | undefined =>
    devices.find((one) => one.outcome === outcome);
  if (ended('sent') !== undefined) return { outcome: 'sent', providerId, devices };
  const doubtful = ended('ambiguous');
  if (doubtful !== undefined)
    return { outcome: 'ambiguous', reason: doubtful.reason ?? 'no answer', devices };
  const later = ended('throttled');
  if (later !== undefined) return { outcome: 'throttled', reason: later.reason ?? 'not now', devices };
  const reasons = [...new Set(devices.map(({ outcome, reason = '' }) => `${outcome}: ${reason}`))];
  return { outcome: 'rejected', reason: `no device takes it (${reasons.join('; ')})`.slice(0, 500), devices };
}

const shown = (token: string): string => `…${token.slice(-SHOWN)}`;

/** Whom a push message is addressed to, for people. */
export const recipientsOf = ({ devices }: PushMessage): string =>
  devices.map(({ platform, token }) => `${platform} ${shown(token)}`).join(', ');

/** What is kept of the answers: no token stands in a message. */
export function keptOf(
  { devices: asked }: PushMessage,
  answers: readonly DeviceDelivery[],
): NonNullable<MessageRow['devices']> {
  return asked.flatMap(({ platform, token }) => {
    const answer = answers.find((one) => one.token === token);
    if (answer === undefined) return [];
    const { outcome, reason } = answer;
    const why = reason === undefined ? {} : { reason: reason.slice(0, REASON) };
    return [{ platform, device: shown(token), outcome, ...why }];
  });
}

/** Devices that are gone leave the card; a message never fails for that. */
export async function strikeGone(
  deps: Deps,
  { owner, row }: Frame,
  { devices = [] }: Delivery,
): Promise<void> {
  const gone = devices.filter(({ outcome }) => outcome === 'gone');
  if (gone.length === 0) return;
  const { run, workflow } = row;
  await changeContact(
    deps,
    owner.tenant,
    owner.contact,
    gone.map(({ token }) => ({ do: 'remove-device', token })),
    { source: 'provider', run, workflow, depth: 0 },
  );
}
