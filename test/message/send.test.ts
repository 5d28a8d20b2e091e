/** One message, one turn: it ends as sent, skipped, rejected or held, none in silence, and nothing goes out twice. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Deps } from '../../functions/deps.ts';
import type { ContactChange } from '../../functions/domain/contact/change.ts';
import { activitySince } from '../../functions/domain/event/activity.ts';
import { listMessages, readMessage } from '../../functions/domain/message/list.ts';
import { settleHeld } from '../../functions/domain/message/settle-held.ts';
import { Deferred, Rejected, Throttled } from '../../functions/domain/run/errors.ts';
import { create } from '../../functions/handlers/send.ts';
import type { ChannelPort, Delivery, Message } from '../../functions/ports/channel.ts';
import { crashAt } from '../../infra/local/faults.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import type { StepOf } from '../../workflow-compiler/language/step.ts';
import { contact, type Home, type Opening, openHome, RUN, START, tenant } from './home.ts';

const homes: Home[] = [];
afterEach(async () => {
  for (const home of homes.splice(0)) await home.close();
});
async function open(opening: Opening = {}): Promise<Home> {
  const home = await openHome(opening);
  homes.push(home);
  return home;
}

const mail: StepOf<'send-email'> = {
  kind: 'send-email',
  subject: 'Hi {{ contact.firstName }}',
  text: 'Hello {{ contact.firstName }}, see https://acme.example/',
  next: 'end',
};
const sms: StepOf<'send-sms'> = {
  kind: 'send-sms',
  text: 'Hello {{ contact.firstName }} 🎉',
  sender: 'Acme',
  next: 'end',
};
const notice: StepOf<'notify-email'> = {
  kind: 'notify-email',
  to: ['a@acme.example', 'b@acme.example'],
  subject: 'New lead',
  text: '{{ contact.email }}',
  next: 'end',
};

/** A provider that answers as told and remembers what it was given. */
function provider(...answers: readonly Delivery['outcome'][]): ChannelPort & { readonly given: Message[] } {
  const given: Message[] = [];
  return {
    given,
    commitsWithClaim: false,
    async deliver(_key, message) {
      given.push(message);
      const outcome = answers[given.length - 1] ?? 'sent';
      return outcome === 'sent'
        ? { outcome, providerId: `p${given.length}` }
        : { outcome, reason: `it was ${outcome}` };
    },
  };
}

const messagesOf = async ({ deps }: Home) =>
  (await listMessages(deps.store, tenant, { contact, limit: 100 })).messages;
const didOf = async (home: Home) => (await home.run()).history.map(({ did }) => did);

