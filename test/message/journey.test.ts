/**
 * Messages on the whole runtime: over a real SMTP server and back by their own links, through a provider that fails in every
 * way, and killed at every commit. The engine, the store and the clockwork are the real ones; only time is moved by hand.
 */

import { once } from 'node:events';
import { cpSync } from 'node:fs';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { readCard } from '../../functions/domain/contact/find.ts';
import { activitySince } from '../../functions/domain/event/activity.ts';
import { readHtml } from '../../functions/domain/message/html.ts';
import { listMessages } from '../../functions/domain/message/list.ts';
import { readReport } from '../../functions/domain/report/counts.ts';
import { listRuns, readRun } from '../../functions/domain/run/read.ts';
import type { ChannelPort, Delivery, Message } from '../../functions/ports/channel.ts';
import type { Outbound, OutboundAnswer } from '../../functions/ports/outbound.ts';
import { openSmtp } from '../../infra/local/channels/smtp.ts';
import { crashAt } from '../../infra/local/faults.ts';
import {
  begin,
  contact,
  contactId,
  DAY,
  type Deed,
  HOUR,
  idle,
  join_,
  MINUTE,
  openWorld,
  START,
  stop,
  tenant,
  time,
  type World,
  withFolder,
  workflow,
} from '../stories/world.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const MAIL_AND_REPLY = `
language: 1
name: welcome
triggers: [{ on: list.joined, list: news }]
sending: { from: { name: Acme, email: hello@acme.example } }
start: thanks
steps:
  thanks:
    kind: send-email
    subject: 'Hello {{ contact.firstName | default: "you" }}'
    mjml: |
      <mjml><mj-body><mj-section><mj-column>
      <mj-text>Welcome, {{ contact.firstName }}</mj-text>
      <mj-button href="https://acme.example/shop">Shop</mj-button>
      </mj-column></mj-section></mj-body></mjml>
    next: reply
  reply:
    kind: wait-for-event
    paths: [{ id: clicked, event: { on: email.clicked, message: thanks }, next: more }]
    timeout: { after: 2 days, next: end }
  more: { kind: send-email, subject: More, text: "Here is more.", next: end }
`;

const ONE_MAIL = `
language: 1
name: welcome
triggers: [{ on: list.joined, list: news }]
start: thanks
steps:
  thanks: { kind: send-email, subject: Hello, text: Hello, next: mark, onRejected: sorry }
  mark: { kind: add-tag, tag: thanked, next: end }
  sorry: { kind: add-tag, tag: unreachable, next: end }
`;

const ada: Deed = contact('ada', join_('news'), { do: 'set', detail: 'firstName', value: 'Ada' });

async function within(
  options: NonNullable<Parameters<typeof openWorld>[2]>,
  tell: (world: World) => Promise<void>,
): Promise<void> {
  await withFolder(async (dir) => {
    const world = await openWorld(dir, START, options);
    await tell(world);
    await world.runtime.close();
  });
}

async function play(world: World, ...deeds: readonly Deed[]): Promise<void> {
  for (const deed of deeds) await deed(world);
}

async function runOf({ runtime: { store } }: World) {
  const { runs } = await listRuns(store, tenant, { workflow: 'welcome', limit: 10 });
  const [first, ...others] = runs;
  expect(others).toEqual([]);
  const run = first === undefined ? undefined : await readRun(store, tenant, first.run);
  if (run === undefined) throw new Error('no run');
  return { ...run, did: run.history.map(({ step, did }) => `${step} ${did}`) };
}

const statesOf = async ({ runtime: { store } }: World) =>
  (await listMessages(store, tenant, { workflow: 'welcome', limit: 10 })).messages
    .map(({ step, state }) => `${step} ${state}`)
    .toSorted();

/** A provider that answers in turn, and `sent` when nothing is left; remembers what it was given. */
function provider(
  ...answers: readonly (Delivery['outcome'] | Delivery)[]
): ChannelPort & { readonly given: Message[] } {
  const given: Message[] = [];
  return {
    given,
    commitsWithClaim: false,
    async deliver(_key, message) {
      given.push(message);
      const outcome = answers[given.length - 1] ?? 'sent';
      if (typeof outcome === 'object') return outcome;
      return outcome === 'sent'
        ? { outcome, providerId: `p${given.length}` }
        : { outcome, reason: `it was ${outcome}` };
    },
  };
}

const bouncesOf = ({ runtime: { store } }: World) =>
  activitySince(store, tenant, contactId('ada'), ['email.bounced'], undefined);

/** `refusal`: what it answers to every recipient. */
async function mailServer(
  refusal?: string,
): Promise<{ readonly port: ChannelPort; readonly mails: Buffer[] }> {
  const mails: Buffer[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo(_address, _session, done) {
      if (refusal === undefined) return done();
      const [code = '', ...text] = refusal.split(' ');
      done(Object.assign(new Error(text.join(' ')), { responseCode: Number(code) }));
    },
    async onData(stream, _session, done) {
      const parts: Buffer[] = [];
      for await (const part of stream) parts.push(part);
      mails.push(Buffer.concat(parts));
      done();
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  const smtp = openSmtp(`smtp://127.0.0.1:${address.port}`);
  closing.push(smtp.close, () => server.close());
  return { port: smtp.port, mails };
}

