/** A push message from the step to the devices, and back: what leaves, what is struck from the card, what the app tells. */
import { afterEach, describe, expect, it } from 'vitest';
import type { ContactChange } from '../../functions/domain/contact/change.ts';
import { activitySince } from '../../functions/domain/event/activity.ts';
import { composePush, REPORTS } from '../../functions/domain/message/compose-push.ts';
import { deliveryOf } from '../../functions/domain/message/devices.ts';
import { readMessage } from '../../functions/domain/message/list.ts';
import type { Links } from '../../functions/domain/message/token.ts';
import { runKey } from '../../functions/domain/run/keys.ts';
import { create as createSend } from '../../functions/handlers/send.ts';
import { create as createTrack } from '../../functions/handlers/track.ts';
import type { ChannelPort, DeviceDelivery, Message } from '../../functions/ports/channel.ts';
import { crashAt } from '../../infra/local/faults.ts';
import type { TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { StepOf } from '../../workflow-compiler/language/step.ts';
import { contact, type Home, openHome, RUN, tenant } from './home.ts';

type Push = StepOf<'send-push'>;
const step: Push = {
  kind: 'send-push',
  title: 'Hello {{ contact.firstName }}',
  body: 'New shoes are in',
  link: 'https://shop.example/shoes?for={{ contact.id }}',
  data: { order: '{{ contact.firstName | upcase }}' },
  next: 'end',
};
const app: Push = { ...step, link: 'shop://shoes/7' };

const links: Links = {
  open: 'OPEN',
  unsubscribe: 'LEAVE',
  click: (url) => `CLICK ${url}`,
  tapped: (url) => `TAPPED ${url ?? ''}`,
  received: () => 'RECEIVED',
};
const scope = { now: '2026-06-15T12:00:00.000Z', contact: { id: 'ada', firstName: 'Ada' } };

describe('what leaves', () => {
  it('a link to the web is tracked; the app is told where to say that the message came', () => {
    expect(composePush(step, scope, links)).toEqual({
      ok: true,
      content: {
        title: 'Hello Ada',
        body: 'New shoes are in',
        link: 'CLICK https://shop.example/shoes?for=ada',
        data: { order: 'ADA', [REPORTS.received]: 'RECEIVED' },
      },
    });
  });

  it('a link into the app stays as it is, and the app tells of the tap', () => {
    expect(composePush(app, scope, links)).toMatchObject({
      content: { link: 'shop://shoes/7', data: { [REPORTS.tapped]: 'TAPPED shop://shoes/7' } },
    });
  });

  it('without a link a tap opens the app', () => {
    const composed = composePush({ ...step, link: '{{ contact.nothing }}' }, scope, links);
    expect(composed).toMatchObject({ content: { data: { [REPORTS.tapped]: 'TAPPED ' } } });
    expect(composed).not.toHaveProperty('content.link');
  });

  it('what would be lines in a title is one line', () => {
    expect(composePush({ ...step, title: 'One{{ "\n" }}two' }, scope, links)).toMatchObject({
      content: { title: 'One two' },
    });
  });

  it.each<[string, Partial<Push>, RegExp]>([
    ['an empty title', { title: '{{ contact.nothing }}' }, /^the title is empty$/],
    ['an empty body', { body: ' {{ contact.nothing }} ' }, /^the body is empty$/],
    ['a link that runs code', { link: '{{ "javascript:alert(1)" }}' }, /cannot be opened/],
    ['a link without a scheme', { link: '{{ "shop.example" }}' }, /cannot be opened/],
    ['a link to no host', { link: 'http://' }, /cannot be opened/],
    ['a template that breaks', { data: { a: '{{ contact.id | nothing }}' } }, /^data\/a: /],
    ['more than 4 KB', { body: '{% for i in (1..4000) %}ü{% endfor %}' }, /has \d+ bytes; at most 3584/],
  ])('%s is a message that never goes', (_, change, reason) => {
    const composed = composePush({ ...step, ...change }, scope, links);
    expect(composed).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });
});

describe('what several devices come to', () => {
  const of = (...outcomes: readonly DeviceDelivery['outcome'][]) =>
    deliveryOf(
      outcomes.map((outcome, n) => ({ token: `t${n}`, outcome, reason: 'why' })),
      'id',
    ).outcome;
  it('one that has it, then one of which nobody knows, then one to try again, decides', () => {
    expect(of('gone', 'ambiguous', 'throttled', 'sent')).toBe('sent');
    expect(of('gone', 'throttled', 'ambiguous')).toBe('ambiguous');
    expect(of('gone', 'throttled', 'rejected')).toBe('throttled');
    expect(of('gone', 'rejected')).toBe('rejected');
  });
});

const homes: Home[] = [];
afterEach(async () => {
  for (const home of homes.splice(0)) await home.close();
});

/** A provider that answers of each device, by its token, and keeps what it was given. */
function provider(answers: { readonly [token: string]: DeviceDelivery['outcome'] }) {
  const given: Message[] = [];
  const port: ChannelPort = {
    commitsWithClaim: false,
    deliver: async (_key, message) => {
      given.push(message);
      if (message.channel !== 'push') return { outcome: 'rejected', reason: 'no push message' };
      const devices = message.devices.map(({ token }) => ({
        token,
        outcome: answers[token] ?? ('sent' as const),
        reason: 'as the test says',
      }));
      return deliveryOf(devices, 'provider-1');
    },
  };
  return { port, given };
}

async function open(push?: ChannelPort, devices = ['android-1', 'android-2']): Promise<Home> {
  const home = await openHome(push === undefined ? {} : { ports: { push } });
  homes.push(home);
  await home.change(...devices.map((token) => ({ do: 'add-device', platform: 'fcm', token }) as const));
  return home;
}

const OTHER = 'ada.000000000001';
const message = (home: Home, run = RUN) => readMessage(home.deps, tenant, `${run}.0`);

/** The same step in another run of the contact: a message of its own. */
async function another(home: Home): Promise<TaskRequest> {
  const request = await home.at(step);
  const key = runKey({ tenant, contact }, OTHER);
  await home.deps.store.write([{ do: 'put', key, body: { ...(await home.run()), run: OTHER } }]);
  return { ...request, cursor: { ...request.cursor, run: OTHER } };
}
const tokens = async (home: Home) => (await home.card()).devices?.map(({ token }) => token);

describe('into the outbox', () => {
  it('one message for all devices, with what people see of it, and no token in it', async () => {
    const home = await open();
    await createSend(home.deps)(await home.at(step));
    const row = await message(home);
    expect(row).toMatchObject({
      channel: 'push',
      state: 'sent',
      subject: 'Hello Ada',
      to: 'fcm …roid-1, fcm …roid-2',
      body: { text: 'New shoes are in', link: expect.stringContaining('/t/c/'), data: { order: 'ADA' } },
    });
    expect(JSON.stringify(row)).not.toContain('android-1');
  });
});

describe('a contact who must not get it', () => {
  it.each<readonly [string, Partial<Push>, readonly ContactChange[], string | undefined]>([
    [
      'has no device',
      {},
      [{ do: 'remove-device', token: 'android-1' }],
      'the contact has no device with the app',
    ],
    [
      'opted out',
      {},
      [{ do: 'consent', channel: 'push', state: 'out', source: 'app' }],
      'the contact opted out of push on 2026-06-15 (app)',
    ],
    [
      'opted out, and it is no marketing',
      { purpose: 'transactional' },
      [{ do: 'consent', channel: 'push', state: 'out', source: 'app' }],
      undefined,
    ],
    [
      'is suppressed',
      { purpose: 'transactional' },
      [{ do: 'suppress', channel: 'push', reason: 'asked us to' }],
      'the address is suppressed: asked us to',
    ],
    [
      'opted out of mail only',
      {},
      [{ do: 'consent', channel: 'email', state: 'out', source: 'x' }],
      undefined,
    ],
  ])('%s', async (_, change, changes, reason) => {
    const home = await open(undefined, ['android-1']);
    await home.change(...changes);
    await createSend(home.deps)(await home.at({ ...step, ...change }));
    const row = await message(home);
    expect([row?.state, row?.reason]).toEqual(
      reason === undefined ? ['sent', undefined] : ['skipped', reason],
    );
  });
});

describe('through a provider', () => {
  it('a device that is gone leaves the card, and the message keeps how each ended', async () => {
    const { port, given } = provider({ 'android-1': 'gone' });
    const home = await open(port);
    const request = await home.at(step);
    await createSend(home.deps)(request);
    await createSend(home.deps)(request);
    expect(given).toHaveLength(1);
    expect(await tokens(home)).toEqual(['android-2']);
    expect(await message(home)).toMatchObject({
      state: 'sent',
      providerId: 'provider-1',
      devices: [
        { platform: 'fcm', device: '…roid-1', outcome: 'gone', reason: 'as the test says' },
        { platform: 'fcm', device: '…roid-2', outcome: 'sent' },
      ],
    });
  });

  it('where all are gone the step is rejected, and the next message is skipped', async () => {
    const { port, given } = provider({ 'android-1': 'gone', 'android-2': 'gone' });
    const home = await open(port);
    await expect(createSend(home.deps)(await home.at(step))).rejects.toMatchObject({ name: 'Rejected' });
    expect(await tokens(home)).toBeUndefined();
    expect(await message(home)).toMatchObject({
      state: 'rejected',
      reason: expect.stringMatching(/^no device takes it \(gone/),
    });
    await createSend(home.deps)(await another(home));
    expect(given).toHaveLength(1);
    expect(await message(home, OTHER)).toMatchObject({
      state: 'skipped',
      reason: 'the contact has no device with the app',
    });
  });

  it('one that is busy is asked again, the card left as it is', async () => {
    const { port } = provider({ 'android-1': 'throttled', 'android-2': 'gone' });
    const home = await open(port);
    const request = await home.at(step);
    await expect(createSend(home.deps)(request)).rejects.toMatchObject({ name: 'Throttled' });
    expect(await message(home)).toBeUndefined();
    expect(await tokens(home)).toEqual(['android-1', 'android-2']);
  });
});

it.each([
  ['before', '1 given, held'],
  ['after', '0 given, held'],
] as const)(
  'killed %s every commit and opened again, it goes out once at most, and a device that is gone leaves with the next at the latest',
  async (moment, held) => {
    const ends = new Set<string>();
    let boundaries = 0;
    for (let commit = 1; ; commit += 1) {
      const prepared = await open(undefined);
      const request = await prepared.at(step);
      await prepared.pause();
      const { port, given } = provider({ 'android-1': 'gone' });
      const faults = crashAt(moment, commit);
      const dying = await openHome({ folder: prepared.folder, faults, ports: { push: port } });
      const ended = await Promise.race([
        createSend(dying.deps)(request).then(() => 'ended'),
        faults.crashed.then(() => 'crashed'),
      ]);
      await dying.pause();
      const home = await openHome({ folder: prepared.folder, ports: { push: port } });
      homes.push(home);
      await createSend(home.deps)(request).catch((error: Error) => expect(error.name).toBe('Deferred'));
      expect(given.length).toBeLessThanOrEqual(1);
      // Handed over and never heard of again, it is held as one that never left is: nobody knows which it was.
      ends.add(`${given.length} given, ${(await message(home))?.state}`);
      await createSend(home.deps)(await another(home));
      expect(await tokens(home)).toEqual(['android-2']);
      if (ended === 'ended') break;
      boundaries += 1;
    }
    expect([...ends].toSorted()).toEqual([held, '1 given, sent']);
    // The claim, the message, the card, the run.
    expect(boundaries).toBe(4);
  },
);

describe('what the app tells', () => {
  const PHONE = 'ShopApp/3.2 CFNetwork/1498 Darwin/23';
  const events = async (home: Home) =>
    (
      await activitySince(
        home.deps.store,
        tenant,
        contact,
        ['push.sent', 'push.delivered', 'push.clicked'],
        undefined,
      )
    ).map(({ type, properties: { link } }) => (link === undefined ? type : `${type} ${link}`));
  const ask = (home: Home, url = '', method = 'GET') =>
    createTrack(home.deps)(new Request(url, { method, headers: { 'User-Agent': PHONE } }));
  const reports = async (home: Home) => (await message(home))?.body?.data ?? {};

  it('that it came, once; and that it was tapped, once', async () => {
    const home = await open();
    await createSend(home.deps)(await home.at(app));
    const { [REPORTS.received]: received, [REPORTS.tapped]: tapped } = await reports(home);
    for (const url of [received, received, tapped, tapped]) {
      home.clock.advanceTo(home.clock.now() + 1000);
      expect((await ask(home, url)).status).toBe(204);
    }
    expect(await events(home)).toEqual(['push.clicked shop://shoes/7', 'push.delivered', 'push.sent']);
    expect(await message(home)).toMatchObject({
      deliveredAt: '2026-06-15T12:00:01.000Z',
      clickedAt: '2026-06-15T12:00:03.000Z',
    });
  });

  it('a tap alone says that it came, too; without a link it opened the app', async () => {
    const home = await open();
    const { link: _link, ...plain } = step;
    await createSend(home.deps)(await home.at(plain));
    expect((await ask(home, (await reports(home))[REPORTS.tapped])).status).toBe(204);
    expect((await events(home)).toSorted()).toEqual(['push.clicked', 'push.delivered', 'push.sent']);
  });

  it('a tap on a link to the web leads there', async () => {
    const home = await open();
    await createSend(home.deps)(await home.at(step));
    const answer = await ask(home, (await message(home))?.body?.link);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('https://shop.example/shoes?for=ada');
    expect(await events(home)).toContain('push.clicked https://shop.example/shoes?for=ada');
    expect(await reports(home)).not.toHaveProperty(REPORTS.tapped);
  });

  it.each([REPORTS.received, REPORTS.tapped])('%s settles a message of which nobody knew', async (report) => {
    const { port } = provider({ 'android-1': 'ambiguous', 'android-2': 'ambiguous' });
    const home = await open(port);
    await expect(createSend(home.deps)(await home.at(app))).rejects.toMatchObject({ name: 'Deferred' });
    expect(await message(home)).toMatchObject({ state: 'held' });
    expect((await ask(home, (await reports(home))[report])).status).toBe(204);
    const settled = await message(home);
    expect(settled).toMatchObject({ state: 'sent' });
    expect(settled).not.toHaveProperty('reason');
  });

  it('nothing at an address that is only looked at, or that somebody made up', async () => {
    const home = await open();
    await createSend(home.deps)(await home.at(app));
    const { [REPORTS.received]: received = '', [REPORTS.tapped]: tapped = '' } = await reports(home);
    expect((await ask(home, received, 'HEAD')).status).toBe(204);
    expect((await ask(home, tapped, 'HEAD')).status).toBe(204);
    expect((await ask(home, received.replace('/t/r/', '/t/t/'))).status).toBe(404);
    expect((await ask(home, tapped.replace('/t/t/', '/t/c/'))).status).toBe(404);
    expect(await events(home)).toEqual(['push.sent']);
  });
});
