/**
 * A backtest is worth what its playing is: what the product recorded, played through the version that made it, is what the
 * product did. Then a changed version differs where it was changed, and nowhere else.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportEvents } from '../../functions/domain/recording/export.ts';
import type { BacktestReport } from '../../functions/domain/simulation/backtest/report.ts';
import type { Deed } from '../../functions/domain/simulation/person.ts';
import { backtestCommand } from '../../infra/local/cli/backtest.ts';
import { DAY, HOUR, MINUTE, START, tenant } from '../stories/world.ts';
import { inRuntime, type Script, type Timed } from './both.ts';

const dir = mkdtempSync(join(tmpdir(), 'sojourn-backtest-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Opens, purchases, a list and a tag that the workflow changes itself, hours, an exit rule. */
const OLD = `
language: 1
name: offers
triggers: [{ on: list.joined, list: newsletter }]
sending: { from: { email: a@example.com }, hours: { from: "08:00", to: "20:00" } }
exit: [{ on: external.occurred, name: cancel }]
start: offer
steps:
  offer: { kind: send-email, subject: "Hello", text: "See https://example.com", next: answer }
  answer:
    kind: wait-for-event
    paths: [{ id: bought, event: { on: external.occurred, name: order }, next: thanks }]
    timeout: { after: 3 days, next: ask }
  ask:
    kind: branch
    paths: [{ id: opened, when: { kind: email-opened, message: offer }, next: remind }]
    otherwise: mark
  remind: { kind: send-email, subject: "Still there?", text: "See https://example.com", next: mark }
  thanks: { kind: send-sms, text: "Thank you", next: mark }
  mark: { kind: add-tag, tag: offered, next: aside }
  aside: { kind: add-to-list, list: seen, next: end }
`;

/** Another workflow, whose doing is a fact: it lets some in. */
const OTHER = `
language: 1
name: visits
triggers: [{ on: web.page-visited, url: "https://example.com/join" }]
start: join
steps:
  join: { kind: add-to-list, list: newsletter, next: end }
`;

const PUSHED = `
language: 1
name: pushed
triggers: [{ on: list.joined, list: newsletter }]
sending: { from: { email: a@example.com } }
start: remind
steps:
  remind: { kind: send-push, title: Hello, body: New shoes, link: "shop://shoes", next: answer }
  answer:
    kind: wait-for-event
    paths: [{ id: tapped, event: { on: push.clicked, message: remind }, next: thanks }]
    timeout: { after: 1 day, next: mail }
  thanks: { kind: send-push, title: Thank you, body: See you, next: end }
  mail: { kind: send-email, subject: Hello, text: New shoes, next: end }
`;
const TAP: Deed = { do: 'click', message: 'remind', link: 'shop://shoes' };

const change = (...changes: Extract<Deed, { do: 'change' }>['changes']): Deed => ({ do: 'change', changes });
const did = (name: string): Deed => ({
  do: 'event',
  type: 'external.occurred',
  properties: { name, properties: {} },
});

function someone(
  contact: string,
  at: number,
  ...deeds: readonly (readonly [number, Deed])[]
): readonly Timed[] {
  const born = change(
    { do: 'set', detail: 'email', value: `${contact}@example.com` },
    { do: 'set', detail: 'phone', value: '+4930901820' },
    { do: 'consent', channel: 'sms', state: 'in', source: 'form' },
  );
  return [{ at, contact, deed: born }, ...deeds.map(([after, deed]) => ({ at: at + after, contact, deed }))];
}

const joins: Deed = change({ do: 'join-list', list: 'newsletter' });

const SCRIPT: Script = {
  flows: [OLD, OTHER],
  deeds: [
    ...someone('ada', 0, [3 * HOUR, joins], [5 * HOUR, { do: 'open', message: 'offer' }]),
    ...someone('bob', 1000, [4 * HOUR, joins], [30 * HOUR, did('order')]),
    ...someone('cid', 2000, [14 * HOUR, joins], [40 * HOUR, { do: 'unsubscribe', message: 'offer' }]),
    ...someone('dan', 3000, [2 * DAY, joins], [3 * DAY + 7 * MINUTE, did('cancel')]),
    ...someone('eva', 4000, [
      9 * HOUR,
      { do: 'event', type: 'web.page-visited', properties: { url: 'https://example.com/join' } },
    ]),
    // Before the recording begins, and inside when it does.
    ...someone('fay', 5000, [30 * MINUTE, joins], [2 * DAY, joins]),
    ...someone('gus', 6000),
    ...someone(
      'hal',
      7000,
      [5 * HOUR, joins],
      [6 * HOUR, { do: 'open', message: 'offer' }],
      [7 * HOUR, { do: 'hear', message: 'offer', told: { what: 'complained' } }],
    ),
  ],
  end: 12 * DAY,
};

