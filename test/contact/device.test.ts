/** Devices on a contact's card: each token is one contact's at a time, whoever registers it and however many at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FROM_API } from '../../functions/domain/contact/cause.ts';
import { changeContact } from '../../functions/domain/contact/change-contact.ts';
import { eraseContact } from '../../functions/domain/contact/erase.ts';
import { readCard } from '../../functions/domain/contact/find.ts';
import { LIMITS } from '../../functions/domain/contact/limits.ts';
import { registerDevice } from '../../functions/domain/contact/register-device.ts';
import { upsertContact } from '../../functions/domain/contact/upsert.ts';
import { deviceKey } from '../../functions/domain/keys.ts';
import type { Platform } from '../../workflow-compiler/predicate/facts.ts';
import { contactId, openHome, type TestHome, tenantId } from './home.ts';

let home: TestHome;
beforeAll(() => {
  home = openHome();
});
afterAll(() => home.close());

const T = tenantId('t1');
const APPLE = 'AB'.repeat(32);

async function contact(id: string) {
  const named = contactId(id);
  await upsertContact(home, T, { id: named }, [{ do: 'set', detail: 'firstName', value: id }], FROM_API);
  return named;
}

const register = (id: string, token: string, platform: Platform = 'fcm') =>
  registerDevice(home, T, contactId(id), { platform, token }, FROM_API);
const tokens = async (id: string) =>
  (await readCard(home.store, T, contactId(id)))?.devices?.map(({ token }) => token) ?? [];
const ownerOf = async (token: string) => (await home.store.get(deviceKey(T, token)))?.body;

describe('registering a device', () => {
  it('writes it on the card; again on the same day it changes nothing, a day later only the date', async () => {
    await contact('ada');
    expect(await register('ada', 'token-of-ada')).toMatchObject({
      outcome: 'changed',
      card: { devices: [{ platform: 'fcm', token: 'token-of-ada', at: '2026-06-15T12:00:00.000Z' }] },
    });
    expect(await register('ada', 'token-of-ada')).toMatchObject({ outcome: 'unchanged' });
    home.clock.advanceTo(home.clock.now() + 86_400_000);
    expect(await register('ada', 'token-of-ada')).toMatchObject({
      outcome: 'changed',
      card: { devices: [{ token: 'token-of-ada', at: '2026-06-16T12:00:00.000Z' }] },
    });
    expect(await ownerOf('token-of-ada')).toEqual({ contact: 'ada' });
  });

  it('takes Apple’s tokens in either case as the same one', async () => {
    await contact('apple');
    await register('apple', APPLE, 'apns');
    expect(await register('apple', APPLE.toLowerCase(), 'apns')).toMatchObject({ outcome: 'unchanged' });
    expect(await tokens('apple')).toEqual([APPLE.toLowerCase()]);
    const gone = { do: 'remove-device', token: APPLE } as const;
    await changeContact(home, T, contactId('apple'), [gone], FROM_API);
    expect(await readCard(home.store, T, contactId('apple'))).not.toHaveProperty('devices');
    expect(await ownerOf(APPLE.toLowerCase())).toBeUndefined();
  });

  it('moves it from the contact who had it before', async () => {
    await contact('ben');
    await contact('cleo');
    await register('ben', 'shared-tablet');
    await register('ben', 'own-telephone');
    await register('cleo', 'shared-tablet');
    expect(await tokens('ben')).toEqual(['own-telephone']);
    expect(await tokens('cleo')).toEqual(['shared-tablet']);
    expect(await ownerOf('shared-tablet')).toEqual({ contact: 'cleo' });
  });

  it('leaves it with exactly one of many who register it at once', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `many${n}`);
    for (const name of names) await contact(name);
    await Promise.all(names.map((name) => register(name, 'hot-potato')));
    const having: string[] = [];
    for (const name of names) if ((await tokens(name)).includes('hot-potato')) having.push(name);
    expect(having).toHaveLength(1);
    expect(await ownerOf('hot-potato')).toEqual({ contact: having[0] });
  });

  it('beyond ten, lets the one go that was silent longest', async () => {
    await contact('dora');
    for (let n = 0; n <= LIMITS.devices; n += 1) {
      home.clock.advanceTo(home.clock.now() + 1000);
      await register('dora', `device-${n}`);
      if (n === 4) {
        home.clock.advanceTo(home.clock.now() + 86_400_000);
        await register('dora', 'device-0');
      }
    }
    const left = await tokens('dora');
    expect(left).toHaveLength(LIMITS.devices);
    expect(left).not.toContain('device-1');
    expect(left).toContain('device-0');
    expect(await ownerOf('device-1')).toBeUndefined();
  });

  it.each<[Platform, string]>([
    ['fcm', 'short'],
    ['fcm', 'with a space in it'],
    ['fcm', 'x'.repeat(1025)],
    ['apns', 'not-hexadecimal-digits-at-all-xxxxxxxxxx'],
  ])('%s: refuses %s', async (platform, token) => {
    await contact('eve');
    expect(await register('eve', token, platform)).toMatchObject({
      outcome: 'refused',
      problems: [{ code: 'value-invalid', field: 'token' }],
    });
  });

  it('knows no contact of that id', async () => {
    expect(await register('nobody', 'token-of-nobody')).toEqual({ outcome: 'absent' });
  });
});

it('an erased contact’s token is free again', async () => {
  await contact('finn');
  await register('finn', 'token-of-finn');
  await eraseContact(home, T, contactId('finn'));
  expect(await ownerOf('token-of-finn')).toBeUndefined();
  await contact('gita');
  expect(await register('gita', 'token-of-finn')).toMatchObject({ outcome: 'changed' });
});
