/** The stories: each a sentence about what a marketer may rely on, with what has to be true at its end. */
import { readFileSync } from 'node:fs';
import { hex } from '../../functions/domain/run/keys.ts';
import {
  begin,
  capped,
  contact,
  DAY,
  type Deed,
  enrol,
  event,
  HOUR,
  idle,
  join_,
  MINUTE,
  START,
  type Story,
  stop,
  time,
  workflow,
} from './world.ts';

export type Told = Story & {
  /** Lines that must be found among the runs, messages or cards; `!` in front: must not. */
  readonly ends: readonly string[];
};

const example = (name: string): string =>
  readFileSync(new URL(`../../examples/${name}.yaml`, import.meta.url), 'utf8');

/** The run of a workflow that nobody enters twice. */
const runOf = (of: string, flow: string): string => `${of}.${hex(flow).slice(0, 12)}`;

const opened = (id: string, of: string, flow: string, step: string, at: number): Deed =>
  event(id, of, 'email.opened', { workflow: flow, step, run: runOf(of, flow), turn: 0 }, START + at);

const happened = (id: string, of: string, name: string, at: number): Deed =>
  event(id, of, 'external.occurred', { name, properties: { amount: 12 } }, START + at);

const tapped = (id: string, of: string, flow: string, step: string, link: string, at: number): Deed =>
  event(id, of, 'push.clicked', { workflow: flow, step, run: runOf(of, flow), turn: 0, link }, START + at);

const device = (token: string) => ({ do: 'add-device', platform: 'fcm', token }) as const;
const phone = (value: string) => ({ do: 'set', detail: 'phone', value }) as const;
const tag = (name: string) => ({ do: 'add-tag', tag: name }) as const;

const REPLY = `
language: 1
name: reply
triggers: [{ on: contact.tagged, tag: hello }]
sending: { from: { email: hello@nordwind.example } }
start: ask
steps:
  ask: { kind: send-email, subject: A question, text: "Yes or no?", next: pause }
  pause: { kind: wait, for: 1 hour, next: answer }
  answer:
    kind: wait-for-event
    paths:
      - { id: "bought", event: { on: external.occurred, name: order }, next: thank }
      - { id: "read", event: { on: email.opened, message: ask }, next: note }
    timeout: { after: 2 days, next: forget }
  thank: { kind: add-tag, tag: thanked, next: end }
  note: { kind: add-tag, tag: noted, next: end }
  forget: { kind: add-tag, tag: forgotten, next: end }
`;

const GOAL = `
language: 1
name: nurture
triggers: [{ on: contact.tagged, tag: lead }]
sending: { from: { email: hello@nordwind.example } }
exit: [{ on: external.occurred, name: complaint }]
start: first
steps:
  first: { kind: send-email, subject: First, text: One, next: wait }
  wait: { kind: wait, for: 3 days, next: second }
  second: { kind: send-email, subject: Second, text: Two, next: rest }
  rest: { kind: wait, for: 3 days, next: cold }
  cold: { kind: add-tag, tag: cold, next: end }
  bought: { kind: goal, when: { kind: tag, tag: customer }, next: thank }
  thank: { kind: send-email, subject: Thanks, text: Thank you, next: end }
`;

const LOOP = `
language: 1
name: remind
triggers: [{ on: contact.added }]
start: count
steps:
  count: { kind: adjust-score, by: 1, next: pause }
  pause: { kind: wait, for: 1 day, next: again }
  again: { kind: jump, to: count, atMost: 3, next: done }
  done: { kind: exit, reason: reminded enough }
`;

const WATCHED_LOOP = LOOP.replace('name: remind', 'name: watched').replace(
  'start: count',
  'exit: [{ on: external.occurred, name: complaint }]\nstart: count',
);

