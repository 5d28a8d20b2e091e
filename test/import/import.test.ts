/** Imports: the exports of three senders whole, every row accounted for, and the same end whatever commit the process dies at. */
import { createReadStream } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FROM_API } from '../../functions/domain/contact/cause.ts';
import { changeContact } from '../../functions/domain/contact/change-contact.ts';
import { everyCard, findByEmail, readCard } from '../../functions/domain/contact/find.ts';
import { upsertContact } from '../../functions/domain/contact/upsert.ts';
import { exportCsv, exportNdjson } from '../../functions/domain/import/export-csv.ts';
import { type ImportOptions, importRows } from '../../functions/domain/import/import-rows.ts';
import { everyRefused, refusedCsv, storeSink } from '../../functions/domain/import/refused.ts';
import { crashAt } from '../../infra/local/faults.ts';
import type { Card } from '../../workflow-compiler/predicate/facts.ts';
import { contactId, newFolder, openHome, START, type TestHome, tenantId } from '../contact/home.ts';

const tenant = tenantId('t1');
const run = (home: TestHome, source: AsyncIterable<Buffer | string>, options: Partial<ImportOptions> = {}) =>
  importRows(
    source,
    { tenant, id: 'i1', format: 'csv', ...options },
    { ...home, refused: storeSink(home.store, tenant, options.id ?? 'i1') },
  );

