/**
 * Every kind of event, condition and step once, compiled and run to its end: what the catalogue's stories do not happen to need,
 * too. A kind that is added to the language fails here until it is told.
 */
import { describe, expect, it } from 'vitest';
import { Leaves } from '../../workflow-compiler/language/condition.ts';
import type { EventKind } from '../../workflow-compiler/language/event.ts';
import type { JsonObject } from '../../workflow-compiler/language/json.ts';
import { Steps } from '../../workflow-compiler/language/step.ts';
import { playDisorderly, playPlainly } from './play.ts';
import { NAIVE, SHAPES } from './shapes.ts';
import { expectWhole } from './whole.ts';
import {
  begin,
  contact,
  DAY,
  type Deed,
  enrol,
  event,
  HOUR,
  join_,
  START,
  type Story,
  time,
  workflow,
} from './world.ts';

const FLOW = `
language: 1
name: kinds
triggers: [{ on: contact.tagged, tag: kinds }]
sending: { from: { email: hello@nordwind.example } }
start: mail
steps:
  mail: { kind: send-email, subject: Hello, text: Hello, next: text }
  text: { kind: send-sms, text: Hello, next: push }
  push: { kind: send-push, title: Hello, body: Hello, next: tag }
  tag: { kind: add-tag, tag: vip, score: 3, next: untag }
  untag: { kind: remove-tag, tag: kinds, next: plan }
  plan: { kind: set-detail, detail: plan, value: gold, next: points }
  points: { kind: adjust-score, by: 60, validFor: 2 days, next: join }
  join: { kind: add-to-list, list: customers, next: leave }
  leave: { kind: remove-from-list, list: prospects, next: tell }
  tell: { kind: emit-event, name: hello, properties: { from: kinds }, next: notice }
  notice: { kind: notify-email, to: [sales@nordwind.example], subject: New, text: New, next: call }
  call: { kind: webhook, url: "https://{{ contact.crm | default: 'localhost' }}/", next: half }
  half: { kind: split, paths: [{ id: one, weight: 99, next: ask }, { id: two, weight: 1, next: ask }] }
  ask:
    kind: branch
    paths:
      - id: all
        when:
          all:
            - { kind: detail, name: plan, op: equals, value: GOLD }
            - { kind: tag, tag: vip }
            - { kind: score, op: reached, value: 50 }
            - { kind: list, list: customers }
            - { kind: consent, channel: email, is: in }
            - { kind: event, property: tag, op: equals, value: kinds }
            - { kind: event-occurred, type: external.occurred, name: before, times: 2, within: 1 day }
            - not: { any: [{ kind: email-opened, message: mail }, { kind: email-clicked, message: mail }] }
        next: answer
    otherwise: nobody
  answer:
    kind: wait-for-event
    paths:
      - { id: bounced, event: { on: email.bounced, message: mail }, next: nobody }
      - { id: sent, event: { on: form.submitted, form: rsvp }, next: thanks }
    timeout: { after: 1 day, next: again }
  again: { kind: jump, to: answer, atMost: 1, next: later }
  later: { kind: wait, day: { on: weekday, at: "09:30" }, next: lapsed }
  lapsed:
    kind: branch
    paths: [{ id: hot, when: { kind: score, op: reached, value: 50 }, next: thanks }]
    otherwise: cold
  cold: { kind: exit, reason: the points have lapsed }
  nobody: { kind: exit, reason: not for them }
  bought: { kind: goal, when: { kind: tag, tag: customer }, next: thanks }
  thanks: { kind: send-email, subject: Thanks, text: Thank you, purpose: transactional, next: end }
`;

const IN = { do: 'consent', channel: 'email', state: 'in', source: 'form' } as const;
const PHONE = { do: 'set', detail: 'phone', value: '+4930901820' } as const;
const tag = (name: string) => ({ do: 'add-tag', tag: name }) as const;
const before = (of: string): readonly Deed[] =>
  [1, 2].map((n) => event(`b${n}-${of}`, of, 'external.occurred', { name: 'before' }));

const ways: Story = {
  name: 'every kind of step and condition',
  setup: [begin, workflow(FLOW)],
  deeds: [
    ...['ada', 'bob', 'cid', 'dan'].flatMap((of) => [
      contact(of, PHONE, ...(of === 'dan' ? [] : [IN]), join_('prospects')),
      ...before(of),
    ]),
    ...['ada', 'bob', 'cid', 'dan'].map((of) => contact(of, tag('kinds'))),
    time(HOUR),
    contact('bob', tag('customer')),
    event('f1', 'cid', 'form.submitted', { form: 'rsvp' }),
    time(5 * DAY),
  ],
};

const START_TO_ANSWER = [
  'mail entered contact.tagged',
  'mail sent',
  'text sent',
  'push skipped the contact has no device with the app',
  'tag changed',
  'untag changed',
  'plan changed',
  'points changed',
  'join changed',
  'leave changed',
  'tell changed',
  'notice sent',
  'call rejected the call was refused: `localhost` leads to `127.0.0.1`, which is not a public address',
];

