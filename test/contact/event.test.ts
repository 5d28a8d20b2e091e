/** Events: derived from changes of the card, always the same; recorded once; read by type and period. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyChanges } from '../../functions/domain/contact/apply.ts';
import { FROM_API } from '../../functions/domain/contact/cause.ts';
import { type ContactChange, newCard } from '../../functions/domain/contact/change.ts';
import { upsertContact } from '../../functions/domain/contact/upsert.ts';
import { activityFor, activitySince, eventOfRow } from '../../functions/domain/event/activity.ts';
import { isEventType, propertiesOf } from '../../functions/domain/event/catalogue.ts';
import { deriveEvents } from '../../functions/domain/event/derive.ts';
import { recordEvent } from '../../functions/domain/event/record.ts';
import { cardKey } from '../../functions/domain/keys.ts';
import type { Change } from '../../functions/ports/store.ts';
import { Events } from '../../workflow-compiler/language/event.ts';
import { EVENT_PROPERTIES } from '../../workflow-compiler/language/event-properties.ts';
import type { Card } from '../../workflow-compiler/predicate/facts.ts';
import { contactId, openHome, START, type TestHome, tenantId } from './home.ts';

const tenant = tenantId('t1');
const contact = contactId('c1');
const before = applyChanges(
  newCard('c1', '2026-01-01T00:00:00.000Z'),
  [
    { do: 'set', detail: 'plan', value: 'free' },
    { do: 'add-tag', tag: 'old' },
    { do: 'join-list', list: 'old' },
    { do: 'adjust-score', by: 95 },
    { do: 'adjust-score', by: 20, until: '2026-06-01T00:00:00.000Z' },
    { do: 'suppress', channel: 'sms', reason: 'unknown number' },
  ],
  Date.parse('2026-02-01T00:00:00.000Z'),
).card;

const change = (old: Card | undefined, now: Card | undefined, rev = 2): Change => ({
  seq: '1',
  key: cardKey(tenant, contact),
  rev,
  ...(old === undefined ? {} : { old: { card: old, cause: FROM_API } }),
  ...(now === undefined ? {} : { new: { card: now, cause: { source: 'run', run: 'r1', depth: 3 } } }),
});

const after = (changes: readonly ContactChange[], old = before) => applyChanges(old, changes, START).card;
const told = (changes: readonly ContactChange[]) =>
  deriveEvents(change(before, after(changes))).map(({ activity }) => [activity.type, activity.properties]);

describe('deriveEvents', () => {
  it.each<[ContactChange, unknown]>([
    [{ do: 'add-tag', tag: 'new', score: 5 }, [['contact.tagged', { tag: 'new', score: 5 }]]],
    [{ do: 'add-tag', tag: 'old', score: 5 }, []],
    [{ do: 'remove-tag', tag: 'old' }, [['contact.untagged', { tag: 'old' }]]],
    [{ do: 'join-list', list: 'new' }, [['list.joined', { list: 'new' }]]],
    [{ do: 'leave-list', list: 'old' }, [['list.left', { list: 'old' }]]],
    [
      { do: 'set', detail: 'plan', value: 'gold' },
      [['contact.detail-modified', { detail: 'plan', from: 'free', to: 'gold' }]],
    ],
    [{ do: 'clear', detail: 'plan' }, [['contact.detail-modified', { detail: 'plan', from: 'free' }]]],
    [
      { do: 'set', detail: 'address.city', value: 'Köln' },
      [
        ['contact.detail-added', { detail: 'address.city', to: 'Köln' }],
        ['contact.detail-modified', { detail: 'address.city', to: 'Köln' }],
      ],
    ],
    [{ do: 'adjust-score', by: 10 }, [['contact.score-reached', { from: 95, to: 105 }]]],
    [{ do: 'adjust-score', by: -10 }, []],
    [
      { do: 'consent', channel: 'email', state: 'out', source: 'link' },
      [['contact.opted-out', { channel: 'email', source: 'link' }]],
    ],
    [{ do: 'suppress', channel: 'email', reason: 'bounce' }, []],
    [{ do: 'unsuppress', channel: 'email' }, []],
    [
      { do: 'unsuppress', channel: 'sms' },
      [['contact.unsuppressed', { channel: 'sms', was: 'unknown number' }]],
    ],
  ])('%j', (one, expected) => {
    expect(told([one])).toEqual(expected);
  });

  it('tells of a new contact and of what it brings, without its details', () => {
    const now = applyChanges(
      newCard('c1', '2026-06-15T12:00:00.000Z'),
      [
        { do: 'set', detail: 'email', value: 'a@example.com' },
        { do: 'join-list', list: 'news' },
        { do: 'add-tag', tag: 'x' },
        { do: 'consent', channel: 'email', state: 'in', source: 'form' },
        { do: 'adjust-score', by: 3 },
      ],
      START,
    ).card;
    expect(deriveEvents(change(undefined, now, 1)).map(({ activity }) => activity.type)).toEqual([
      'contact.added',
      'contact.tagged',
      'list.joined',
      'contact.opted-in',
      'contact.score-reached',
    ]);
  });

  it('carries the cause and whose it is; an erased contact is told of once', () => {
    expect(deriveEvents(change(before, after([{ do: 'join-list', list: 'x' }])))).toMatchObject([
      {
        tenant: 't1',
        contact: 'c1',
        cause: { source: 'run', run: 'r1', depth: 3 },
        activity: { at: '2026-06-15T12:00:00.000Z' },
      },
    ]);
    expect(deriveEvents(change(before, undefined)).map(({ activity }) => activity.type)).toEqual([
      'contact.removed',
    ]);
  });

  it('is nothing for other items', () => {
    expect(
      deriveEvents({
        ...change(before, after([{ do: 'join-list', list: 'x' }])),
        key: { pk: 't1|contact|c1', sk: 'run#r1' },
      }),
    ).toEqual([]);
    expect(deriveEvents({ ...change(undefined, before), key: { pk: 't1|workflow|c1', sk: 'card' } })).toEqual(
      [],
    );
  });

  it('gives the same events and ids when told again, others at another revision, and no two alike', () => {
    const name = fc.constantFrom('old', 'new', 'plan', 'firstName', 'address.city');
    const changes = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant('add-tag' as const), tag: name }),
        fc.record({ do: fc.constant('remove-tag' as const), tag: name }),
        fc.record({ do: fc.constant('set' as const), detail: name, value: fc.string() }),
        fc.record({ do: fc.constant('join-list' as const), list: name }),
        fc.record({ do: fc.constant('adjust-score' as const), by: fc.integer() }),
      ),
    );
    fc.assert(
      fc.property(changes, (list) => {
        const one = change(before, after(list));
        const events = deriveEvents(one);
        expect(deriveEvents(structuredClone(one))).toEqual(events);
        const ids = [...events, ...deriveEvents({ ...one, rev: 3 })].map(({ activity }) => activity.id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { activity } of events) {
          if (!isEventType(activity.type)) throw new Error(activity.type);
          const { required } = propertiesOf(activity.type);
          expect(required.filter((property) => activity.properties[property] === undefined)).toEqual([]);
        }
      }),
    );
  });
});

describe('the catalogue', () => {
  it('has every event of the language', () => {
    expect(Object.keys(Events).filter((type) => !Object.hasOwn(EVENT_PROPERTIES, type))).toEqual([]);
  });
});

describe('recordEvent', () => {
  let home: TestHome;
  beforeAll(async () => {
    home = openHome();
    await upsertContact(home, tenant, { id: contact }, [], FROM_API);
  });
  afterAll(() => home.close());

  const record = (input: Parameters<typeof recordEvent>[3]) =>
    recordEvent(home, tenant, contact, input, FROM_API);

  it('writes one row for an id, whatever time its repetition comes', async () => {
    const visit = { type: 'web.page-visited', id: 'v1', properties: { url: '/a' } };
    const first = await record(visit);
    home.clock.advanceTo(START + 5000);
    expect(first.outcome).toBe('recorded');
    expect(await record(visit)).toEqual({ ...first, outcome: 'known' });
  });

  it('takes an exact repetition without an id for the same event', async () => {
    const purchase = {
      type: 'external.occurred',
      at: '2026-06-01T10:00:00+02:00',
      properties: { name: 'purchase' },
    };
    expect((await record(purchase)).outcome).toBe('recorded');
    expect((await record(purchase)).outcome).toBe('known');
    expect((await record({ ...purchase, properties: { name: 'return' } })).outcome).toBe('recorded');
  });

  it.each([
    [{ type: 'nonsense' }, 'type'],
    [{ type: 'external.occurred' }, 'properties'],
    [{ type: 'contact.added', at: 'yesterday' }, 'at'],
    [{ type: 'contact.added', at: '2026-06-15T14:00:00Z' }, 'at'],
    [{ type: 'contact.added', id: 'a#b' }, 'id'],
    [{ type: 'external.occurred', properties: { name: 'x', properties: 'x'.repeat(40_000) } }, 'properties'],
  ])('refuses %j', async (input, field) => {
    expect(await record(input)).toMatchObject({ outcome: 'refused', field });
  });

  it('knows no contact, writes no row', async () => {
    const nobody = await recordEvent(home, tenant, contactId('nobody'), { type: 'contact.added' }, FROM_API);
    expect(nobody).toEqual({ outcome: 'absent' });
  });

  it('reads by type and period, newest first, over pages', async () => {
    const who = contactId('reader');
    await upsertContact(home, tenant, { id: who }, [], FROM_API);
    for (let n = 0; n < 450; n += 1) {
      const at = new Date(START - n * 60_000).toISOString();
      const properties = { name: n % 2 === 0 ? 'even' : 'odd' };
      await recordEvent(
        home,
        tenant,
        who,
        n % 3 === 0
          ? { type: 'form.submitted', at, properties: { form: 'f' } }
          : { type: 'external.occurred', at, properties },
        FROM_API,
      );
    }
    const hour = await activityFor(
      home.store,
      tenant,
      who,
      { types: ['form.submitted'], withinMs: 3_600_000 },
      START,
    );
    expect(hour).toHaveLength(21);
    expect(hour[0]?.at).toBe('2026-06-15T12:00:00.000Z');
    expect(hour.at(-1)?.at).toBe('2026-06-15T11:00:00.000Z');
    expect(
      await activitySince(home.store, tenant, who, ['form.submitted', 'external.occurred'], undefined),
    ).toHaveLength(450);
    expect(await activityFor(home.store, tenant, who, { types: [] }, START)).toEqual([]);
  });

  it('is told by the feed as the event that it is, and the card is not', () => {
    const changes = home.store.feed.take(1000);
    const rows = changes.flatMap((one) => eventOfRow(one) ?? []);
    expect(rows[0]).toMatchObject({
      tenant: 't1',
      contact: 'c1',
      cause: FROM_API,
      activity: { id: 'v1', type: 'web.page-visited' },
    });
    expect(changes.filter(({ key }) => key.sk === 'card').map(eventOfRow)).toEqual([undefined, undefined]);
  });
});