async function withHome<T>(use: (home: TestHome) => Promise<T>): Promise<T> {
  const home = openHome();
  try {
    return await use(home);
  } finally {
    await home.close();
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function* text(...parts: string[]): AsyncGenerator<string> {
  yield* parts;
}

const byEmail = async (home: TestHome, email: string): Promise<Card | undefined> => {
  const id = await findByEmail(home.store, tenant, email);
  return id === undefined ? undefined : readCard(home.store, tenant, id);
};

const example = (name: string) =>
  createReadStream(new URL(`../../examples/contacts/${name}.csv`, import.meta.url));
const options = {
  list: 'newsletter',
  tag: 'imported',
  consent: { email: 'in' },
  consentSource: 'signup form',
} as const;

describe('the exports that people bring', () => {
  it('Mailchimp', () =>
    withHome(async (home) => {
      const progress = await run(home, example('mailchimp'), options);
      expect(progress).toMatchObject({
        state: 'done',
        rows: 25,
        created: 22,
        updated: 1,
        refused: 2,
        warnings: 2,
      });
      const refused = await all(everyRefused(home.store, tenant, 'i1'));
      expect(refused.map(({ row, kind }) => [row, kind])).toEqual([
        [6, 'value'],
        [9, 'row'],
        [13, 'value'],
        [26, 'row'],
      ]);
      expect(await byEmail(home, 'KIM.LEE@example.com')).toMatchObject({
        phone: '+12175550143',
        zone: 'America/Chicago',
        address: {
          street: '1 Main St',
          city: 'Springfield',
          region: 'IL',
          postalCode: '62704',
          country: 'US',
        },
        tags: { 'Newsletter 2025': {}, 'Trade show, Chicago': {}, imported: {} },
        lists: { newsletter: {} },
        consents: { email: { state: 'in', at: '2024-03-11T15:31:07.000Z', source: 'signup form' } },
        details: { MEMBER_RATING: '4' },
      });
      expect(await byEmail(home, 'amelie.dubois@example.com')).toMatchObject({
        email: 'Amelie.Dubois@Example.com',
        lastName: 'Dubois-Martin',
      });
      expect((await byEmail(home, 'maria.garcia@example.com'))?.details.NOTES).toBe(
        'Met at the fair.\nWants a call on Monday; says "not before ten".',
      );
    }));

  it('HubSpot', () =>
    withHome(async (home) => {
      const progress = await run(home, example('hubspot'), options);
      expect(progress).toMatchObject({
        state: 'done',
        rows: 25,
        created: 24,
        updated: 0,
        refused: 1,
        warnings: 2,
      });
      expect(await byEmail(home, 'ethan.clark@example.net')).toMatchObject({
        phone: '+14155550199',
        company: 'Acme "Best" Inc.',
        address: { country: 'US', city: 'San Francisco' },
        details: { 'Lifecycle Stage': 'opportunity', 'Record ID': '5105' },
      });
      expect((await byEmail(home, 'sofia.fernandez@example.net'))?.consents.email?.state).toBe('out');
      expect((await byEmail(home, 'jan.devries@example.net'))?.consents.email?.state).toBe('in');
    }));

  it('Brevo, in Windows-1252', () =>
    withHome(async (home) => {
      const progress = await run(home, example('brevo'), options);
      expect(progress).toMatchObject({
        state: 'done',
        rows: 25,
        created: 21,
        updated: 0,
        refused: 4,
        warnings: 1,
      });
      expect(
        (await all(everyRefused(home.store, tenant, 'i1'))).map(({ row, reason }) => [row, reason]),
      ).toEqual([
        [8, 'no e-mail address, phone number or id'],
        [12, 'a quoted field is never closed'],
        [14, 'birthday: `30.02.1980` is not a day of the calendar'],
        [19, 'email: `not-an-address` is not an e-mail address'],
        [23, 'the row has 14 cells, the heading 12'],
      ]);
      expect(await byEmail(home, 'heike.schroeder@example.org')).toMatchObject({
        lastName: 'Schröder',
        phone: '+491701234567',
        birthday: '1975-12-31',
        address: { country: 'DE' },
      });
      expect((await byEmail(home, 'ines.roche@example.org'))?.consents.email?.state).toBe('out');
    }));
});

describe('rules', () => {
  it('a refusal on the card is stronger than what an import brings', () =>
    withHome(async (home) => {
      const id = contactId('c1');
      await upsertContact(
        home,
        tenant,
        { id, email: 'a@example.com' },
        [{ do: 'consent', channel: 'email', state: 'out', source: 'link' }],
        FROM_API,
      );
      await run(home, text('email\na@example.com\n'), options);
      expect((await readCard(home.store, tenant, id))?.consents.email).toMatchObject({
        state: 'out',
        source: 'link',
      });
    }));

  it('a mapping says what a column means', () =>
    withHome(async (home) => {
      await run(home, text('Kontakt,Kürzel,Stufe,Rest\na@example.com,x,gold,y\n'), {
        mapping: { Kontakt: 'email', Kürzel: 'skip', Stufe: 'plan' },
      });
      expect((await byEmail(home, 'a@example.com'))?.details).toEqual({ plan: 'gold', Rest: 'y' });
    }));

  it.each([
    ['', 'The file is empty'],
    ['name,city\nAda,London\n', 'No column names the contacts'],
    ['"email', 'The heading cannot be read'],
  ])('a file such as %j fails with its reason', (file, reason) =>
    withHome(async (home) => {
      const progress = await run(home, text(file));
      expect(progress).toMatchObject({ state: 'failed', rows: 0, reason: expect.stringContaining(reason) });
      expect(await run(home, text('email\na@example.com'))).toEqual(progress);
    }),
  );

  it('reads NDJSON, with objects and lists', () =>
    withHome(async (home) => {
      const lines = [
        {
          email: 'a@example.com',
          address: { city: 'Bonn', country: 'DE' },
          phone: '0228 123456',
          tags: ['x, y', 'z'],
          details: { seats: 12, vip: true },
        },
        { email: 'nobody' },
        [1],
      ].map((line) => JSON.stringify(line));
      const progress = await run(home, text(`${lines.join('\n')}\n{broken\n\n`), { format: 'ndjson' });
      expect(progress).toMatchObject({ state: 'done', rows: 4, created: 1, refused: 3 });
      expect(await byEmail(home, 'a@example.com')).toMatchObject({
        phone: '+49228123456',
        address: { city: 'Bonn', country: 'DE' },
        tags: { 'x, y': {}, z: {} },
        details: { seats: 12, vip: true },
      });
    }));

  it('refused rows come back as CSV that runs no formula', () =>
    withHome(async (home) => {
      await run(home, text('email,x\n=cmd|nothing,1\n'));
      expect(await all(refusedCsv(home.store, tenant, 'i1'))).toEqual([
        '\uFEFFrow,kind,reason,raw\r\n',
        '2,row,email: `=cmd|nothing` is not an e-mail address,"\'=cmd|nothing,1"\r\n',
      ]);
    }));
});

describe('export', () => {
  const strip = ({ createdAt: _c, updatedAt: _u, ...card }: Card) => card;

  it.each(['csv', 'ndjson'] as const)('%s comes back through the import as it was', (format) =>
    withHome(async (home) => {
      for (const name of ['mailchimp', 'hubspot', 'brevo'])
        await run(home, example(name), { ...options, id: name });
      const id = await findByEmail(home.store, tenant, 'kim.lee@example.com');
      if (id === undefined) throw new Error('the import did not bring her');
      const odd = [
        { do: 'set', detail: 'Email', value: 'a detail, no address' },
        { do: 'set', detail: 'formula', value: "'=1+1" },
        { do: 'set', detail: 'lines', value: 'a\nb, "c"' },
        { do: 'add-tag', tag: 'a "b", c' },
        { do: 'set-score', to: -3 },
      ] as const;
      expect(await changeContact(home, tenant, id, odd, FROM_API)).toMatchObject({ outcome: 'changed' });
      const before = (await all(everyCard(home.store, tenant))).map(strip);
      const file = await all(
        format === 'csv' ? exportCsv(home.store, tenant, START) : exportNdjson(home.store, tenant),
      );
      await withHome(async (other) => {
        const progress = await run(other, text(...file), { format });
        expect(progress).toMatchObject({ refused: 0, warnings: 0, created: before.length });
        const after = new Map(
          (await all(everyCard(other.store, tenant))).map((card) => [card.id, strip(card)]),
        );
        for (const card of before) {
          const found = after.get(card.id);
          expect({
            ...found,
            consents: states(found),
            tags: names(found?.tags),
            lists: names(found?.lists),
            score: found?.score.base,
          }).toEqual({
            ...card,
            consents: states(card),
            tags: names(card.tags),
            lists: names(card.lists),
            score: card.score.base,
          });
        }
      });
    }),
  );

  const names = (record: object = {}) => Object.keys(record).sort();
  const states = (card: Pick<Card, 'consents'> | undefined) =>
    Object.entries(card?.consents ?? {}).map(([channel, said]) => [channel, said?.state]);
});

describe('a killed import', () => {
  const rows = 100;
  const chunk = 40;
  const file = () =>
    text(
      'email,first name,TAGS\n',
      ...Array.from({ length: rows }, (_, n) =>
        n % 25 === 7 ? `broken${n},x,\n` : `p${n % 20 === 3 ? n - 1 : n}@example.com,P${n},"a${n % 5}"\n`,
      ),
    );
  const summary = async (home: TestHome) => ({
    cards: (await all(everyCard(home.store, tenant)))
      .map(({ email, firstName, tags }) => ({ email, firstName, tags: Object.keys(tags) }))
      .sort((a, b) => String(a.email).localeCompare(String(b.email))),
    refused: await all(everyRefused(home.store, tenant, 'i1')),
  });

  it('ends as one that was not, whichever commit it dies at, and counts every row once', async () => {
    const [expected, end] = await withHome(
      async (home) => [await run(home, file(), { chunk }), await summary(home)] as const,
    );
    expect(expected).toMatchObject({ state: 'done', rows: 100, created: 92, updated: 4, refused: 4 });
    let crashes = 0;
    for (let commit = 1; ; commit += 1) {
      for (const moment of ['before', 'after'] as const) {
        const folder = newFolder();
        const faults = crashAt(moment, commit);
        const dying = openHome(folder, faults);
        const outcome = await Promise.race([
          run(dying, file(), { chunk }),
          faults.crashed.then(() => 'crashed' as const),
        ]);
        if (outcome !== 'crashed') {
          await dying.close();
          expect(crashes).toBeGreaterThan(10);
          return;
        }
        crashes += 1;
        const home = openHome(folder);
        try {
          expect(await run(home, file(), { chunk })).toEqual(expected);
          expect(await summary(home)).toEqual(end);
        } finally {
          await home.close();
        }
      }
    }
  });
});