const SPLIT = `
language: 1
name: halves
triggers: [{ on: contact.added }]
start: toss
steps:
  toss:
    kind: split
    paths: [{ id: heads, weight: 50, next: h }, { id: tails, weight: 50, next: t }]
  h: { kind: add-tag, tag: heads, next: both }
  t: { kind: add-tag, tag: tails, next: both }
  both: { kind: set-detail, detail: tossed, value: { template: "{{ contact.email }}" }, next: end }
`;

const PING = (name: string, on: string, emits: string): string => `
language: 1
name: ${name}
triggers: [{ on: external.occurred, name: ${on} }]
entry: { reentry: always }
start: count
steps:
  count: { kind: adjust-score, by: 1, next: tell }
  tell: { kind: emit-event, name: ${emits}, properties: { from: ${name} }, next: end }
`;

const EVERY = (reentry: string): string => `
language: 1
name: every
triggers: [{ on: external.occurred, name: visit }]
entry: { reentry: ${reentry}, filter: { not: { kind: tag, tag: staff } } }
start: count
steps:
  count: { kind: adjust-score, by: 1, next: end }
`;

const DATE = `
language: 1
name: spring
triggers: [{ on: date.reached, at: "2026-03-20T09:00" }, { on: manual.enrolled }]
entry: { filter: { kind: list, list: newsletter } }
start: greet
steps:
  greet: { kind: add-tag, tag: spring, next: end }
`;

const LASTING_GOAL = `
language: 1
name: lasting
triggers: [{ on: contact.tagged, tag: lead }]
start: wait
steps:
  wait: { kind: wait, for: 3 days, next: seen }
  bought: { kind: goal, when: { kind: tag, tag: customer }, next: thank }
  thank: { kind: send-email, subject: Thanks, text: Thank you., from: { email: a@example.com }, next: rest }
  rest: { kind: wait, for: 5 days, next: seen }
  seen: { kind: add-tag, tag: seen, next: end }
`;

const OWN_GOAL = `
language: 1
name: own
triggers: [{ on: contact.added }]
start: buy
steps:
  buy: { kind: add-tag, tag: customer, next: pause }
  pause: { kind: wait, for: 3 days, next: cold }
  cold: { kind: add-tag, tag: cold, next: end }
  bought: { kind: goal, when: { kind: tag, tag: customer }, next: finished }
  finished: { kind: add-tag, tag: finished, next: end }
`;

const BASKET = `
language: 1
name: basket
triggers: [{ on: external.occurred, name: basket-left }]
sending: { from: { email: hello@nordwind.example } }
start: remind
steps:
  remind: { kind: send-push, title: Your basket, body: "{{ event.amount }} euros of shoes wait for you.", link: "shop://basket", next: answer }
  answer:
    kind: wait-for-event
    paths:
      - { id: tapped, event: { on: push.clicked, message: remind, link: "shop://*" }, next: thank }
    timeout: { after: 1 day, next: mail }
  thank: { kind: send-push, title: Thank you, body: See your order., purpose: transactional, next: end }
  mail: { kind: send-email, subject: Your basket, text: Shoes wait for you., next: end }
`;

const HOURS = `
language: 1
name: hours
triggers: [{ on: external.occurred, name: signup }]
sending:
  from: { email: hello@nordwind.example }
  hours: { from: "08:00", to: "20:00" }
start: hello
steps:
  hello: { kind: send-email, subject: Hello, text: Hello, next: end }
`;

const NEWS = (name: string, on: string): string => `
language: 1
name: ${name}
triggers: [{ on: external.occurred, name: ${on} }]
sending: { from: { email: hello@nordwind.example } }
start: text
steps:
  text: { kind: send-sms, text: Hello, next: mail }
  mail: { kind: send-email, subject: Hello, text: Hello, next: receipt }
  receipt: { kind: send-email, subject: Paid, text: Thank you, purpose: transactional, next: end }
`;

