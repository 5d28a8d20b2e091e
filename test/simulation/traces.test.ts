/**
 * The simulator is worth what its traces are: contacts with all sorts of details, doing all sorts of things, go through the
 * embedded runtime and through the simulator, and every history is the same: steps, paths, reasons, clauses, times.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ContactChange } from '../../functions/domain/contact/change.ts';
import type { Deed } from '../../functions/domain/simulation/person.ts';
import type { Caps } from '../../workflow-compiler/caps.ts';
import { DAY, HOUR, MINUTE } from '../stories/world.ts';
import { type Script, type Timed, throughRuntime, throughSimulator } from './both.ts';

const folder = new URL('../../examples/', import.meta.url);
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

/** Windows, filters, waits for events, a goal, an exit rule, a split, a loop, refused steps: what the examples have not. */
const FLOWS = [
  `
language: 1
name: courses
triggers: [{ on: list.joined, list: newsletter }, { on: external.occurred, name: start }]
entry: { reentry: { after: 2 days }, filter: { not: { kind: tag, tag: staff } } }
sending:
  from: { email: a@example.com }
  consent: opted-in
  days: [monday, tuesday, wednesday, thursday]
  hours: { from: "09:00", to: "17:30" }
exit: [{ on: external.occurred, name: cancel }]
start: fork
steps:
  fork: { kind: split, paths: [{ id: "a", weight: 50, next: offer }, { id: "b", weight: 50, next: plain }] }
  offer: { kind: send-email, subject: "Hello {{ contact.firstName }}", text: "See https://example.com", next: answer }
  plain: { kind: send-sms, text: "Hello", next: answer }
  answer:
    kind: wait-for-event
    paths:
      - { id: bought, event: { on: external.occurred, name: order, where: { kind: event, property: amount, op: greater, value: 5 } }, next: note }
      - { id: clicked, event: { on: email.clicked, message: offer }, next: again }
    timeout: { after: 3 days, next: again }
  again: { kind: jump, to: fork, atMost: 2, next: note }
  note: { kind: set-detail, detail: last order, value: { event: amount }, next: vip }
  vip: { kind: add-tag, tag: vip, score: 20, next: end }
`,
  `
language: 1
name: goals
triggers: [{ on: contact.tagged, tag: start }]
sending: { from: { email: a@example.com } }
start: first
steps:
  first: { kind: wait, day: { on: weekday, at: "10:00" }, next: mail }
  mail: { kind: send-email, subject: "{{ contact.nickname }}", text: Hello, onRejected: sorry, next: second }
  second: { kind: wait, for: 4 days, next: ask }
  ask:
    kind: branch
    paths:
      - { id: opened, when: { kind: email-opened, message: mail, within: 2 days }, next: good }
      - { id: orders, when: { kind: event-occurred, type: external.occurred, name: order, times: 2 }, next: good }
    otherwise: sorry
  good: { kind: adjust-score, by: 50, validFor: 10 days, next: end }
  sorry: { kind: wait, date: { detail: birthday, yearly: true, offset: "-1 day", at: "08:00" }, next: bye }
  bye: { kind: exit, reason: nothing to say }
  reached: { kind: goal, when: { kind: list, list: customers }, next: joined }
  joined: { kind: emit-event, name: celebrated, properties: { who: { template: "{{ contact.firstName }}" } }, next: good }
`,
  `
language: 1
name: celebrated
triggers: [{ on: external.occurred, name: celebrated }]
entry: { reentry: always }
start: call
steps:
  call: { kind: webhook, url: "https://example.com/hook/{{ event.who }}", next: mark }
  mark: { kind: add-tag, tag: "{% raw %}", next: end }
`,
];

/** A small generator (xorshift), so that every run of the test plays the same. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** One of them. */
function pick<T>(roll: (below: number) => number, from: readonly T[]): readonly T[] {
  const at = roll(from.length);
  return from.slice(at, at + 1);
}

const external = (name: string, amount: number): Deed => ({
  do: 'event',
  type: 'external.occurred',
  properties: { name, properties: { amount } },
});

function changesOf(roll: (below: number) => number, contact: string): readonly ContactChange[] {
  const set = (detail: string, value: string): ContactChange => ({ do: 'set', detail, value });
  const some = (part: ContactChange): readonly ContactChange[] => (roll(3) > 0 ? [part] : []);
  return [
    set('email', `${contact}@example.com`),
    ...some(set('firstName', 'Ada')),
    ...some(set('nickname', 'Countess')),
    ...some(set('phone', '+4930901820')),
    ...some(set('birthday', '1990-03-20')),
    ...pick(roll, ['Europe/Berlin', 'America/Lima', 'Asia/Tokyo', 'Australia/Sydney']).map((zone) =>
      set('zone', zone),
    ),
    ...some({ do: 'consent', channel: 'email', state: roll(4) > 0 ? 'in' : 'out', source: 'form' }),
    ...some({ do: 'consent', channel: 'sms', state: 'in', source: 'form' }),
  ];
}

