/** Words: what marketers read instead of JSON. Tables of what goes in and the sentence that comes out. */
import { describe, expect, it } from 'vitest';
import { clauseOf } from '../../console/src/words/clause.ts';
import { conditionWords } from '../../console/src/words/condition.ts';
import { contactLabel, scoreNow } from '../../console/src/words/contact.ts';
import { eventWords } from '../../console/src/words/event.ts';
import { headline, nextWords, reasonWords, subline } from '../../console/src/words/history.ts';
import { withoutLiquid } from '../../console/src/words/liquid.ts';
import { stepWords } from '../../console/src/words/step.ts';
import { percent, readable, shortNumber } from '../../console/src/words/text.ts';
import { fromNow, localTime, utcOfInput, utcTime } from '../../console/src/words/when.ts';
import type { Condition } from '../../workflow-compiler/language/condition.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import type { EventPattern } from '../../workflow-compiler/language/event.ts';
import type { Step } from '../../workflow-compiler/language/step.ts';

const names = (step: string): string => ({ thanks: 'Thanks for joining' })[step] ?? readable(step);

describe('conditions', () => {
  const table: readonly (readonly [Condition, string])[] = [
    [{ kind: 'tag', tag: 'vip' }, 'has the tag “vip”'],
    [{ not: { kind: 'tag', tag: 'vip' } }, 'does not have the tag “vip”'],
    [{ kind: 'detail', name: 'firstName', op: 'exists' }, 'first name is set'],
    [
      { kind: 'detail', name: 'address.country', op: 'in', value: ['BE', 'LU', 'NL'] },
      'country is one of “BE”, “LU” or “NL”',
    ],
    [{ kind: 'score', op: 'reached', value: 100 }, 'score is at least 100'],
    [{ not: { kind: 'score', op: 'reached', value: 100 } }, 'score is below 100'],
    [{ kind: 'email-opened', message: 'thanks' }, 'has opened “Thanks for joining”'],
    [
      { not: { kind: 'email-opened', message: 'thanks', within: '2 days' } },
      'has not opened “Thanks for joining” within 2 days',
    ],
    [
      { kind: 'email-clicked', link: '*/shop', message: 'welcome/thanks' },
      'has clicked */shop in “thanks” of welcome',
    ],
    [{ kind: 'consent', channel: 'sms', is: 'out' }, 'has opted out of SMS'],
    [{ kind: 'event', property: 'amount', op: 'greater', value: 50 }, 'the event’s amount is more than 50'],
    [
      {
        all: [
          { kind: 'list', list: 'news' },
          {
            any: [
              { kind: 'tag', tag: 'a' },
              { kind: 'tag', tag: 'b' },
            ],
          },
        ],
      },
      'is on the list “news” and (has the tag “a” or has the tag “b”)',
    ],
    [
      {
        not: {
          any: [
            { kind: 'tag', tag: 'a' },
            { kind: 'list', list: 'news' },
          ],
        },
      },
      'does not have the tag “a” and is not on the list “news”',
    ],
  ];
  it.each(table)('%j', (condition, words) => {
    expect(conditionWords(condition, names)).toBe(words);
  });
});

describe('events', () => {
  const table: readonly (readonly [EventPattern, string])[] = [
    [{ on: 'list.joined', list: 'newsletter' }, 'joins the list “newsletter”'],
    [{ on: 'email.clicked', message: 'thanks' }, 'clicks in “Thanks for joining”'],
    [{ on: 'contact.score-reached', score: 100 }, 'reaches a score of 100'],
    [{ on: 'web.page-visited', url: '*/t-shirts' }, 'visits */t-shirts'],
    [
      {
        on: 'external.occurred',
        name: 'purchase',
        where: { kind: 'event', property: 'amount', op: 'at-least', value: 10 },
      },
      'has the event “purchase”, if the event’s amount is at least 10',
    ],
  ];
  it.each(table)('%j', (pattern, words) => {
    expect(eventWords(pattern, names)).toBe(words);
  });
});