/** More than a message may have, in few rounds: it is refused for its size long before it could be for its time. */
const REJECTED = `
language: 1
name: refused
triggers: [{ on: contact.added }]
start: hello
steps:
  hello: { kind: send-email, subject: Hello, text: "{% for i in (1..100) %}${'0123456789'.repeat(2400)}{% endfor %}", next: good, onRejected: bad }
  good: { kind: add-tag, tag: good, next: end }
  bad: { kind: set-detail, detail: birthday, value: { template: "{{ contact.id }}" }, next: also }
  also: { kind: add-tag, tag: also, next: end }
`;

export const stories: readonly Told[] = [
  {
    name: 'who opens the welcome gets the longer story, who does not gets a reminder',
    setup: [begin, workflow(example('welcome'))],
    deeds: [
      contact('ada', join_('newsletter'), phone('+4915112345678')),
      contact('bob', join_('newsletter'), phone('+4915112345679')),
      idle,
      time(HOUR),
      opened('o1', 'ada', 'welcome', 'thanks', HOUR),
      time(2 * DAY),
    ],
    ends: [
      'welcome ada done',
      'opened decided yes',
      'opened decided otherwise',
      'ada welcome/story sent',
      'bob welcome/reminder sent',
      '!bob welcome/story',
      'bob tags welcomed',
    ],
  },
  {
    name: 'a wait ends with its event, with an event that came before it, or with its time',
    setup: [begin, workflow(REPLY)],
    deeds: [
      contact('early', tag('hello')),
      contact('buyer', tag('hello')),
      contact('silent', tag('hello')),
      contact('late', tag('hello')),
      time(30 * MINUTE),
      opened('r1', 'early', 'reply', 'ask', 30 * MINUTE),
      time(5 * HOUR),
      happened('r2', 'buyer', 'order', 5 * HOUR),
      time(6 * HOUR),
      opened('r3', 'buyer', 'reply', 'ask', 6 * HOUR),
      time(4 * DAY),
      happened('r4', 'late', 'order', 4 * DAY),
      time(5 * DAY),
    ],
    ends: [
      'reply early done completed: ask entered contact.tagged; ask sent; pause parked; answer parked; answer woke read email.opened',
      'answer woke bought external.occurred',
      'reply late done',
      'silent tags forgotten,hello',
      'late tags forgotten,hello',
      'buyer tags hello,thanked',
      'early tags hello,noted',
    ],
  },
  {
    name: 'a goal takes a run from wherever it waits, an exit rule ends it',
    setup: [begin, workflow(GOAL)],
    deeds: [
      contact('ann', tag('lead')),
      contact('ben', tag('lead')),
      contact('cid', tag('lead')),
      time(DAY),
      contact('ann', tag('customer')),
      time(2 * DAY),
      happened('c1', 'ben', 'complaint', 2 * DAY),
      time(10 * DAY),
    ],
    ends: [
      'wait woke goal-bought contact.tagged; bought passed goal reached; thank sent',
      'nurture ben left exit-0',
      'ann nurture/thank sent',
      '!ann nurture/second',
      '!ben nurture/second',
      'cid nurture/second sent',
      'cid tags cold,lead',
    ],
  },
  {
    name: 'ten opens make a hundred points, and sales hears of the lead once',
    setup: [begin, workflow(example('lead-scoring')), workflow(example('qualified-lead'))],
    deeds: [
      contact('ada'),
      ...Array.from({ length: 12 }, (_, index) =>
        event(
          `s${index}`,
          'ada',
          'email.opened',
          { workflow: 'x', step: 'y', run: 'z', turn: index },
          START + index,
        ),
      ),
      time(HOUR),
    ],
    ends: [
      'qualified-lead ada done',
      'score 120',
      'lists qualified leads',
      'ada qualified-lead/tell-sales sent',
    ],
  },
  {
    name: 'a loop goes round as often as it may, then on',
    setup: [begin, workflow(LOOP)],
    deeds: [contact('ada'), time(10 * DAY)],
    ends: [
      'ada tags  lists  score 4',
      'left reminded enough',
      'again passed jump',
      'again passed next; done ended',
    ],
  },
  {
    name: 'a loop that an event may end at any time goes round as often as it may, too',
    setup: [begin, workflow(WATCHED_LOOP)],
    deeds: [
      contact('ada'),
      contact('bob'),
      time(2 * DAY + HOUR),
      happened('k1', 'bob', 'complaint', 2 * DAY + HOUR),
      time(10 * DAY),
    ],
    ends: [
      'ada tags  lists  score 4',
      'left reminded enough',
      'watched bob left exit-0',
      'bob tags  lists  score 3',
    ],
  },
  {
    name: 'a split is stable, and a template fills a detail',
    setup: [begin, workflow(SPLIT)],
    deeds: [...Array.from({ length: 8 }, (_, index) => contact(`c${index}`)), idle, time(HOUR)],
    ends: ['toss passed heads', 'toss passed tails', 'details {"tossed":"c3@example.com"}'],
  },
  {
    name: 'workflows that set each other off are cut after ten rounds',
    setup: [begin, workflow(PING('ping', 'pong', 'ping')), workflow(PING('pong', 'ping', 'pong'))],
    deeds: [contact('ada'), happened('p1', 'ada', 'ping', 0), time(HOUR)],
    ends: ['tell rejected workflows have set each other off ten times in a row', 'score 11'],
  },
  {
    name: 'nobody enters twice unless the rule says so',
    setup: [begin, workflow(EVERY('never'))],
    deeds: [
      contact('ada'),
      contact('bob', tag('staff')),
      happened('v1', 'ada', 'visit', 0),
      happened('v2', 'ada', 'visit', 0),
      happened('v3', 'bob', 'visit', 0),
      time(DAY),
      happened('v4', 'ada', 'visit', DAY),
      time(2 * DAY),
    ],
    ends: ['ada tags  lists  score 1', 'bob tags staff lists  score 0'],
  },
  {
    name: 'always enters at each event',
    setup: [begin, workflow(EVERY('always'))],
    deeds: [
      contact('ada'),
      happened('v1', 'ada', 'visit', 0),
      happened('v2', 'ada', 'visit', 0),
      time(DAY),
      happened('v4', 'ada', 'visit', DAY),
      time(2 * DAY),
    ],
    ends: ['ada tags  lists  score 3'],
  },
  {
    name: 'after a while enters again when that time has passed',
    setup: [begin, workflow(EVERY('{ after: 3 days }'))],
    deeds: [
      contact('ada'),
      happened('v1', 'ada', 'visit', 0),
      time(DAY),
      happened('v2', 'ada', 'visit', DAY),
      time(4 * DAY),
      happened('v3', 'ada', 'visit', 4 * DAY),
      time(5 * DAY),
    ],
    ends: ['ada tags  lists  score 2'],
  },
  {
    name: 'a stop lets runs finish or leaves at their next step',
    setup: [begin, workflow(LOOP), workflow(REPLY)],
    deeds: [
      contact('ada', tag('hello')),
      time(12 * HOUR),
      stop('remind', 'exit'),
      stop('reply', 'finish'),
      contact('bob', tag('hello')),
      time(9 * DAY),
    ],
    ends: [
      'remind ada left stopped',
      'reply ada done',
      '!reply bob',
      '!remind bob',
      'ada tags forgotten,hello',
    ],
  },
  {
    name: 'a date starts a workflow for everybody whom the filter admits, and by hand for one more',
    setup: [begin, workflow(DATE)],
    deeds: [
      contact('ada', join_('newsletter')),
      contact('bob', join_('newsletter')),
      contact('cid'),
      time(30 * DAY),
      contact('dan', join_('newsletter')),
      enrol('spring', 'h1', 'dan', 'ada'),
      time(31 * DAY),
    ],
    ends: ['ada tags spring', 'bob tags spring', 'cid tags  lists', 'dan tags spring'],
  },
  {
    name: 'an order after the visit makes the discount needless',
    setup: [begin, workflow(example('page-visit'))],
    deeds: [
      contact('ada'),
      contact('bob'),
      event('w1', 'ada', 'web.page-visited', { url: 'https://nordwind.example/t-shirts/blue' }, START),
      event('w2', 'bob', 'web.page-visited', { url: 'https://nordwind.example/t-shirts' }, START),
      time(HOUR),
      happened('w3', 'bob', 'order', HOUR),
      time(DAY),
    ],
    ends: ['ada page-visit/offer sent', '!bob page-visit/offer', 'page-visit bob left exit-0'],
  },
  {
    name: 'a goal takes a run once, however long its condition stays true',
    setup: [begin, workflow(LASTING_GOAL)],
    deeds: [
      contact('eve', tag('lead')),
      time(DAY),
      contact('eve', tag('customer')),
      time(2 * DAY),
      contact('eve', tag('vip')),
      time(10 * DAY),
    ],
    ends: ['eve lasting/thank sent', 'eve tags customer,lead,seen,vip'],
  },
  {
    name: 'a goal that the run itself reaches takes it from its next wait',
    setup: [begin, workflow(OWN_GOAL)],
    deeds: [contact('ada'), time(HOUR)],
    ends: ['pause woke goal-bought contact.tagged; bought passed goal reached', 'ada tags customer,finished'],
  },
  {
    name: 'a message outside its hours waits until they open',
    setup: [begin, workflow(HOURS)],
    deeds: [
      contact('ada'),
      time(13 * HOUR),
      happened('n1', 'ada', 'signup', 13 * HOUR),
      time(21 * HOUR),
      happened('n2', 'ada', 'nothing', 21 * HOUR),
      time(2 * DAY),
    ],
    ends: ['hello parked outside the sending hours', 'hello sent', 'ada hours/hello sent'],
  },
  {
    name: 'nobody gets more than the tenant lets: one too many waits for its turn or is left out',
    setup: [
      begin,
      capped({ email: { perDay: 1, over: 'hold' }, sms: { perWeek: 1 } }),
      workflow(NEWS('spring', 'signup')),
      workflow(NEWS('summer', 'visit')),
    ],
    deeds: [
      contact('ada', phone('+4930901820')),
      time(HOUR),
      happened('n1', 'ada', 'signup', HOUR),
      time(5 * HOUR),
      happened('n2', 'ada', 'visit', 5 * HOUR),
      time(2 * DAY),
    ],
    ends: [
      'text sent; mail sent; receipt sent',
      'text skipped',
      'mail parked',
      'ada spring/mail sent',
      'ada summer/text skipped',
      'ada summer/mail sent',
      'ada summer/receipt sent',
    ],
  },
  {
    name: 'what can never work takes its own path, and a refused change keeps nothing else from happening',
    setup: [begin, workflow(REJECTED)],
    deeds: [contact('ada'), time(HOUR)],
    ends: ['hello rejected', 'bad rejected', 'also changed', 'ada tags also', 'ada refused/hello rejected'],
  },
  {
    name: 'a push message is tapped, or a mail goes after it; without a device or against a wish none goes',
    setup: [begin, workflow(BASKET)],
    deeds: [
      contact('ada', device('phone-of-ada'), device('gone-with-the-old-phone-of-ada')),
      contact('bob', device('phone-of-bob')),
      contact('cid'),
      contact('dan', device('phone-of-dan'), {
        do: 'consent',
        channel: 'push',
        state: 'out',
        source: 'the app',
      }),
      ...['ada', 'bob', 'cid', 'dan'].map((of) => happened(`b-${of}`, of, 'basket-left', 0)),
      time(HOUR),
      tapped('t1', 'ada', 'basket', 'remind', 'shop://basket', HOUR),
      time(3 * DAY),
    ],
    ends: [
      'answer woke tapped push.clicked; thank sent',
      'ada basket/remind sent',
      'ada basket/thank sent',
      '!ada basket/mail',
      'bob basket/remind sent',
      'bob basket/mail sent',
      'remind skipped the contact has no device with the app',
      'remind skipped the contact opted out of push on 2026-03-02 (the app)',
      'dan basket/mail sent',
    ],
  },
];