const FROM = START + 2 * HOUR;

function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

async function recorded(script = SCRIPT): Promise<string> {
  const iso = (at: number): string => new Date(at).toISOString();
  const period = { from: iso(FROM), to: iso(START + 12 * DAY), since: iso(START - DAY) };
  return inRuntime(script, async ({ store }) => {
    let text = '';
    for await (const piece of exportEvents(store, tenant, period)) text += piece;
    return text;
  });
}

async function run(...argv: readonly string[]) {
  const told = { stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      told[name] += text;
    },
  });
  const status = await backtestCommand(argv, { stdout: into('stdout'), stderr: into('stderr') });
  return { status, ...told };
}

async function report(old: string, next: string, events: string, ...more: string[]): Promise<BacktestReport> {
  const { status, stdout, stderr } = await run(
    old,
    next,
    '--events',
    events,
    '--workers',
    '0',
    '--json',
    ...more,
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

const old = file('old.yaml', OLD);
const events = recorded().then((text) => file('events.ndjson', text));

describe('sojourn backtest', () => {
  it('plays what was recorded as it was: the old version sends what was really sent', async () => {
    const same = await report(old, old, await events);
    expect(same.contacts).toEqual({
      differ: 0,
      same: 8,
      enteredOnlyInOld: 0,
      enteredOnlyInNew: 0,
      endedOtherwise: 0,
    });
    expect(same.old).toMatchObject({
      entered: 6,
      ended: { done: 5, left: 1 },
      sent: { offer: 6, remind: 1, thanks: 1 },
    });
    expect(same.recorded).toEqual({ contacts: 6, same: 6 });
    expect(same.notes).toEqual([]);
  });

  it('plays taps on push messages after the messages that they were about', async () => {
    const device = { do: 'add-device', platform: 'fcm', token: 'phone-of-ada' } as const;
    const recording = await recorded({
      flows: [PUSHED],
      deeds: [
        ...someone('ada', 0, [HOUR, change(device)], [3 * HOUR, joins], [5 * HOUR, TAP]),
        ...someone('bob', 1000, [4 * HOUR, joins]),
      ],
      end: 12 * DAY,
    });
    const pushed = file('pushed.yaml', PUSHED);
    const taps = file('taps.ndjson', recording);
    const same = await report(pushed, pushed, taps);
    expect(same.old).toMatchObject({ entered: 2, sent: { remind: 1, thanks: 1, mail: 1 } });
    expect(same.recorded).toEqual({ contacts: 2, same: 2 });
    const later = file('later.yaml', PUSHED.replace('after: 1 day', 'after: 2 days'));
    expect((await report(pushed, later, taps)).contacts).toMatchObject({ differ: 1, same: 1 });
  });

  it('tells who would get other messages, which, when and why', async () => {
    const changed = OLD.replace('after: 3 days', 'after: 4 days')
      .replace('offers\n', 'offers\nentry: { filter: { not: { kind: tag, tag: nobody } } }\n')
      .replace('name: order }', 'name: purchase }')
      .replace('subject: "Hello"', 'subject: "Hi"');
    const found = await report(old, file('new.yaml', changed), await events);
    expect(found.messages).toEqual({
      offer: { old: 6, new: 6, lost: 0, gained: 0, moved: 0, reworded: 6 },
      remind: { old: 1, new: 1, lost: 0, gained: 0, moved: 1, reworded: 0 },
      thanks: { old: 1, new: 0, lost: 1, gained: 0, moved: 0, reworded: 0 },
    });
    expect(found.differences).toEqual([
      {
        contact: 'ada',
        messages: [
          {
            step: 'remind',
            channel: 'email',
            change: 'moved',
            old: '2026-03-05T12:00:00.000Z',
            new: '2026-03-06T12:00:00.000Z',
          },
        ],
      },
      {
        contact: 'bob',
        messages: [
          {
            step: 'thanks',
            channel: 'sms',
            change: 'lost',
            old: '2026-03-03T15:00:01.000Z',
            why: 'took another way',
          },
        ],
      },
    ]);
    const { stdout } = await run(old, join(dir, 'new.yaml'), '--events', await events);
    expect(stdout).toContain('2 contacts would get other messages, 6 the same');
    expect(stdout).toContain('- thanks at 2026-03-03T15:00:01.000Z (took another way)');
    expect(stdout).toContain('sends what was really sent to 6 of 6 contacts');
  });

  it('gives the same bytes, whatever the number of threads', { timeout: 30_000 }, async () => {
    const lines = Array.from({ length: 450 }, (_, index) => {
      const contact = `c${index}`;
      const joined = {
        contact,
        at: '2026-03-02T10:00:00Z',
        type: 'list.joined',
        properties: { list: 'newsletter' },
      };
      return [{ contact, card: { email: `${contact}@example.com` } }, joined].map((one) =>
        JSON.stringify(one),
      );
    });
    const many = file('many.ndjson', lines.flat().join('\n'));
    const noon = file('noon.yaml', OLD.replace('08:00', '12:00'));
    const asked = [old, noon, '--events', many, '--to', '2026-04-01', '--list', '300', '--json'];
    const alone = await run(...asked, '--workers', '0');
    expect(alone.status).toBe(0);
    const told: BacktestReport = JSON.parse(alone.stdout);
    expect(told.contacts.differ).toBe(450);
    expect(told.differences.map(({ contact }) => contact)).toEqual(
      Array.from({ length: 300 }, (_, index) => `c${index}`),
    );
    expect(await run(...asked, '--workers', '2')).toEqual(alone);
  });

  it('takes cards of a file, and what is before the beginning for what conditions look back at', async () => {
    const looks = `
language: 1
name: regulars
triggers: [{ on: external.occurred, name: visit }]
sending: { from: { email: a@example.com } }
start: ask
steps:
  ask:
    kind: branch
    paths: [{ id: often, when: { kind: event-occurred, type: external.occurred, name: visit, times: 2 }, next: mail }]
    otherwise: end
  mail: { kind: send-email, subject: Welcome, text: again, next: end }
`;
    const visit = (contact: string, at: string) =>
      JSON.stringify({ contact, at, type: 'external.occurred', properties: { name: 'visit' } });
    const path = file(
      'visits.ndjson',
      [
        '{"export":"events","from":"2026-03-01T00:00:00Z","to":"2026-04-01T00:00:00Z"}',
        visit('ada', '2026-02-20T10:00:00Z'),
        visit('ada', '2026-03-02T10:00:00Z'),
        visit('bob', '2026-03-02T10:00:00Z'),
        visit('cid', '2026-02-20T10:00:00Z'),
        visit('cid', '2026-03-02T10:00:00Z'),
      ].join('\n'),
    );
    const cards = file(
      'cards.csv',
      'id,email\nada,ada@example.com\nbob,bob@example.com\nzoe,zoe@example.com\n',
    );
    const found = await report(file('looks.yaml', looks), join(dir, 'looks.yaml'), path, '--contacts', cards);
    expect(found.backtest).toMatchObject({ contacts: 4, events: 5, to: '2026-04-01T00:00:00.000Z' });
    // Cid has visited twice and has no address.
    expect(found.old).toMatchObject({ entered: 3, sent: { mail: 1 } });
  });

  it('says what a version looks at and the recording has none of', async () => {
    const { notes } = await report(
      old,
      file('tags.yaml', OLD.replace('exit:', 'exit: [{ on: contact.detail-modified, detail: plan }]\n#')),
      await events,
    );
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('The new version looks at `contact.detail-modified`');
  });

  const line = '{"contact":"ada","at":"2026-03-02T10:00:00Z","type":"list.joined","properties":{"list":"a"}}';
  it.each([
    ['no JSON', `${line}\nnonsense`, 'line 2: it is no JSON'],
    ['no time', line.replace('2026-03-02T10:00:00Z', 'soon'), 'line 1: `/at` must match'],
    ['a field too many', line.replace('"type"', '"kind":1,"type"'), 'line 1: the event has no field `kind`'],
    [
      'contacts in between',
      `${line}\n${line.replace('ada', 'bob')}\n${line}`,
      'line 3: `ada` stood above already',
    ],
    [
      'two cards',
      '{"contact":"a","card":{}}\n{"contact":"a","card":{}}',
      'line 2: there are two cards of `a`',
    ],
    ['nothing', '', 'no event in the file'],
    [
      'a head that is late',
      `${line}\n{"export":"events","from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z"}`,
      'line 2: a head',
    ],
  ])('refuses a recording with %s', async (name, text, words) => {
    const told = await run(old, old, '--events', file(`${name}.ndjson`, text), '--workers', '0');
    expect(told.stderr).toContain(words);
    expect(told.status).toBe(2);
  });

  it.each([
    [[old, old, '--events', join(dir, 'absent')], 'Cannot read'],
    [[old], 'Usage'],
    [[old, old, '--events', old, '--list=-1'], '--list is'],
    [[old, join(dir, 'absent.yaml'), '--events', old], 'Cannot read'],
  ])('refuses %j', async (argv, words) => {
    const told = await run(...argv);
    expect(told.status).toBe(2);
    expect(told.stderr).toContain(words);
  });
});
