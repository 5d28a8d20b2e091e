/** Zones by contract: the contact's, else the phone's or address's country's, else the tenant's; nonsense is reported. */
import ct from 'countries-and-timezones';
import { describe, expect, it } from 'vitest';
import { isZone, zoneOf, zoneOfCountry } from '../../functions/domain/time/zone.ts';

describe('zoneOf', () => {
  it.each([
    [
      { zone: 'Asia/Tokyo', phone: '+4930901820' },
      { zone: 'Asia/Tokyo', source: 'contact' },
    ],
    [
      { phone: '+4930901820', address: { country: 'US' } },
      { zone: 'Europe/Berlin', source: 'phone' },
    ],
    [{ address: { country: 'ES' } }, { zone: 'Europe/Madrid', source: 'address' }],
    [
      { phone: '+000', address: { country: 'NZ' } },
      { zone: 'Pacific/Auckland', source: 'address' },
    ],
    [{}, { zone: 'America/Lima', source: 'tenant' }],
  ] as const)('%j', (card, expected) => {
    expect(zoneOf(card, 'America/Lima')).toEqual(expected);
  });

  it('reports a zone that is none, and goes on with the next', () => {
    const found = zoneOf({ zone: 'Berlin', address: { country: 'DE' } }, 'UTC');
    expect(found).toMatchObject({ zone: 'Europe/Berlin', source: 'address' });
    expect(found.warning).toContain('`Berlin`');
  });

  it('does not fail over a tenant without a zone', () => {
    expect(zoneOf({}, 'nowhere')).toMatchObject({
      zone: 'UTC',
      source: 'tenant',
      warning: expect.stringContaining('nowhere'),
    });
  });

  it('takes offsets and empty text for no zones', () => {
    expect(['+01:00', '', 'Etc/Unknown/Else', 'constructor'].map(isZone)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires'].map(isZone)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('knows a zone for every country that has one', () => {
    const without = Object.values(ct.getAllCountries()).filter(
      ({ id, timezones }) => timezones.length > 0 && !isZone(zoneOfCountry(id) ?? ''),
    );
    expect(without).toEqual([]);
  });
});
