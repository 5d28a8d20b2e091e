/** Rates that people write: defaults, and everything that is wrong in them at once. */
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import { ONE, toNumber } from '../../workflow-compiler/price/money.ts';
import { RATES, readRates } from '../../workflow-compiler/price/rates.ts';
import { heldShare, shares } from '../../workflow-compiler/price/shares.ts';

const definition: Definition = {
  language: 1,
  name: 'w',
  triggers: [{ on: 'contact.added' }],
  start: 'mail',
  steps: {
    mail: { kind: 'send-email', subject: 's', text: 't', next: 'opened' },
    opened: {
      kind: 'branch',
      paths: [
        { id: 'yes', when: { kind: 'email-opened', message: 'mail' }, next: 'end' },
        { id: 'vip', when: { kind: 'tag', tag: 'vip' }, next: 'end' },
      ],
      otherwise: 'reply',
    },
    reply: {
      kind: 'wait-for-event',
      paths: [
        { id: 'bought', event: { on: 'external.occurred', name: 'order' }, next: 'end' },
        { id: 'visited', event: { on: 'web.page-visited', url: '*' }, next: 'end' },
      ],
      timeout: { after: '1 day', next: 'half' },
    },
    half: {
      kind: 'split',
      paths: [
        { id: 'a', weight: 33.3, next: 'end' },
        { id: 'b', weight: 66.7, next: 'end' },
      ],
    },
  },
};

const of = (id: string, rates = RATES): { readonly [path: string]: number } => {
  const step = definition.steps[id];
  if (step === undefined) throw new Error(`no step ${id}`);
  const found = shares(id, step, [], rates);
  expect([...found.values()].reduce((a, b) => a + b, 0n)).toBe(ONE);
  return Object.fromEntries([...found].map(([path, share]) => [path, toNumber(share)]));
};

describe('shares of paths', () => {
  it('are usual ones where they are known, and even for the rest', () => {
    expect(of('opened')).toEqual({ yes: 0.5, vip: 0.25, otherwise: 0.25 });
    expect(of('reply')).toEqual({ bought: 0.25, visited: 0.25, timeout: 0.5 });
    expect(of('half')).toEqual({ a: 0.333, b: 0.667 });
  });

  it('are what is said, and the rest even', () => {
    const rates = { ...RATES, paths: { opened: { vip: 0.1 }, reply: { timeout: 0.9 }, half: { a: 1 } } };
    expect(of('opened', rates)).toEqual({ yes: 0.5, vip: 0.1, otherwise: 0.4 });
    expect(of('reply', rates)).toEqual({ bought: 0.05, visited: 0.05, timeout: 0.9 });
    expect(of('half', rates)).toEqual({ a: 1, b: 0 });
  });

  it('never add up to more than everybody', () => {
    expect(of('opened', { ...RATES, opened: 0.8, paths: { opened: { vip: 0.6 } } })).toEqual({
      yes: 0.4,
      vip: 0.6,
      otherwise: 0,
    });
  });
});

type Sending = NonNullable<Definition['sending']>;

describe('the share of messages that are held', () => {
  it.each<readonly [Sending, number]>([
    [{}, 0],
    // open 9 of 24 hours
    [{ hours: { from: '09:00', to: '18:00' } }, 0.625],
    // around midnight: 10 of 24 hours
    [{ hours: { from: '20:00', to: '06:00' } }, 1 - 10 / 24],
    [{ days: ['monday', 'tuesday'] }, 5 / 7],
    [{ days: ['monday'], hours: { from: '00:00', to: '12:00' } }, 13 / 14],
  ])('%j', (sending, share) => {
    expect(toNumber(heldShare({ ...definition, sending }, RATES))).toBeCloseTo(share, 10);
  });

  it('is the one that is said', () => {
    expect(toNumber(heldShare(definition, { ...RATES, held: 0.1 }))).toBe(0.1);
  });
});

describe('reading rates', () => {
  it('fills in what is not said', () => {
    const read = readRates(
      { opened: 0.3, paths: { opened: { yes: 0.2 } }, prices: { 'sms-IT': 0.05 } },
      definition,
    );
    expect(read).toEqual({
      ok: true,
      rates: { ...RATES, opened: 0.3, paths: { opened: { yes: 0.2 } }, prices: { 'sms-IT': 0.05 } },
    });
  });

  it('tells everything that is wrong at once', () => {
    const read = readRates(
      {
        opend: 0.3,
        clicked: 2,
        paths: { opened: { yes: 0.7, no: 0.1, vip: 0.5 }, ghost: {}, mail: { x: 1 } },
        countries: { Italy: 1 },
        mail: 'free',
        prices: { transition: -1, transitions: 1 },
      },
      definition,
    );
    expect(read.ok ? [] : read.problems).toEqual([
      'There is no rate `opend`. Did you mean `opened`?',
      '`clicked` is not a number from 0 to 1.',
      'The shares in `paths/opened` add up to more than 1.',
      'The step `opened` has no path `no`. Its paths are `yes`, `vip`, `otherwise`.',
      'There is no step `ghost`. Known here: `mail`, `opened`, `reply`, `half`.',
      'The step `mail` has no paths to choose from.',
      '`countries/Italy` is no ISO code of two capital letters.',
      '`mail` is neither `essentials` nor `a-la-carte`.',
      '`prices/transition` is not a number of dollars for one unit.',
      'There is no price `transitions`. Did you mean `transition`?',
    ]);
  });

  it.each([[null], [[]], ['x'], [{ paths: 1 }], [{ countries: [] }], [{ prices: 'x' }], [{ opened: '0.5' }]])(
    'refuses %j',
    (value) => {
      expect(readRates(value, definition).ok).toBe(false);
    },
  );
});
