/**
 * In which zone a contact lives, by contract: the contact's own zone, else that of the phone's or address's country, else the
 * tenant's. A zone that is no zone is reported and passed over, never dropped in silence.
 */
import ct from 'countries-and-timezones';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';

type ZoneSource = 'contact' | 'phone' | 'address' | 'tenant';

export type ContactZone = {
  readonly zone: string;
  readonly source: ZoneSource;
  /** The contact's own zone was no zone: say so, and count it. */
  readonly warning?: string;
};

const known = new Map<string, boolean>();

/** True for IANA names alone; offsets such as `+01:00` are not zones, since they know no summer. */
export function isZone(name: string): boolean {
  const remembered = known.get(name);
  if (remembered !== undefined) return remembered;
  const valid = /^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(name) && opensCalendar(name);
  if (known.size < 2000) known.set(name, valid);
  return valid;
}

/** @example zoneOf(card, 'Europe/Berlin') // { zone: 'America/Lima', source: 'phone' } */
export function zoneOf(card: Pick<Card, 'zone' | 'phone' | 'address'>, tenantZone: string): ContactZone {
  if (card.zone !== undefined && isZone(card.zone)) return { zone: card.zone, source: 'contact' };
  const found = byPhone(card.phone) ?? byAddress(card.address?.country) ?? byTenant(tenantZone);
  if (card.zone === undefined) return found;
  return {
    ...found,
    warning: `The contact's zone \`${card.zone}\` is not an IANA zone; \`${found.zone}\` (${found.source}) was used.`,
  };
}

/** The zone in which most of a country lives. */
export function zoneOfCountry(country: string): string | undefined {
  return CHOSEN.get(country) ?? ct.getCountry(country)?.timezones.find(isZone);
}

/** Where the list of a country does not begin with the zone of most of its people. */
const CHOSEN: ReadonlyMap<string, string> = new Map([
  ['AR', 'America/Argentina/Buenos_Aires'],
  ['AU', 'Australia/Sydney'],
  ['BR', 'America/Sao_Paulo'],
  ['CA', 'America/Toronto'],
  ['CD', 'Africa/Kinshasa'],
  ['CL', 'America/Santiago'],
  ['CN', 'Asia/Shanghai'],
  ['CY', 'Asia/Nicosia'],
  ['DE', 'Europe/Berlin'],
  ['EC', 'America/Guayaquil'],
  ['ES', 'Europe/Madrid'],
  ['FM', 'Pacific/Pohnpei'],
  ['GL', 'America/Nuuk'],
  ['ID', 'Asia/Jakarta'],
  ['KI', 'Pacific/Tarawa'],
  ['KZ', 'Asia/Almaty'],
  ['MH', 'Pacific/Majuro'],
  ['MN', 'Asia/Ulaanbaatar'],
  ['MX', 'America/Mexico_City'],
  ['MY', 'Asia/Kuala_Lumpur'],
  ['NZ', 'Pacific/Auckland'],
  ['PF', 'Pacific/Tahiti'],
  ['PG', 'Pacific/Port_Moresby'],
  ['PS', 'Asia/Hebron'],
  ['PT', 'Europe/Lisbon'],
  ['RU', 'Europe/Moscow'],
  ['UA', 'Europe/Kyiv'],
  ['UM', 'Pacific/Wake'],
  ['US', 'America/New_York'],
  ['UZ', 'Asia/Tashkent'],
]);

function byPhone(phone: string | undefined): ContactZone | undefined {
  const country = phone === undefined ? undefined : parsePhoneNumberFromString(phone)?.country;
  const zone = country === undefined ? undefined : zoneOfCountry(country);
  return zone === undefined ? undefined : { zone, source: 'phone' };
}

function byAddress(country: string | undefined): ContactZone | undefined {
  const zone = country === undefined ? undefined : zoneOfCountry(country);
  return zone === undefined ? undefined : { zone, source: 'address' };
}

function byTenant(zone: string): ContactZone {
  if (isZone(zone)) return { zone, source: 'tenant' };
  return {
    zone: 'UTC',
    source: 'tenant',
    warning: `The tenant's zone \`${zone}\` is not an IANA zone; \`UTC\` was used.`,
  };
}

function opensCalendar(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