it('a mail goes out over SMTP, comes back by its own links, and its run goes on', async () => {
  const { port, mails } = await mailServer();
  await within({ email: port, settings: { baseUrl: 'https://mail.acme.example' } }, async (world) => {
    const { track } = world.runtime.functions.http;
    await play(world, begin, workflow(MAIL_AND_REPLY), ada, idle);
    expect(mails).toHaveLength(1);
    const mail = await PostalMime.parse(mails[0] ?? '');
    expect(mail).toMatchObject({
      subject: 'Hello Ada',
      from: { name: 'Acme', address: 'hello@acme.example' },
      to: [{ name: 'Ada', address: 'ada@example.com' }],
    });
    expect(mail.text).toContain('Welcome, Ada');
    const { links } = readHtml(mail.html ?? '');
    const shop = links.find(({ href }) => href.startsWith('https://mail.acme.example/t/c/'));
    const clicked = await track(new Request(shop?.href ?? ''));
    expect(clicked.headers.get('location')).toBe('https://acme.example/shop');
    await play(world, idle);
    expect(mails).toHaveLength(2);
    const more = await PostalMime.parse(mails[1] ?? '');
    const leave =
      more.headers.find(({ key }) => key === 'list-unsubscribe')?.value.replace(/[<>\s]/g, '') ?? '';
    const left = await track(new Request(leave, { method: 'POST', body: 'List-Unsubscribe=One-Click' }));
    expect(left.status).toBe(200);
    expect(await runOf(world)).toMatchObject({
      state: 'done',
      did: ['thanks entered', 'thanks sent', 'reply parked', 'reply woke', 'more sent', 'more ended'],
    });
    expect(await readReport(world.runtime.store, tenant, 'welcome')).toMatchObject({
      entered: 1,
      left: 1,
      sent: 2,
      opened: 1,
      clicked: 1,
      unsubscribed: 1,
    });
    await play(world, contact('ada', { do: 'leave-list', list: 'news' }), idle);
  });
});

const BOTH = MAIL_AND_REPLY.replace(
  'paths: [',
  'paths: [{ id: opened, event: { on: email.opened, message: thanks }, next: end }, ',
);

it.each([1, 2, 3, 4, 5, 6])(
  'a click takes the path of the click, though it implies an open and the two come in any order (%i)',
  async (seed) => {
    const { port, mails } = await mailServer();
    const disorder = { duplicate: true, delayMs: 3000, reorder: true, seed };
    await within(
      { email: port, disorder, settings: { baseUrl: 'https://mail.acme.example' } },
      async (world) => {
        await play(world, begin, workflow(BOTH), ada, time(MINUTE));
        const mail = await PostalMime.parse(mails[0] ?? '');
        const shop = readHtml(mail.html ?? '').links.find(({ href }) => href.includes('/t/c/'));
        await world.runtime.functions.http.track(new Request(shop?.href ?? ''));
        await play(world, time(2 * MINUTE));
        expect((await runOf(world)).history.find(({ did }) => did === 'woke')).toMatchObject({
          path: 'clicked',
        });
      },
    );
  },
);

