/**
 * The price against the product: contacts go through two workflows in each placement, and what AWS would bill for is counted
 * while they do, so that no line of the price can be left out.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Shape } from '../../functions/domain/workflow/publish.ts';
import type { Caps } from '../../workflow-compiler/caps.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import type { Line } from '../../workflow-compiler/price/lines.ts';
import { toNumber } from '../../workflow-compiler/price/money.ts';
import { priceOf, type Quote } from '../../workflow-compiler/price/price.ts';
import { RATES, type Rates } from '../../workflow-compiler/price/rates.ts';
import { PEOPLE, played } from './played.ts';

const WELCOME = readFileSync(join(import.meta.dirname, '../../examples/welcome.yaml'), 'utf8');

/** Ten events in an entry, as the price has it; counting is a matter of batches, of which the price takes a part for each change: `counters.test.ts`. */
const PACKED = 10;
const COUNTING = 2 / 100;

/** Large enough for everything that is sent here. */
const CAPS: Caps = { email: { perDay: 9 }, sms: { perWeek: 9 } };

/** Twelve letters: how a row grows over twenty-five turns is a matter of what is in it. */
const LETTERS = readFileSync(join(import.meta.dirname, '../../examples/letters.yaml'), 'utf8').replace(
  '- on: email.clicked',
  '- { on: list.joined, list: newsletter }',
);
const CLOSE = 3.5 / 100;
/** Half open the first letter, a quarter all others. */
const OPENED = (1 / 2 + 11 / 4) / 12;

/** Changes in the middle of a call, a decision, a wait for an event that does not come. */
const BACK = `
language: 1
name: back
triggers: [{ on: list.joined, list: newsletter }]
sending: { from: { email: a@example.com } }
start: tag
steps:
  tag: { kind: add-tag, tag: here, next: pause }
  pause: { kind: wait, for: 20 hours, next: ask }
  ask: { kind: branch, paths: [{ id: vip, when: { kind: tag, tag: vip }, next: end }], otherwise: mark }
  mark: { kind: set-detail, detail: plan, value: pro, next: follow }
  follow:
    kind: wait-for-event
    paths: [{ id: bought, event: { on: external.occurred, name: order }, next: end }]
    timeout: { after: 2 hours, next: thank }
  thank: { kind: add-tag, tag: late, next: remind }
  remind: { kind: send-email, subject: Hello, text: Hello, next: end }
`;

type Case = readonly [name: string, shape: Shape, linesOf: (quote: Quote) => readonly Line[]];

const CASES: readonly Case[] = [
  ['standard', {}, ({ standard }) => standard.lines],
  ['standard, by segments', { granularity: 'segment' }, ({ segments }) => segments.lines],
  ['express', { placement: 'express' }, ({ express }) => express.segment],
  [
    'express, a state for each step',
    { placement: 'express', granularity: 'step' },
    ({ express }) => express.step,
  ],
];

it.each(CASES)('runs of the welcome series are billed what its price says: %s', (...one) =>
  billedAsPriced(one, WELCOME, { ...RATES, clicked: 0 }),
);

it.each(CASES.slice(2, 3))('so are those under caps: %s', (...one) =>
  billedAsPriced(one, WELCOME, { ...RATES, clicked: 0, capped: 1 }, { caps: CAPS }),
);

/** Who comes before noon is held; the next message is due when hours begin. */
const HELD = WELCOME.replace(/^sending:$/m, "sending:\n  hours: { from: '15:00', to: '22:00' }");

it.each(CASES)('so are those whose first message is held for the sending hours: %s', (...one) =>
  // Nobody opens in time, and every fourth at last.
  billedAsPriced(one, HELD, {
    ...RATES,
    clicked: 0,
    opened: 0.25,
    held: 0.5,
    paths: { opened: { yes: 0 } },
  }),
);

it.each(CASES)('changes in the middle, decisions and waits are billed what their price says: %s', (...one) =>
  // Every fourth opens what came.
  billedAsPriced(one, BACK, {
    ...RATES,
    clicked: 0,
    opened: 0.25,
    timeout: 1,
    paths: { ask: { vip: 0 } },
  }),
);

it.each(CASES)('long runs are billed what their price says, but for a little: %s', (...one) =>
  billedAsPriced(one, LETTERS, { ...RATES, clicked: 0, opened: OPENED }, { days: 90, within: CLOSE }),
);

/** `within`: how far rows written and read may be from their price, as a part of it. */
type Playing = { readonly caps?: Caps; readonly days?: number; readonly within?: number };

async function billedAsPriced(
  [, shape, linesOf]: Case,
  definition: string,
  rates: Rates,
  { caps = {}, days = 2, within = 0 }: Playing = {},
): Promise<void> {
  const compiled = compile(definition);
  if (!compiled.ok) throw new Error('the workflow does not compile');
  const quote = priceOf(compiled.artifact.definition, rates);
  const { units, log } = await played(definition, shape, caps, days);
  const shown = log.join('\n');
  const near = (counted: number, price: number, why: string): void =>
    expect(Math.abs(counted - price), `${counted} counted, ${price} priced\n${why}`).toBeLessThan(
      within * price + 1e-5,
    );
  // The contact's own change, which made the event, is whoever's who made it.
  const written = Object.values(units.written).reduce((all, one) => all + one, 0) - PEOPLE;
  const lines = [...linesOf(quote), ...quote.messages];
  const priced = (what: string): number =>
    PEOPLE * toNumber(lines.find((line) => line.what === what)?.count ?? 0n);
  const told = log.filter((line) => /put (run|msg|act|card)/.test(line) && !/msg.*act#/.test(line)).length;
  const counting = COUNTING * (told - PEOPLE);
  expect(units.calls, shown).toBeCloseTo(priced('Tasks, calls'), 5);
  expect(units.events / PACKED).toBeCloseTo(priced('Events on the bus'), 5);
  near(
    written + counting,
    priced('Rows written') + priced('Opens and clicks, rows written') + priced('Caps, rows written'),
    shown,
  );
  if (shape.placement === 'express') {
    expect(units.executions).toBeCloseTo(priced('Executions'), 5);
    expect(units.timers).toBeCloseTo(priced('Timers'), 5);
  } else expect(units.states).toBeCloseTo(priced('States entered'), 5);
  // Who changes the contact reads the card; rows of workflow, tenant and routing table serve ten, as the price has it.
  const { generation: _fresh, workflow: _shared, tenant: _too, due: _sweeper, ...kinds } = units.read;
  const read = Object.values(kinds).reduce((all, one) => all + one, 0) - PEOPLE;
  const shared = (units.calls + units.events) / 10;
  near(
    read + shared + counting,
    priced('Rows read') + priced('Opens and clicks, rows read') + priced('Caps, rows read'),
    JSON.stringify(kinds),
  );
}