const DEEDS: readonly Deed[] = [
  { do: 'change', changes: [{ do: 'join-list', list: 'newsletter' }] },
  { do: 'change', changes: [{ do: 'add-tag', tag: 'start' }] },
  { do: 'change', changes: [{ do: 'join-list', list: 'customers' }] },
  { do: 'change', changes: [{ do: 'add-tag', tag: 'staff' }] },
  { do: 'change', changes: [{ do: 'remove-tag', tag: 'staff' }] },
  external('start', 1),
  external('order', 3),
  external('order', 12),
  external('cancel', 0),
  { do: 'open', message: 'thanks' },
  { do: 'open', message: 'thanks', machine: true },
  { do: 'click', message: 'offer', link: 'https://example.com/' },
  { do: 'open', message: 'mail' },
  { do: 'click', message: 'story', link: 'https://nordwind.example/how-we-roast' },
  { do: 'unsubscribe', message: 'offer' },
  { do: 'hear', message: 'thanks', told: { what: 'bounced', type: 'permanent', reason: 'nobody there' } },
  { do: 'hear', message: 'mail', told: { what: 'complained' } },
  { do: 'event', type: 'web.page-visited', properties: { url: 'https://nordwind.example/t-shirts/blue' } },
];

function scriptOf(seed: number, flows: readonly string[], contacts: number): Script {
  const roll = dice(seed);
  const deeds: Timed[] = [];
  for (let index = 0; index < contacts; index += 1) {
    const contact = `c${index}`;
    deeds.push({ at: index, contact, deed: { do: 'change', changes: changesOf(roll, contact) } });
    for (let nth = 0; nth < 9; nth += 1) {
      // An odd minute of its own each: nothing of a machine falls on it.
      const at = roll(16) * DAY + roll(24) * HOUR + roll(29) * 2 * MINUTE + (index * 9 + nth + 1) * 137;
      for (const deed of pick(roll, nth === 0 ? DEEDS.slice(0, 2) : DEEDS)) deeds.push({ at, contact, deed });
    }
  }
  return { flows, deeds, end: 30 * DAY };
}

/** A push message, a wait for its tap, and a workflow that a tap of another's message lets in. */
const PUSHES = [
  readFileSync(new URL('forgotten-basket.yaml', folder), 'utf8'),
  `
language: 1
name: tapped
triggers: [{ on: push.clicked, message: forgotten-basket/remind }]
entry: { reentry: always }
start: thank
steps:
  thank: { kind: send-push, title: "Thank you, {{ contact.firstName }}", body: See you, link: "https://example.com/orders", next: points }
  points: { kind: adjust-score, by: 1, next: end }
`,
];

/** Two of three have a device, some of these object; baskets are left, messages tapped, and told of by the app. */
function pushScript(seed: number, contacts: number): Script {
  const roll = dice(seed);
  const deeds = Array.from({ length: contacts }, (_, index): readonly Timed[] => {
    const contact = `c${index}`;
    const device: ContactChange = { do: 'add-device', platform: 'fcm', token: `device-of-${contact}` };
    const objects: ContactChange = { do: 'consent', channel: 'push', state: 'out', source: 'app' };
    const mail: ContactChange = { do: 'set', detail: 'email', value: `${contact}@example.com` };
    const changes = [mail, ...(roll(3) > 0 ? [device] : []), ...(roll(4) === 0 ? [objects] : [])];
    const at = (ms: number): number => ms + index * 137_000 + 1;
    const later: readonly (readonly [number, Deed])[] = [
      [HOUR, external('basket-left', 12)],
      [2 * HOUR + 5 * MINUTE, { do: 'hear', message: 'remind', told: { what: 'delivered' } }],
      [(3 + roll(40)) * HOUR, { do: 'click', message: 'remind', link: 'shop://basket' }],
      [(50 + roll(4)) * HOUR, { do: 'click', message: 'thank', link: 'https://example.com/orders' }],
      [(60 + roll(4)) * HOUR, { do: 'unsubscribe', message: 'remind' }],
      [9 * DAY, external('basket-left', 12)],
    ];
    return [
      { at: at(0), contact, deed: { do: 'change', changes } },
      ...later.map(([ms, deed]) => ({ at: at(ms), contact, deed })),
    ];
  });
  return { flows: PUSHES, deeds: deeds.flat(), end: 14 * DAY };
}

describe('traces of the simulator are those of the runtime', () => {
  it.each([
    ['all examples together', examples, 1],
    ['windows, waits, goals, exits, splits, loops', FLOWS, 2],
    ['the same, others', FLOWS, 3],
  ])('%s', async (_name, flows, seed) => {
    const script = scriptOf(seed, flows, 10);
    const [real, simulated] = await Promise.all([throughRuntime(script), throughSimulator(script)]);
    expect(real.length).toBeGreaterThan(8);
    expect(simulated).toEqual(real);
  });

  it.each<[string, Caps]>([
    ['one too many is skipped', { email: { perWeek: 1 }, sms: { perDay: 1 } }],
    ['one too many is held', { email: { perWeek: 1, over: 'hold' }, sms: { perDay: 1, over: 'hold' } }],
  ])('under caps: %s', async (_name, caps) => {
    const script = { ...scriptOf(5, FLOWS, 10), caps };
    const [real, simulated] = await Promise.all([throughRuntime(script), throughSimulator(script)]);
    expect(JSON.stringify(real)).toContain('the cap is reached');
    expect(simulated).toEqual(real);
  });

  it('push messages: sent, skipped, tapped, told of', async () => {
    const script = pushScript(7, 12);
    const [real, simulated] = await Promise.all([throughRuntime(script), throughSimulator(script)]);
    const told = JSON.stringify(real);
    for (const part of ['no device with the app', 'opted out of push', '"path":"tapped"', '"thank"'])
      expect(told).toContain(part);
    expect(simulated).toEqual(real);
  });

  it('without rendering, too, where every message can be rendered', async () => {
    const script = scriptOf(4, examples, 3);
    expect(await throughSimulator(script, false)).toEqual(await throughSimulator(script));
  });
});