describe('every kind of step and condition', () => {
  it.each([...Object.keys(Steps), ...Object.keys(Leaves)])('%s is among them', (kind) => {
    expect(FLOW).toMatch(new RegExp(`kind: ${kind}$|kind: ${kind}[, ]`, 'm'));
  });

  it('runs, and stands in the history', async () => {
    const played = await playPlainly(ways, NAIVE);
    expectWhole(played);
    const runs = new Map(played.ending.runs.map((run) => [run.split(' ')[1], run.split(/: (.*)/s)]));
    const [ada, bob, cid, dan] = ['ada', 'bob', 'cid', 'dan'].map((of) => runs.get(of) ?? []);
    const way = (run: readonly string[] | undefined) =>
      run?.[1]?.split('; ').map((entry) => entry.replace(/passed (one|two)/, 'passed'));
    expect(ada?.[0]).toBe('kinds ada left the points have lapsed');
    expect(way(ada)).toEqual([
      ...START_TO_ANSWER,
      'half passed',
      'ask decided all',
      'answer parked',
      'answer woke timeout the time was up',
      'again passed jump',
      'answer parked',
      'answer woke timeout the time was up',
      'again passed next',
      'later parked',
      'later woke timeout the time was up',
      'lapsed decided otherwise',
      'cold ended the points have lapsed',
    ]);
    expect(way(bob)?.slice(-4)).toEqual([
      'answer woke goal-bought contact.tagged',
      'bought passed goal reached',
      'thanks sent',
      'thanks ended completed',
    ]);
    expect(way(cid)?.slice(-3)).toEqual([
      'answer woke sent form.submitted',
      'thanks sent',
      'thanks ended completed',
    ]);
    expect(way(dan)?.slice(-2)).toEqual(['ask decided otherwise', 'nobody ended not for them']);
    expect(played.ending.cards[0]).toBe('ada tags vip lists customers score 60 details {"plan":"gold"}');
  });

  it.each(SHAPES)(
    '%s: the same, over a bus that duplicates, delays and reorders',
    async (_name, shape, [seed = 1]) => {
      const played = await playDisorderly(ways, seed, shape);
      expectWhole(played);
      expect(played.ending).toEqual((await playPlainly(ways, NAIVE)).ending);
    },
  );
});

/** How a workflow begins with it, and what makes it happen to Ada. */
const BEGINNINGS: { readonly [K in EventKind]: readonly [trigger: string, deed: Deed] } = {
  'contact.added': ['', contact('ada')],
  'contact.tagged': ['tag: vip', contact('ada', tag('vip'))],
  'contact.detail-modified': [
    'detail: plan, from: free, to: paid',
    contact('ada', { do: 'set', detail: 'plan', value: 'paid' }),
  ],
  'contact.score-reached': ['score: 100', contact('ada', { do: 'adjust-score', by: 70, id: 'p3' })],
  'list.joined': ['list: news', contact('ada', join_('news'))],
  'email.opened': ['message: other/mail', told('email.opened')],
  'email.clicked': ['link: "*/shop"', told('email.clicked', { link: 'https://nordwind.example/shop' })],
  'email.bounced': ['type: permanent', told('email.bounced', { type: 'permanent' })],
  'push.clicked': ['link: "shop://*"', told('push.clicked', { link: 'shop://basket' })],
  'web.page-visited': [
    'url: "nordwind.example/*"',
    event('w', 'ada', 'web.page-visited', { url: 'https://nordwind.example/a' }),
  ],
  'form.submitted': ['form: rsvp', event('f', 'ada', 'form.submitted', { form: 'rsvp' })],
  'external.occurred': [
    'name: order, where: { kind: event, property: amount, op: at-least, value: 50 }',
    event('o', 'ada', 'external.occurred', { name: 'order', properties: { amount: 50 } }),
  ],
  'date.reached': ['at: "2026-03-10T09:00"', time(9 * DAY)],
  'manual.enrolled': ['', enrol('manual-enrolled', 'h1', 'ada')],
};

function told(type: string, more: JsonObject = {}): Deed {
  return event(type, 'ada', type, { workflow: 'other', step: 'mail', run: 'r', turn: 0, ...more });
}

const nameOf = (kind: string): string => kind.replace('.', '-');
const beginning = ([kind, [trigger]]: readonly [string, readonly [string, Deed]]): Deed =>
  workflow(`
language: 1
name: ${nameOf(kind)}
triggers: [{ on: ${kind}${trigger === '' ? '' : `, ${trigger}`} }]
start: mark
steps:
  mark: { kind: add-tag, tag: "${kind}", next: end }
`);

describe('every kind of event', () => {
  const points = (of: string, by: number, id: string, until?: number) =>
    contact(of, {
      do: 'adjust-score',
      by,
      id,
      ...(until === undefined ? {} : { until: new Date(START + until).toISOString() }),
    });
  const story: Story = {
    name: 'every kind of event',
    setup: [begin, ...Object.entries(BEGINNINGS).map(beginning)],
    deeds: [
      contact('ada', { do: 'set', detail: 'plan', value: 'free' }),
      points('ada', 60, 'p1', 2 * DAY),
      points('eve', 60, 'p2', 2 * DAY),
      time(DAY),
      ...Object.values(BEGINNINGS).map(([, deed]) => deed),
      time(12 * DAY),
      points('eve', 70, 'p4'),
      time(13 * DAY),
    ],
  };

  it('begins a run; points that have lapsed reach nothing', async () => {
    const played = await playPlainly(story);
    expectWhole(played);
    const begun = (of: string) =>
      played.ending.runs
        .map((run) => run.split(' ').slice(0, 3))
        .flatMap(([flow, who, state]) => (who === of ? [`${flow} ${state}`] : []));
    const all = Object.keys(BEGINNINGS).map((kind) => `${nameOf(kind)} done`);
    expect(begun('ada')).toEqual(all.toSorted());
    expect(begun('eve')).toEqual(['contact-added done', 'date-reached done']);
  });
});
