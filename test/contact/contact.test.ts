/** Contacts in the store: created once whoever comes first, changed without loss, found, listed, erased whole. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FROM_API } from '../../functions/domain/contact/cause.ts';
import { changeContact } from '../../functions/domain/contact/change-contact.ts';
import { eraseContact, finishErasures } from '../../functions/domain/contact/erase.ts';
import {
  everyCard,
  findByEmail,
  findByPhone,
  listCards,
  readCard,
} from '../../functions/domain/contact/find.ts';
import { upsertContact } from '../../functions/domain/contact/upsert.ts';
import { listActivity } from '../../functions/domain/event/activity.ts';
import { recordEvent } from '../../functions/domain/event/record.ts';
import { contactPk } from '../../functions/domain/keys.ts';
import { crashAt } from '../../infra/local/faults.ts';
import { contactId, newFolder, openHome, START, type TestHome, tenantId } from './home.ts';

let home: TestHome;
beforeAll(() => {
  home = openHome();
});
afterAll(() => home.close());

const add = (
  tenant: string,
  identity: Parameters<typeof upsertContact>[2],
  changes: Parameters<typeof upsertContact>[3] = [],
) => upsertContact(home, tenantId(tenant), identity, changes, FROM_API);

describe('upsert', () => {
  it('creates once, then changes the same contact whatever the case of the address', async () => {
    const first = await add('t1', { email: 'Ada@Example.com' }, [
      { do: 'set', detail: 'firstName', value: 'Ada' },
    ]);
    const again = await add('t1', { email: 'ada@example.COM' }, [{ do: 'join-list', list: 'news' }]);
    expect([first.outcome, again.outcome]).toEqual(['created', 'changed']);
    expect(again).toMatchObject({
      contact: 'contact' in first ? first.contact : '',
      card: { firstName: 'Ada', lists: { news: {} } },
    });
  });

  it('a hundred at once make one contact, and no change is lost', async () => {
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        add('t2', { email: 'one@example.com' }, [{ do: 'add-tag', tag: `t${n % 40}` }]),
      ),
    );
    expect(all.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    const { cards } = await listCards(home.store, tenantId('t2'), { limit: 10 });
    expect(cards).toHaveLength(1);
    expect(Object.keys(cards[0]?.tags ?? {})).toHaveLength(40);
  });

  it('tenants do not see each other', async () => {
    await add('t3', { email: 'ada@example.com' });
    const mine = await findByEmail(home.store, tenantId('t3'), 'ada@example.com');
    const other = await findByEmail(home.store, tenantId('t1'), 'ada@example.com');
    expect(mine).not.toBe(other);
    expect(await findByEmail(home.store, tenantId('t4'), 'ada@example.com')).toBeUndefined();
  });

  it('an address that moved on is free, and its new owner is another contact', async () => {
    const old = await add('t5', { email: 'info@example.com' });
    const id = 'contact' in old ? old.contact : contactId('none');
    await changeContact(
      home,
      tenantId('t5'),
      id,
      [{ do: 'set', detail: 'email', value: 'boss@example.com' }],
      FROM_API,
    );
    const fresh = await add('t5', { email: 'info@example.com' });
    expect(fresh.outcome).toBe('created');
    expect(await findByEmail(home.store, tenantId('t5'), 'boss@example.com')).toBe(id);
    expect(await findByEmail(home.store, tenantId('t5'), 'info@example.com')).not.toBe(id);
  });

  it('refuses an address that is another contact’s', async () => {
    await add('t6', { id: contactId('crm-1'), email: 'a@example.com' });
    const taken = await add('t6', { id: contactId('crm-2'), email: 'A@example.com' });
    expect(taken).toMatchObject({ outcome: 'refused', problems: [{ code: 'taken', field: 'email' }] });
    expect(await readCard(home.store, tenantId('t6'), contactId('crm-2'))).toBeUndefined();
    await add('t6', { id: contactId('crm-2'), email: 'b@example.com' });
    const change = [{ do: 'set', detail: 'email', value: 'a@example.com' }] as const;
    expect(await changeContact(home, tenantId('t6'), contactId('crm-2'), change, FROM_API)).toMatchObject({
      outcome: 'refused',
    });
  });

  it('knows a contact by phone, and lets a family share one', async () => {
    const lone = await add('t7', { phone: '030 901820', country: 'DE' });
    const again = await add('t7', { phone: '+49 30 901820' });
    expect([lone.outcome, again.outcome]).toEqual(['created', 'unchanged']);
    await add('t7', { email: 'x@example.com', phone: '+4930901820' });
    expect(await findByPhone(home.store, tenantId('t7'), '+4930901820')).toHaveLength(2);
  });

  it.each([
    [{}, 'id'],
    [{ email: 'nonsense' }, 'email'],
    [{ phone: '12' }, 'phone'],
  ])('refuses %j', async (identity, field) => {
    expect(await add('t8', identity)).toMatchObject({ outcome: 'refused', problems: [{ field }] });
  });
});

describe('change', () => {
  it('makes all changes or none', async () => {
    const tenant = tenantId('t9');
    await add('t9', { id: contactId('c1'), email: 'c1@example.com' });
    const mixed = [
      { do: 'add-tag', tag: 'a' },
      { do: 'set', detail: 'zone', value: 'Mars' },
    ] as const;
    expect(await changeContact(home, tenant, contactId('c1'), mixed, FROM_API)).toMatchObject({
      outcome: 'refused',
      problems: [{ index: 1 }],
    });
    expect((await readCard(home.store, tenant, contactId('c1')))?.tags).toEqual({});
    expect(await changeContact(home, tenant, contactId('c2'), mixed, FROM_API)).toEqual({
      outcome: 'absent',
    });
    expect(
      await changeContact(home, tenant, contactId('c1'), [{ do: 'leave-list', list: 'x' }], FROM_API),
    ).toMatchObject({ outcome: 'unchanged' });
  });

  it('loses no points when many add at once', async () => {
    await add('t9', { id: contactId('c3'), email: 'c3@example.com' });
    await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        changeContact(
          home,
          tenantId('t9'),
          contactId('c3'),
          [{ do: 'adjust-score', by: 1, id: `p${n}` }],
          FROM_API,
        ),
      ),
    );
    expect((await readCard(home.store, tenantId('t9'), contactId('c3')))?.score.parts).toHaveLength(30);
  });
});

describe('list', () => {
  it('pages newest first, every contact once', async () => {
    const tenant = tenantId('t10');
    for (let n = 0; n < 45; n += 1) {
      home.clock.advanceTo(START + n * 1000);
      await add('t10', { id: contactId(`c${n}`) });
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listCards(home.store, tenant, {
        limit: 7,
        ...(after === undefined ? {} : { after }),
      });
      seen.push(...page.cards.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(Array.from({ length: 45 }, (_, n) => `c${44 - n}`));
    const all: string[] = [];
    for await (const { id } of everyCard(home.store, tenant)) all.push(id);
    expect(all).toEqual(seen.reverse());
  });
});

describe('erase', () => {
  it('leaves nothing in the partition, no alias, no index, and finishes what was interrupted', async () => {
    const tenant = tenantId('t11');
    const id = contactId('gone');
    await add('t11', { id, email: 'gone@example.com', phone: '+4930901820' });
    for (let n = 0; n < 250; n += 1) {
      await recordEvent(
        home,
        tenant,
        id,
        { type: 'web.page-visited', id: `v${n}`, properties: { url: `/p${n}` } },
        FROM_API,
      );
    }
    expect((await listActivity(home.store, tenant, id, { limit: 300 })).activity).toHaveLength(250);
    expect(await eraseContact(home, tenant, id)).toBe(true);
    expect((await home.store.query(contactPk(tenant, id), { limit: 10 })).items).toEqual([]);
    expect(await findByEmail(home.store, tenant, 'gone@example.com')).toBeUndefined();
    expect(await findByPhone(home.store, tenant, '+4930901820')).toEqual([]);
    expect((await listCards(home.store, tenant, { limit: 10 })).cards).toEqual([]);
    expect(await finishErasures(home.store)).toBe(0);
    expect(await eraseContact(home, tenant, id)).toBe(false);
  });

  it('is finished after a kill at any commit, with what it was told to erase', async () => {
    const tenant = tenantId('t12');
    const id = contactId('gone');
    const pk = contactPk(tenant, id);
    for (let commit = 1; ; commit += 1) {
      const folder = newFolder();
      const faults = crashAt('after', commit);
      const dying = openHome(folder, faults);
      const life = async (): Promise<'lived'> => {
        await upsertContact(dying, tenant, { id, email: 'gone@example.com' }, [], FROM_API);
        await recordEvent(dying, tenant, id, { type: 'contact.added', id: 'e1' }, FROM_API);
        await dying.store.write([{ do: 'put', key: { pk, sk: 'run#1' }, body: {} }]);
        await eraseContact(dying, tenant, id, ['run#']);
        return 'lived';
      };
      const outcome = await Promise.race([life(), faults.crashed.then(() => 'crashed' as const)]);
      if (outcome === 'lived') {
        await dying.close();
        expect(commit).toBeGreaterThan(6);
        return;
      }
      const next = openHome(folder);
      const begun = (await readCard(next.store, tenant, id)) === undefined;
      await finishErasures(next.store);
      expect((await next.store.query(pk, { limit: 10 })).items.length === 0).toBe(begun);
      expect((await findByEmail(next.store, tenant, 'gone@example.com')) === undefined).toBe(begun);
      await next.close();
    }
  });
});