describe('steps', () => {
  const next = 'end';
  const table: readonly (readonly [Step, string])[] = [
    [{ kind: 'wait', for: '1 day', next }, '1 day'],
    [{ kind: 'wait', day: { on: 'weekday', at: '09:00' }, next }, 'Until the next weekday at 09:00'],
    [
      { kind: 'wait', day: { on: ['monday', 'friday'], at: '09:00' }, next },
      'Until Monday or Friday at 09:00',
    ],
    [
      { kind: 'wait', date: { detail: 'birthday', offset: '-3 days', yearly: true }, next },
      'Until 3 days before birthday, every year',
    ],
    [{ kind: 'adjust-score', by: -1, next }, '−1 point'],
    [{ kind: 'jump', to: 'thanks', atMost: 3, next }, 'To “Thanks for joining”, at most 3 times'],
    [{ kind: 'set-detail', detail: 'plan', value: { event: 'plan' }, next }, 'Plan to the event’s plan'],
    [{ kind: 'webhook', url: 'https://crm.example/{{ contact.id }}', next }, 'POST https://crm.example/‹id›'],
    [
      {
        kind: 'wait-for-event',
        paths: [
          { id: 'a', event: { on: 'email.opened', message: 'thanks' }, next },
          { id: 'b', event: { on: 'form.submitted' }, next },
        ],
        timeout: { after: '2 days', next },
      },
      'Until the contact opens “Thanks for joining” or submits a form, at most 2 days',
    ],
  ];
  it.each(table)('%j', (step, words) => {
    expect(stepWords(step, names)).toBe(words);
  });

  it('show Liquid as the value it stands for', () => {
    expect(
      withoutLiquid('Welcome{% if contact.firstName %}, {{ contact.firstName | default: "you" }}{% endif %}'),
    ).toBe('Welcome, ‹first name›');
  });
});

describe('history', () => {
  const definition: Definition = {
    language: 1,
    name: 'welcome',
    triggers: [{ on: 'contact.added' }],
    start: 'thanks',
    steps: {
      thanks: { kind: 'send-email', label: 'Thanks', subject: 'Welcome', text: 'x', next: 'pause' },
      pause: { kind: 'wait', for: '1 day', next: 'opened' },
      opened: {
        kind: 'branch',
        label: 'Opened?',
        paths: [
          {
            id: 'yes',
            when: {
              all: [
                { kind: 'email-opened', message: 'thanks' },
                { kind: 'tag', tag: 'vip' },
              ],
            },
            next: 'mark',
          },
        ],
        otherwise: 'end',
      },
      mark: { kind: 'add-tag', tag: 'welcomed', next: 'end' },
    },
  };
  const at = '2026-11-22T09:30:00Z';

  it.each([
    [{ turn: 0, step: 'thanks', at, did: 'entered' }, 'Entered the workflow', 'good'],
    [{ turn: 1, step: 'thanks', at, did: 'sent' }, 'Sent “Thanks”', 'good'],
    [{ turn: 1, step: 'thanks', at, did: 'skipped', why: 'opted out' }, 'Skipped “Thanks”', 'warn'],
    [{ turn: 2, step: 'pause', at, did: 'parked' }, 'Began to wait at “Pause”', 'wait'],
    [{ turn: 2, step: 'pause', at, did: 'woke', path: 'timeout' }, 'The wait at “Pause” is over', 'plain'],
    [
      { turn: 3, step: 'opened', at, did: 'decided', path: 'otherwise' },
      '“Opened?”: took the path “Otherwise”',
      'plain',
    ],
    [{ turn: 4, step: 'mark', at, did: 'changed' }, 'Added the tag “welcomed”', 'plain'],
    [{ turn: 4, step: 'mark', at, did: 'failed' }, 'Failed at “Mark”', 'bad'],
  ] as const)('%j', (entry, text, tone) => {
    expect(headline(entry, definition)).toEqual({ text, tone });
  });

  it('tells the message that was meant', () => {
    expect(subline({ turn: 1, step: 'thanks', at, did: 'skipped' }, definition)).toBe('Welcome');
  });

  it('works before the version is there', () => {
    expect(headline({ turn: 1, step: 'thanks-again', at, did: 'sent' }, undefined).text).toBe(
      'Sent “Thanks again”',
    );
  });

  it('tells an event as what the contact did, other reasons as they are', () => {
    expect(reasonWords('list.joined')).toBe('The contact joined a list');
    expect(reasonWords('the time was up')).toBe('The time was up');
  });

  it('finds the clause that a finding points at', () => {
    expect(clauseOf({ at: '/paths/0/when/all/1', holds: false }, 'opened', definition)).toEqual({
      text: 'Has the tag “vip”',
      holds: false,
    });
    expect(clauseOf({ at: '/paths/0/when/all/0', holds: true, saw: '2026' }, 'opened', definition).saw).toBe(
      '2026',
    );
    expect(clauseOf({ at: '/paths/9/when', holds: true }, 'opened', definition).text).toBe('/paths/9/when');
  });
});