describe('a provider that', () => {
  it.each<[string, readonly Delivery['outcome'][], number, readonly string[], number]>([
    ['takes it', [], 0, ['thanks sent'], 1],
    ['refuses it for good', ['rejected'], 0, ['thanks rejected'], 1],
    ['throttles three times', ['throttled', 'throttled', 'throttled'], HOUR, ['thanks sent'], 4],
    ['leaves it open what became of it', ['ambiguous'], HOUR, ['thanks held'], 1],
  ])('%s', async (_name, answers, later, states, calls) => {
    const email = provider(...answers);
    await within({ email }, async (world) => {
      await play(world, begin, workflow(ONE_MAIL), ada, time(later));
      const rejected = states.includes('thanks rejected');
      expect(await statesOf(world)).toEqual(states);
      expect(email.given).toHaveLength(calls);
      const run = await runOf(world);
      expect(run.state).toBe('done');
      expect(run.did.at(-1)).toMatch(rejected ? /^sorry/ : /^mark/);
    });
  });

  it.each(['standard', 'express'] as const)(
    'asks to slow down is tried again later, and the run says what it said (%s)',
    async (placement) => {
      await within({ email: provider('throttled'), shape: { placement } }, async (world) => {
        await play(world, begin, workflow(ONE_MAIL), ada, idle);
        const { next, did } = await runOf(world);
        expect(next.what).toBe('Tries `thanks` again: it was throttled.');
        expect(did).toEqual(['thanks entered']);
        await play(world, time(HOUR));
        const { state, slowed, wait } = await runOf(world);
        expect([state, slowed, wait]).toEqual(['done', undefined, undefined]);
      });
    },
  );

  it.each(['standard', 'express'] as const)(
    'takes nothing for hours lets the run fail, and the counts tell of it (%s)',
    async (placement) => {
      const email = provider(...Array<Delivery['outcome']>(100).fill('throttled'));
      await within({ email, shape: { placement } }, async (world) => {
        await play(world, begin, workflow(ONE_MAIL), ada, time(HOUR));
        expect((await runOf(world)).endedAt).toBeUndefined();
        await play(world, time(5 * HOUR));
        expect(await runOf(world)).toMatchObject({ state: 'failed', error: { name: 'Throttled' } });
        expect(await readReport(world.runtime.store, tenant, 'welcome')).toMatchObject({
          entered: 1,
          failed: 1,
          inside: 0,
          left: 0,
        });
        expect(await statesOf(world)).toEqual([]);
      });
    },
  );

  it('leaves it open lets the run wait 15 minutes, and says so', async () => {
    await within({ email: provider('ambiguous') }, async (world) => {
      await play(world, begin, workflow(ONE_MAIL), ada, time(14 * MINUTE));
      expect(await runOf(world)).toMatchObject({ state: 'held', step: 'thanks' });
      await play(world, time(16 * MINUTE));
      expect(await runOf(world)).toMatchObject({ state: 'done' });
    });
  });

  it('says at once that the address is dead is told of as of a bounce, and not asked again', async () => {
    const { port, mails } = await mailServer('550 5.1.1 no such user');
    await within({ email: port }, async (world) => {
      await play(world, begin, workflow(ONE_MAIL), ada, idle);
      const { store } = world.runtime;
      expect((await runOf(world)).did.at(-1)).toBe('sorry ended');
      expect(await bouncesOf(world)).toMatchObject([
        {
          properties: { step: 'thanks', type: 'permanent', reason: expect.stringContaining('no such user') },
        },
      ]);
      const card = await readCard(store, tenant, contactId('ada'));
      expect(card?.suppressed?.email).toMatch(/^bounced: .*5\.1\.1 no such user/);
      await play(world, workflow(ONE_MAIL.replace('name: welcome', 'name: second')));
      await play(
        world,
        contact('ada', { do: 'leave-list', list: 'news' }),
        contact('ada', join_('news')),
        idle,
      );
      const { messages } = await listMessages(store, tenant, { workflow: 'second', limit: 10 });
      expect(messages).toMatchObject([
        { state: 'skipped', reason: expect.stringContaining('suppressed: bounced') },
      ]);
      expect(mails).toEqual([]);
    });
  });

  it.each<[string, Delivery | undefined]>([
    ['sent', undefined],
    ['rejected', { outcome: 'rejected', reason: 'no such user', bounce: 'permanent' }],
  ])(
    'dies with the process is not asked again for what it was asked: %s',
    async (outcome, answer) => {
      const ends = new Set<string>();
      await withFolder(async (prepared) => {
        const before = await openWorld(prepared, START);
        await play(before, begin, workflow(ONE_MAIL), idle);
        await before.runtime.close();
        for (const moment of ['before', 'after'] as const) {
          for (let commit = 1; await dies(prepared, moment, commit, ends, answer); commit += 1);
        }
      });
      expect(ends).toEqual(new Set([`thanks ${outcome}`, 'thanks held']));
    },
    120_000,
  );

  /** Crashes there and goes on in a new process; false when the story was over before. */
  function dies(
    prepared: string,
    moment: 'before' | 'after',
    commit: number,
    ends: Set<string>,
    answer: Delivery | undefined,
  ): Promise<boolean> {
    return withFolder(async (dir) => {
      cpSync(prepared, dir, { recursive: true });
      const email = provider(answer ?? 'sent');
      const faults = crashAt(moment, commit);
      let world = await openWorld(dir, START, { email, faults });
      let dead = false;
      for (const deed of [ada, idle, time(HOUR)]) {
        const crashed = dead ? [] : [faults.crashed.then(() => 'crashed')];
        if ((await Promise.race([deed(world).then(() => 'done'), ...crashed])) === 'done') continue;
        dead = true;
        world = await openWorld(dir, START, { email });
        await deed(world);
      }
      const [state = '', ...others] = await statesOf(world);
      expect(others).toEqual([]);
      expect(email.given.length).toBeLessThanOrEqual(1);
      if (state === 'thanks sent') expect(email.given).toHaveLength(1);
      expect(await runOf(world)).toMatchObject({ state: 'done' });
      expect(await bouncesOf(world)).toHaveLength(state === 'thanks rejected' ? 1 : 0);
      ends.add(state);
      await world.runtime.close();
      return dead;
    });
  }
});

