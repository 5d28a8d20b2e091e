/** Adds and removes devices on a card. A token stands once; where there are too many, the one whose app was silent longest goes. */
import type { Card, Device, Platform } from '../../../workflow-compiler/predicate/facts.ts';
import { LIMITS } from './limits.ts';
import { type Moment, type Outcome, refuse, without } from './outcome.ts';

/** Apps register at each start: a card is written for that once a day at most. */
const SEEN_MS = 86_400_000;
/** FCM's are the longest that are seen, at a few hundred characters. */
const TOKEN = /^[\x21-\x7e]{8,1024}$/;
/** Apple's are bytes, written as hexadecimal digits. */
const HEX = /^[0-9a-f]{32,200}$/;

const isApple = (platform: Platform): boolean => platform === 'apns' || platform === 'apns-sandbox';

/** The token in the form that it is kept in: Apple's in lower case. `undefined` when it cannot be one. */
export function tokenOf(platform: Platform, token: string): string | undefined {
  const kept = isApple(platform) ? token.trim().toLowerCase() : token.trim();
  return (isApple(platform) ? HEX : TOKEN).test(kept) ? kept : undefined;
}

export function addDevice(
  card: Card,
  { platform, token: given }: { readonly platform: Platform; readonly token: string },
  at: Moment,
): Outcome {
  const token = tokenOf(platform, given);
  if (token === undefined)
    return refuse('value-invalid', 'token', `this is no device's token of ${platform}`);
  const known = card.devices?.find((device) => device.token === token);
  if (known?.platform === platform && at.ms - Date.parse(known.at) < SEEN_MS) return card;
  const others = (card.devices ?? []).filter((device) => device !== known);
  const kept = others.length < LIMITS.devices ? others : others.toSorted(lastSeen).slice(1 - LIMITS.devices);
  return { ...card, devices: [...kept, { platform, token, at: at.iso }] };
}

const lastSeen = (a: Device, b: Device): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);

/** A token in whichever case its app writes it. */
const isDevice = ({ platform, token }: Device, given: string): boolean =>
  token === given || (isApple(platform) && token === given.toLowerCase());

export function removeDevice(card: Card, token: string): Card {
  const devices = card.devices?.filter((device) => !isDevice(device, token));
  if (devices === undefined || devices.length === card.devices?.length) return card;
  return devices.length === 0 ? without(card, 'devices') : { ...card, devices };
}