describe('what comes next', () => {
  const definition: Definition = {
    language: 1,
    name: 'ask',
    triggers: [{ on: 'contact.added' }],
    start: 'ask',
    steps: {
      ask: { kind: 'send-email', label: 'The question', subject: 'Well?', text: 'x', next: 'answer' },
      answer: {
        kind: 'wait-for-event',
        paths: [
          { id: 'read', event: { on: 'email.opened', message: 'ask' }, next: 'thank' },
          { id: 'bought', event: { on: 'external.occurred', name: 'order' }, next: 'end' },
        ],
        timeout: { after: '2 days', next: 'thank' },
      },
      thank: { kind: 'add-tag', label: 'Thanked', tag: 'thanked', next: 'end' },
    },
  };

  it.each([
    [
      'Waits at `answer` for `email.opened` → `thank`, `external.occurred` → `end`; without any, goes to `thank` when the time is up.',
      'Goes on to “Thanked” if the contact opens “The question” or ends if the contact has the event “order”; goes on to “Thanked” when the time is up',
    ],
    [
      'Sends the message of `ask` when its hours open.',
      'Sends the message of “The question” when its hours open.',
    ],
    ['Something new about `ask`.', 'Something new about “The question”.'],
  ])('%s', (what, words) => {
    expect(nextWords(what, definition)).toBe(words);
  });
});

describe('times and numbers', () => {
  it('tells a time in the zone asked for, and in UTC', () => {
    expect(localTime('2026-07-01T10:00:00Z', 'Asia/Kolkata')).toBe('1 Jul 2026, 15:30 GMT+5:30');
    expect(utcTime('2026-07-01T10:00:00.000Z')).toBe('2026-07-01 10:00:00 UTC');
    expect(localTime('soon')).toBe('soon');
  });

  it.each([
    [0, 'now'],
    [90_000, 'in 1 minute'],
    [3 * 3_600_000, 'in 3 hours'],
    [-86_400_000, 'yesterday'],
  ])('%d ms from now is %s', (offset, words) => {
    const now = Date.parse('2026-07-01T10:00:00Z');
    expect(fromNow(new Date(now + offset).toISOString(), now)).toBe(words);
  });

  it('reads what a form gives', () => {
    expect(utcOfInput('')).toBe('');
    expect(utcOfInput('never')).toBe('');
    expect(utcOfInput('2026-07-01T10:00')).toBe(new Date('2026-07-01T10:00').toISOString());
  });

  it('shortens numbers and divides by nothing', () => {
    expect(shortNumber(9_999)).toBe('9,999');
    expect(shortNumber(12_840)).toBe('12.8k');
    expect(percent(1, 3)).toBe('33%');
    expect(percent(0, 0)).toBe('–');
  });
});

describe('contacts', () => {
  it('are called by name, address, number, id', () => {
    expect(contactLabel({ id: 'c1', firstName: 'Ada', lastName: 'Lovelace', email: 'a@b.c' })).toBe(
      'Ada Lovelace',
    );
    expect(contactLabel({ id: 'c1', email: 'a@b.c' })).toBe('a@b.c');
    expect(contactLabel({ id: 'c1', phone: '+32470' })).toBe('+32470');
    expect(contactLabel({ id: 'c1' })).toBe('c1');
  });

  it('have a score without the parts that lapsed', () => {
    const parts = [
      { points: 10, at: '2026-01-01T00:00:00Z' },
      { points: 5, at: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' },
    ];
    expect(scoreNow({ base: 1, parts }, Date.parse('2026-01-15T00:00:00Z'))).toBe(16);
    expect(scoreNow({ base: 1, parts }, Date.parse('2026-03-01T00:00:00Z'))).toBe(11);
  });
});