const CALL = `
language: 1
name: welcome
triggers: [{ on: list.joined, list: news }]
start: tell
steps:
  tell: { kind: webhook, url: "https://crm.example/leads", body: { name: "{{ contact.firstName }}" }, next: mark, onRejected: sorry }
  mark: { kind: add-tag, tag: told, next: end }
  sorry: { kind: add-tag, tag: untold, next: end }
`;

describe('a webhook', () => {
  const answered = (status: number): OutboundAnswer => ({ outcome: 'answered', status, body: '' });
  it.each<[string, readonly OutboundAnswer[], number, RegExp]>([
    ['answers', [answered(200)], 1, /^mark/],
    [
      'is out of order for a while',
      [answered(500), { outcome: 'failed', reason: 'no answer' }, answered(429), answered(200)],
      4,
      /^mark/,
    ],
    ['knows no such lead', [answered(404)], 1, /^sorry/],
    ['stands inside', [{ outcome: 'refused', reason: 'it is private' }], 1, /^sorry/],
  ])('that %s', async (_name, answers, calls, end) => {
    const keys: (string | undefined)[] = [];
    const outbound: Outbound = {
      async call({ headers }) {
        keys.push(headers['Idempotency-Key']);
        return answers[keys.length - 1] ?? answered(200);
      },
    };
    await within({ outbound }, async (world) => {
      await play(world, begin, workflow(CALL), ada, time(HOUR));
      const run = await runOf(world);
      expect(run.state).toBe('done');
      expect(run.did.at(-1)).toMatch(end);
      expect(keys).toHaveLength(calls);
      expect(new Set(keys).size).toBe(1);
    });
  });
});

describe('a message outside its hours', () => {
  const night = ONE_MAIL.replace(
    'start: thanks',
    'sending: { hours: { from: "08:00", to: "09:30" } }\nstart: thanks',
  );

  it('waits for the morning', async () => {
    await within({}, async (world) => {
      await play(world, begin, workflow(night), ada, time(20 * HOUR));
      expect(await statesOf(world)).toEqual([]);
      const until = '2026-03-03T07:00:00.000Z';
      expect(await runOf(world)).toMatchObject({ state: 'waiting', wait: { kind: 'window', until } });
      await play(world, time(DAY));
      expect(await statesOf(world)).toEqual(['thanks sent']);
      expect((await runOf(world)).did).toEqual([
        'thanks entered',
        'thanks parked',
        'thanks sent',
        'mark changed',
        'mark ended',
      ]);
    });
  });

  it('is not sent when the workflow was stopped meanwhile', async () => {
    await within({}, async (world) => {
      await play(world, begin, workflow(night), ada, idle, stop('welcome', 'exit'), time(DAY));
      expect(await statesOf(world)).toEqual([]);
      expect(await runOf(world)).toMatchObject({ state: 'left', reason: 'stopped' });
    });
  });
});
