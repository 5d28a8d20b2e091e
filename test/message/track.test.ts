/** Opens, clicks and unsubscribes of a mail that was really sent: by its own links, as a mail program would follow them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activitySince } from '../../functions/domain/event/activity.ts';
import { readHtml } from '../../functions/domain/message/html.ts';
import { readMessage } from '../../functions/domain/message/list.ts';
import { writeToken } from '../../functions/domain/message/token.ts';
import { isMachine } from '../../functions/domain/message/visitor.ts';
import { create as createSend } from '../../functions/handlers/send.ts';
import { create } from '../../functions/handlers/track.ts';
import { contact, type Home, openHome, RUN, tenant } from './home.ts';

const TARGET = 'https://acme.example/shop?a=1&b=2';
const SECOND = 'https://acme.example/story';
const PERSON = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15';

let home: Home;
let track: (request: Request) => Promise<Response>;
let links: { readonly open: string; readonly click: string; readonly second: string; readonly leave: string };

beforeEach(async () => {
  home = await openHome();
  const html = `<body><a href="${TARGET.replace('&', '&amp;')}">x</a> <a href="${SECOND}">y</a></body>`;
  await createSend(home.deps)(await home.at({ kind: 'send-email', subject: 'Hi', html, next: 'end' }));
  track = create(home.deps);
  const body = (await message()).body?.html ?? '';
  const [click = '', second = '', leave = ''] = readHtml(body).links.map(({ href }) => href);
  links = { open: /src="([^"]+\.gif)"/.exec(body)?.[1] ?? '', click, second, leave };
});
afterEach(() => home.close());

const message = async () => {
  const found = await readMessage(home.deps, tenant, `${RUN}.0`);
  if (found === undefined) throw new Error('no message');
  return found;
};
const events = async () =>
  (
    await activitySince(
      home.deps.store,
      tenant,
      contact,
      ['email.opened', 'email.clicked', 'contact.opted-out'],
      undefined,
    )
  ).map(({ type, properties }) => ({ type, ...properties }));
const get = (url: string, userAgent = PERSON, method = 'GET') =>
  track(new Request(url, { method, headers: { 'User-Agent': userAgent } }));
const about = { workflow: 'welcome', step: 'mail', run: RUN, turn: 0 };

describe('an open', () => {
  it('answers a picture that nobody keeps, and is recorded once', async () => {
    for (let time = 0; time < 3; time += 1) {
      const response = await get(links.open);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('image/gif');
      expect(response.headers.get('cache-control')).toContain('no-store');
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.subarray(0, 6).toString()).toBe('GIF89a');
      home.clock.advanceTo(home.clock.now() + 60_000);
    }
    expect((await message()).openedAt).toBe('2026-06-15T12:00:00.000Z');
    expect(await events()).toEqual([{ type: 'email.opened', ...about }]);
  });

  it('by a machine is told apart, and does not stand in for the person who comes later', async () => {
    await get(links.open, 'Mozilla/5.0');
    expect(await message()).toMatchObject({ machineOpenedAt: expect.any(String) });
    expect((await message()).openedAt).toBeUndefined();
    await get(links.open, 'Mozilla/5.0');
    await get(links.open);
    expect((await message()).openedAt).toBeDefined();
    expect(await events()).toEqual(
      expect.arrayContaining([
        { type: 'email.opened', ...about },
        { type: 'email.opened', ...about, machine: true },
      ]),
    );
    expect(await events()).toHaveLength(2);
  });

  it('is not a HEAD', async () => {
    expect((await get(links.open, PERSON, 'HEAD')).status).toBe(200);
    expect(await events()).toEqual([]);
  });

  it('many times at once is one', async () => {
    await Promise.all(Array.from({ length: 8 }, () => get(links.open)));
    expect(await events()).toHaveLength(1);
  });
});

describe('a click', () => {
  it('leads on, implies an open, and is recorded once for each link', async () => {
    for (const [link, target] of [
      [links.click, TARGET],
      [links.click, TARGET],
      [links.second, SECOND],
    ] as const) {
      const response = await get(link);
      expect(response.status).toBe(302);
      expect(response.headers.get('location')).toBe(target);
    }
    expect(await events()).toEqual(
      expect.arrayContaining([
        { type: 'email.opened', ...about, clicked: TARGET },
        { type: 'email.clicked', ...about, link: TARGET },
        { type: 'email.clicked', ...about, link: SECOND },
      ]),
    );
    expect(await events()).toHaveLength(3);
    expect(await message()).toMatchObject({ openedAt: expect.any(String), clickedAt: expect.any(String) });
  });

  it.each([
    ['HEAD', PERSON],
    ['GET', 'Mozilla/5.0 (compatible; BingPreview/1.0b)'],
    ['GET', 'Barracuda Link Protection'],
  ])('by %s of %j leads on and is nobody’s', async (method, userAgent) => {
    expect((await get(links.click, userAgent, method)).headers.get('location')).toBe(TARGET);
    expect(await events()).toEqual([]);
  });

  it('leads only where we signed it to', async () => {
    const { signer } = home.deps;
    const evil = { tenant, run: RUN, turn: 0, url: 'https://evil.example/' };
    const forged = `https://mail.example/t/c/${writeToken({ ...signer, sign: () => 'x'.repeat(43) }, 'c', evil)}`;
    const code = `https://mail.example/t/c/${writeToken(signer, 'c', { ...evil, url: 'javascript:alert(1)' })}`;
    for (const url of [
      forged,
      code,
      links.open.replace('/o/', '/c/').replace('.gif', ''),
      `${links.click}?url=https://evil.example`,
    ]) {
      const { status, headers } = await get(url);
      if (url.includes('?')) expect(headers.get('location')).toBe(TARGET);
      else expect([status, headers.get('location')]).toEqual([404, null]);
    }
  });
});

describe('unsubscribing', () => {
  const post = (body: string) =>
    track(
      new Request(links.leave, {
        method: 'POST',
        body,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      }),
    );

  it('asks first when the link is followed, and changes nothing by that', async () => {
    const response = await get(links.leave);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toContain('<form method="post"><button name="confirm"');
    expect((await get(links.leave, PERSON, 'HEAD')).status).toBe(200);
    expect((await home.card()).consents).toEqual({});
  });

  it.each([
    ['in one click (RFC 8058)', 'List-Unsubscribe=One-Click', 'one-click'],
    ['by the button', 'confirm=page', 'page'],
  ])('%s opts out with proof, once', async (_name, body, how) => {
    for (let time = 0; time < 2; time += 1) {
      const response = await post(body);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('You are unsubscribed');
    }
    expect((await home.card()).consents.email).toEqual({
      state: 'out',
      at: '2026-06-15T12:00:00.000Z',
      source: `unsubscribe ${how}, message ${RUN}.0`,
    });
    expect((await message()).unsubscribedAt).toBe('2026-06-15T12:00:00.000Z');
  });

  it('keeps the next marketing mail away and lets the order through', async () => {
    await post('List-Unsubscribe=One-Click');
    const mail = { kind: 'send-email', subject: 'Hi', text: 'x', next: 'end' } as const;
    const send = createSend(home.deps);
    await send(await home.at(mail));
    expect(await message()).toMatchObject({ state: 'skipped', reason: expect.stringContaining('one-click') });
    home.clock.advanceTo(home.clock.now() + 1000);
    await send(await home.at({ ...mail, purpose: 'transactional' }));
    expect((await message()).state).toBe('sent');
  });

  it('by the link in a text message opts out of text messages', async () => {
    await createSend(home.deps)(
      await home.at({ kind: 'send-sms', text: 'Stop: {{ unsubscribe_url }}', next: 'end' }),
    );
    const leave = (await message()).body?.text.replace('Stop: ', '') ?? '';
    expect((await track(new Request(leave, { method: 'POST' }))).status).toBe(200);
    expect(Object.keys((await home.card()).consents)).toEqual(['sms']);
  });

  it('speaks the language of the contact', async () => {
    await home.change({ do: 'set', detail: 'language', value: 'de' });
    expect(await (await get(links.leave)).text()).toContain('<html lang="de">');
  });

  it('is the link of the header', async () => {
    expect((await message()).body?.headers['List-Unsubscribe']).toBe(`<${links.leave}>`);
  });
});

describe('anything else', () => {
  it.each([
    '/t/',
    '/t/o/x',
    '/t/x/acme.a.b',
    '/t/o/acme.a.b',
    '/t/u/..%2f',
    `/t/c/${'a'.repeat(9000)}`,
    '/t/o/acme.bm90anNvbg.x',
  ])('%s is a page that says so', async (path) => {
    const response = await get(`https://mail.example${path}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('This link is not complete');
  });

  it('is refused by method', async () => {
    expect((await get(links.open, PERSON, 'POST')).status).toBe(405);
    expect((await get(links.leave, PERSON, 'DELETE')).status).toBe(405);
  });

  it('of a contact who was erased leads on and records nothing', async () => {
    const { store } = home.deps;
    const pk = `${tenant}|contact|${contact}`;
    const { items } = await store.query(pk, { limit: 100 });
    await store.write(items.map(({ sk }) => ({ do: 'delete', key: { pk, sk } })));
    expect((await get(links.open)).status).toBe(200);
    expect((await get(links.click)).status).toBe(302);
    expect((await get(links.leave)).status).toBe(404);
    expect((await store.query(pk, { limit: 100 })).items).toEqual([]);
  });

  it('still shows the picture while the store cannot write', async () => {
    const full = { ...home.deps.store, write: async () => Promise.reject(new Error('disk full')) };
    const logged: string[] = [];
    const log = { ...home.deps.log, error: (text: string) => logged.push(text) };
    const broken = create({ ...home.deps, store: full, log });
    expect((await broken(new Request(links.open))).status).toBe(200);
    expect((await broken(new Request(links.click))).status).toBe(302);
    expect(logged).toEqual(['open was not recorded', 'click was not recorded']);
  });
});

it.each([
  ['Mozilla/5.0', true],
  ['Slackbot-LinkExpanding 1.0', true],
  ['Googlebot/2.1', true],
  ['Mozilla/5.0 (Linux; Android 13; CUBOT P80) AppleWebKit/537.36', false],
  ['Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)', false],
  [PERSON, false],
  ['curl/8.5.0', false],
  ['', false],
  [null, false],
])('%j is a machine: %s', (userAgent, machine) => {
  expect(isMachine(userAgent)).toBe(machine);
});