/** What a task throws, by its name. */
async function thrown(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('into the outbox', () => {
  it.each([
    [
      'an e-mail',
      mail,
      { channel: 'email', to: 'ada@example.com', subject: 'Hi Ada', from: 'no-reply@mail.example' },
    ],
    ['an SMS', sms, { channel: 'sms', to: '+4930901820', from: 'Acme', parts: 1 }],
    ['a notice', notice, { channel: 'notify', to: 'a@acme.example, b@acme.example', subject: 'New lead' }],
  ])('%s is sent once, however often the task is told', async (_name, step, row) => {
    const home = await open();
    const request = await home.at(step);
    const send = create(home.deps);
    const cursor = await send(request);
    expect(cursor).toMatchObject({ turn: 1, trail: [] });
    expect(await send(request)).toEqual(cursor);
    expect(await Promise.all([send(request), send(request)])).toEqual([cursor, cursor]);
    expect(await messagesOf(home)).toMatchObject([
      { ...row, id: `${RUN}.0`, state: 'sent', step: 'mail', workflow: 'welcome' },
    ]);
    expect(await home.run()).toMatchObject({
      turn: 1,
      state: 'running',
      history: [{ step: 'mail', did: 'sent', turn: 0 }],
    });
  });

  it('is sent once when told many times at once', async () => {
    const home = await open();
    const request = await home.at(mail);
    const cursors = await Promise.all(Array.from({ length: 10 }, () => create(home.deps)(request)));
    expect(new Set(cursors.map(({ turn }) => turn))).toEqual(new Set([1]));
    expect(await messagesOf(home)).toHaveLength(1);
    expect(await didOf(home)).toEqual(['sent']);
  });

  it('is kept with its body, listed by workflow, run and contact, and counts as activity', async () => {
    const home = await open();
    await create(home.deps)(await home.at(mail));
    const { store } = home.deps;
    for (const filter of [
      { workflow: 'welcome' },
      { run: RUN },
      { contact: 'ada' },
      { among: ['other', 'welcome'] },
      { workflow: 'welcome', step: 'mail', channel: 'email' as const },
    ]) {
      expect((await listMessages(store, tenant, { ...filter, limit: 10 })).messages).toHaveLength(1);
    }
    for (const filter of [
      { workflow: 'other' },
      { run: 'ada.other' },
      { contact: 'bob' },
      { step: 'x' },
      { channel: 'sms' as const },
    ]) {
      expect((await listMessages(store, tenant, { ...filter, limit: 10 })).messages).toHaveLength(0);
    }
    expect(await readMessage(home.deps, tenant, `${RUN}.0`)).toMatchObject({
      state: 'sent',
      body: {
        html: expect.stringContaining('/t/c/'),
        text: expect.stringContaining('Hello Ada'),
        headers: { 'List-Unsubscribe': expect.any(String) },
      },
    });
    for (const id of ['x', `${RUN}.1`, `${RUN}.x`, 'bob.1.0', ''])
      expect(await readMessage(home.deps, tenant, id)).toBeUndefined();
    expect(await activitySince(store, tenant, contact, ['email.sent'], undefined)).toMatchObject([
      { properties: { workflow: 'welcome', step: 'mail', run: RUN, turn: 0 } },
    ]);
  });
});

describe('a contact who must not get it', () => {
  const out: ContactChange = { do: 'consent', channel: 'email', state: 'out', source: 'page' };
  const into: ContactChange = { do: 'consent', channel: 'email', state: 'in', source: 'form' };
  const suppress: ContactChange = { do: 'suppress', channel: 'email', reason: 'hard bounce' };
  const strict = { consent: 'opted-in' } as const;
  const vips: Definition['sending'] = { filter: { kind: 'tag', tag: 'vip' } };

  it.each<
    [
      string,
      StepOf<'send-email'> | StepOf<'send-sms'>,
      Definition['sending'],
      readonly ContactChange[],
      string | undefined,
    ]
  >([
    [
      'has no address',
      mail,
      undefined,
      [{ do: 'clear', detail: 'email' }],
      'the contact has no e-mail address',
    ],
    [
      'has no number',
      sms,
      undefined,
      [{ do: 'clear', detail: 'phone' }],
      'the contact has no telephone number',
    ],
    ['is suppressed', mail, undefined, [suppress], 'the address is suppressed: hard bounce'],
    [
      'is suppressed, even for an order',
      { ...mail, purpose: 'transactional' },
      undefined,
      [suppress],
      'the address is suppressed: hard bounce',
    ],
    ['opted out', mail, undefined, [out], 'the contact opted out of email on 2026-06-15 (page)'],
    [
      'opted out, but it is about an order',
      { ...mail, purpose: 'transactional' },
      undefined,
      [out],
      undefined,
    ],
    ['opted out of the other channel', sms, undefined, [out], undefined],
    ['never opted in', mail, strict, [], 'there is no recorded consent for email'],
    ['opted in', mail, strict, [into], undefined],
    ['is no recipient', mail, vips, [], 'the contact does not pass the filter for recipients'],
    ['is a recipient', mail, vips, [{ do: 'add-tag', tag: 'vip' }], undefined],
  ])('%s', async (_name, step, sending, changes, reason) => {
    const home = await open();
    await home.change(...changes);
    const request = await home.at(step, sending);
    const cursor = await create(home.deps)(request);
    expect(cursor.turn).toBe(1);
    const state = reason === undefined ? 'sent' : 'skipped';
    expect(await messagesOf(home)).toMatchObject([{ state, ...(reason === undefined ? {} : { reason }) }]);
    expect((await home.run()).history).toMatchObject([
      { did: state, ...(reason === undefined ? {} : { why: reason }) },
    ]);
    expect(await create(home.deps)(request)).toEqual(cursor);
  });

  it('is told which clause of the filter said no', async () => {
    const home = await open();
    await create(home.deps)(await home.at(mail, vips));
    expect((await home.run()).history[0]?.findings).toMatchObject([{ holds: false }]);
  });
});

describe('outside the sending hours', () => {
  const sending: Definition['sending'] = { hours: { from: '09:00', to: '12:00' } };

  it('waits for the opening in the zone of the contact, then goes out once', async () => {
    const home = await open();
    const request = await home.at(mail, sending);
    const until = '2026-06-16T07:00:00.000Z';
    for (let told = 0; told < 3; told += 1) {
      expect(await thrown(create(home.deps)(request))).toEqual(new Deferred(until));
    }
    expect(await home.run()).toMatchObject({
      turn: 0,
      state: 'waiting',
      wait: { kind: 'window', until },
      history: [{ did: 'parked', until, why: 'outside the sending hours; zone: Europe/Berlin (contact)' }],
    });
    expect(await messagesOf(home)).toEqual([]);
    home.clock.advanceTo(Date.parse(until));
    expect(await create(home.deps)(request)).toMatchObject({ turn: 1 });
    expect(await didOf(home)).toEqual(['parked', 'sent']);
  });

  it('does not hold a notice to the team', async () => {
    const home = await open();
    expect(await create(home.deps)(await home.at(notice, sending))).toMatchObject({ turn: 1 });
  });
});

describe('what can never be sent', () => {
  it.each([
    [
      'a template that loops',
      { ...mail, text: '{% for i in (1..1000000000) %}{% endfor %}' },
      /text: the template needs too much memory/,
    ],
    ['an empty subject', { ...mail, subject: '{{ contact.nothing }}' }, /the subject is empty/],
    ['an empty SMS', { ...sms, text: '{{ contact.nothing }}' }, /the text is empty/],
    [
      'a sender that is none',
      { ...mail, from: { email: 'x\r\nBcc: y@z.example' } },
      /the sender `x Bcc: y@z.example` is not an e-mail address/,
    ],
  ])('%s takes the failure path, every time', async (_name, step, reason) => {
    const home = await open();
    const request = await home.at(step);
    for (let told = 0; told < 2; told += 1) {
      const error = await thrown(create(home.deps)(request));
      expect(error).toBeInstanceOf(Rejected);
      expect(String(error)).toMatch(reason);
    }
    expect(await messagesOf(home)).toMatchObject([
      { state: 'rejected', reason: expect.stringMatching(reason) },
    ]);
    expect(await home.run()).toMatchObject({ turn: 1, history: [{ did: 'rejected' }] });
  });
});

describe('through a provider', () => {
  const at = (port: ChannelPort): Opening => ({ ports: { email: port } satisfies Partial<Deps> });

  it('is claimed, delivered, settled, and never delivered again', async () => {
    const port = provider();
    const home = await open(at(port));
    const request = await home.at(mail);
    const cursor = await create(home.deps)(request);
    expect(await create(home.deps)(request)).toEqual(cursor);
    expect(port.given).toHaveLength(1);
    expect(await messagesOf(home)).toMatchObject([{ state: 'sent', providerId: 'p1' }]);
  });

  it('is rejected for good', async () => {
    const port = provider('rejected');
    const home = await open(at(port));
    const request = await home.at(mail);
    for (let told = 0; told < 2; told += 1)
      expect(await thrown(create(home.deps)(request))).toEqual(new Rejected('it was rejected'));
    expect(port.given).toHaveLength(1);
    expect(await messagesOf(home)).toMatchObject([{ state: 'rejected', reason: 'it was rejected' }]);
  });

  it('is tried again later when throttled, as if nothing had been', async () => {
    const port = provider('throttled', 'throttled', 'sent');
    const home = await open(at(port));
    const request = await home.at(mail);
    for (let told = 0; told < 2; told += 1) {
      expect(await thrown(create(home.deps)(request))).toEqual(new Throttled('it was throttled'));
      expect(await messagesOf(home)).toEqual([]);
    }
    expect(await create(home.deps)(request)).toMatchObject({ turn: 1 });
    expect(port.given).toHaveLength(3);
    expect(await didOf(home)).toEqual(['sent']);
  });

  it('is held when nobody knows, never sent again, and the run goes on after 15 minutes, marked', async () => {
    const port = provider('ambiguous');
    const home = await open(at(port));
    const request = await home.at(mail);
    const until = new Date(START + 15 * 60_000).toISOString();
    for (let told = 0; told < 3; told += 1)
      expect(await thrown(create(home.deps)(request))).toEqual(new Deferred(until));
    expect(await home.run()).toMatchObject({ state: 'held', wait: { kind: 'held', until }, turn: 0 });
    home.clock.advanceTo(START + 15 * 60_000);
    expect(await create(home.deps)(request)).toMatchObject({ turn: 1 });
    expect(port.given).toHaveLength(1);
    expect(await messagesOf(home)).toMatchObject([{ state: 'held', reason: 'it was ambiguous' }]);
    expect(await didOf(home)).toEqual(['held', 'held']);
  });

  it.each(['sent', 'rejected'] as const)('is held until a person says that it was %s', async (as) => {
    const port = provider('ambiguous');
    const home = await open(at(port));
    const request = await home.at(mail);
    await thrown(create(home.deps)(request));
    expect(await settleHeld(home.deps, tenant, `${RUN}.0`, as)).toMatchObject({
      outcome: 'settled',
      message: { state: as },
    });
    expect(await settleHeld(home.deps, tenant, `${RUN}.0`, 'sent')).toMatchObject({ outcome: 'not-held' });
    expect(await settleHeld(home.deps, tenant, `${RUN}.1`, 'sent')).toEqual({ outcome: 'absent' });
    home.clock.advanceTo(START + 15 * 60_000);
    const error = await thrown(create(home.deps)(request));
    if (as === 'sent') expect(error).toBeUndefined();
    else expect(error).toEqual(new Rejected('settled by a person; it was ambiguous'));
    expect(await didOf(home)).toEqual(['held', as]);
    expect(port.given).toHaveLength(1);
    const events = await activitySince(home.deps.store, tenant, contact, ['email.sent'], undefined);
    expect(events).toHaveLength(as === 'sent' ? 1 : 0);
  });

  it('is held when the process ended while it was being delivered', async () => {
    const given: Message[] = [];
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const port: ChannelPort = {
      commitsWithClaim: false,
      deliver(_key, message) {
        given.push(message);
        resolve();
        return new Promise(() => {});
      },
    };
    const home = await open(at(port));
    const request = await home.at(mail);
    void create(home.deps)(request);
    await begun;
    expect(await thrown(create(home.deps)(request))).toBeInstanceOf(Deferred);
    home.clock.advanceTo(START + 15 * 60_000);
    expect(await create(home.deps)(request)).toMatchObject({ turn: 1 });
    expect(given).toHaveLength(1);
    expect(await messagesOf(home)).toMatchObject([
      { state: 'held', reason: 'the process ended while the message was being delivered' },
    ]);
  });
});

describe('killed at every commit and opened again', () => {
  it.each([
    ['the outbox', undefined],
    ['a provider', provider],
  ])('%s: nothing is sent twice and nothing is silent', async (_name, make) => {
    const ends = new Set<string>();
    let boundaries = 0;
    for (const moment of ['before', 'after'] as const) {
      for (let commit = 1; ; commit += 1) {
        const prepared = await openHome();
        const request = await prepared.at(mail);
        await prepared.pause();
        const port = make?.();
        const ports: Partial<Deps> = port === undefined ? {} : { email: port };
        const faults = crashAt(moment, commit);
        const first = await openHome({ folder: prepared.folder, faults, ports });
        const ended = await Promise.race([
          create(first.deps)(request).then(() => 'ended'),
          faults.crashed.then(() => 'crashed'),
        ]);
        await first.pause();
        const second = await open({ folder: prepared.folder, ports });
        const error = await thrown(create(second.deps)(request));
        if (error !== undefined) {
          expect(error).toBeInstanceOf(Deferred);
          second.clock.advanceTo(START + 15 * 60_000);
          await create(second.deps)(request);
        }
        const [row, ...others] = await messagesOf(second);
        expect(others).toEqual([]);
        expect(['sent', 'held']).toContain(row?.state);
        expect(port?.given.length ?? 1).toBeLessThanOrEqual(1);
        if (row?.state === 'sent' && port !== undefined) expect(port.given).toHaveLength(1);
        expect(await second.run()).toMatchObject({ turn: 1, state: 'running' });
        ends.add(row?.state ?? 'none');
        if (ended === 'ended') break;
        boundaries += 1;
      }
    }
    expect(boundaries).toBe(make === undefined ? 2 : 6);
    expect(ends).toEqual(new Set(make === undefined ? ['sent'] : ['sent', 'held']));
  });
});
