/**
 * The price against the product: contacts go through the welcome series in each placement, and what AWS would bill for is counted
 * while they do, so that no line of the price can be left out.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readUnits, sizeOf, writeUnits } from '../../functions/adapters/aws/store/size.ts';
import { listMessages } from '../../functions/domain/message/list.ts';
import { recordOpen } from '../../functions/domain/message/track.ts';
import type { Shape } from '../../functions/domain/workflow/publish.ts';
import type { ChannelPort } from '../../functions/ports/channel.ts';
import { manualClock } from '../../infra/local/clock.ts';
import { openMeter, type Units } from '../../infra/local/meter.ts';
import type { Caps } from '../../workflow-compiler/caps.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import type { Line } from '../../workflow-compiler/price/lines.ts';
import { toNumber } from '../../workflow-compiler/price/money.ts';
import { priceOf, type Quote } from '../../workflow-compiler/price/price.ts';
import { RATES } from '../../workflow-compiler/price/rates.ts';
import { openScheduler } from '../stories/scheduler.ts';
import {
  begin,
  contact,
  contactId,
  DAY,
  HOUR,
  idle,
  join_,
  openWorld,
  START,
  tenant,
  time,
  type World,
  withFolder,
  workflow,
} from '../stories/world.ts';

const WELCOME = readFileSync(join(import.meta.dirname, '../../examples/welcome.yaml'), 'utf8');
const PEOPLE = 8;
/** Between two of them, in milliseconds. */
const APART = 5000;
const ids = Array.from({ length: PEOPLE }, (_, at) => `c${at}`);
/** Who goes first: what functions then keep in memory is not read again. */
const FIRST = ['yes', 'no'];

/** Of every mail that has come, half are opened: those of people whose turn it is. */
async function open(
  { runtime }: World,
  people: readonly string[],
  whose: (at: number) => boolean,
): Promise<void> {
  for (const [at, id] of people.entries()) {
    if (!whose(at)) continue;
    const { messages } = await listMessages(runtime.store, tenant, {
      contact: contactId(id),
      limit: 100,
    });
    for (const { run, turn, channel, openedAt } of messages)
      if (channel === 'email' && openedAt === undefined)
        await recordOpen(runtime.deps, { tenant, run, turn }, false);
  }
}

/** What everybody's runs come to, after the contacts are there. */
async function played(
  shape: Shape,
  caps: Caps = {},
  definition = WELCOME,
): Promise<{ readonly units: Units; readonly log: readonly string[] }> {
  return withFolder(async (dir) => {
    const clock = manualClock(START);
    const provider: ChannelPort = {
      commitsWithClaim: false,
      deliver: async ({ run, turn }) => {
        // Delivery takes time, and rows that stand in an index by time move on.
        clock.advanceTo(clock.now() + 40);
        return { outcome: 'sent', providerId: `0100018f-${run}-${turn}-000000` };
      },
    };
    const meter = openMeter({ sizeOf, readUnits, writeUnits });
    const timers = openScheduler().timers(clock);
    const world = await openWorld(dir, START, {
      ...{ clock, email: provider, sms: provider, shape, timers, meter },
      billed: true,
    });
    await begin(world);
    await world.cap(caps);
    await workflow(definition)(world);
    for (const id of [...FIRST, ...ids])
      await contact(id, { do: 'set', detail: 'phone', value: '+4930901820' })(world);
    await idle(world);
    const live = async (people: readonly string[], days: number): Promise<void> => {
      for (const id of people) {
        await contact(id, join_('newsletter'))(world);
        await idle(world);
        // One call at a time, as each function of Lambda has them: they share no memory of a card.
        await time(clock.now() - START + APART)(world);
      }
      await open(world, people, (at) => at % 2 === 0);
      await time(days * (DAY + HOUR) + people.length * APART)(world);
      await idle(world);
      // Of those who opened the first mail and got the second, half open that, too.
      await open(world, people, (at) => at % 4 === 0);
      await idle(world);
    };
    await live(FIRST, 1);
    const before = meter.units();
    const logged = meter.log.length;
    await live(ids, 2);
    const units = since(before, meter.units());
    await world.runtime.close();
    return { units, log: meter.log.slice(logged) };
  });
}

const since = (before: Units, now: Units): Units => {
  const less = (a: number, b: number | undefined): number => a - (b ?? 0);
  const each = (a: Units['read'], b: Units['read']) =>
    Object.fromEntries(Object.entries(a).map(([kind, units]) => [kind, less(units, b[kind])]));
  return {
    states: less(now.states, before.states),
    executions: less(now.executions, before.executions),
    calls: less(now.calls, before.calls),
    events: less(now.events, before.events),
    timers: less(now.timers, before.timers),
    written: each(now.written, before.written),
    read: each(now.read, before.read),
  };
};

/** Ten events in an entry, as the price has it; counting is a matter of batches, of which the price takes a part for each change: `counters.test.ts`. */
const PACKED = 10;
const COUNTING = 2 / 100;

/** Large enough for everything that is sent here. */
const CAPS: Caps = { email: { perDay: 9 }, sms: { perWeek: 9 } };

it.each<[string, Shape, (quote: Quote) => readonly Line[], Caps?]>([
  ['standard', {}, ({ standard }) => standard.lines],
  ['standard, by segments', { granularity: 'segment' }, ({ segments }) => segments.lines],
  ['express', { placement: 'express' }, ({ express }) => express.segment],
  ['express, under caps', { placement: 'express' }, ({ express }) => express.segment, CAPS],
  [
    'express, a state for each step',
    { placement: 'express', granularity: 'step' },
    ({ express }) => express.step,
  ],
])('runs of the welcome series are billed what its price says: %s', async (_name, shape, linesOf, caps) => {
  const compiled = compile(WELCOME);
  if (!compiled.ok) throw new Error('the example does not compile');
  const quote = priceOf(compiled.artifact.definition, {
    ...RATES,
    clicked: 0,
    ...(caps === undefined ? {} : { capped: 1 }),
  });
  const { units, log } = await played(shape, caps ?? {});
  const shown = log.join('\n');
  // The contact's own change, which made the event, is whoever's who made it.
  const written = Object.values(units.written).reduce((all, one) => all + one, 0) - PEOPLE;
  const lines = [...linesOf(quote), ...quote.messages];
  const priced = (what: string): number =>
    PEOPLE * toNumber(lines.find((line) => line.what === what)?.count ?? 0n);
  const told = log.filter((line) => /put (run|msg|act|card)/.test(line) && !/msg.*act#/.test(line)).length;
  const counting = COUNTING * (told - PEOPLE);
  expect(units.calls, shown).toBeCloseTo(priced('Tasks, calls'), 5);
  expect(units.events / PACKED).toBeCloseTo(priced('Events on the bus'), 5);
  expect(written + counting, shown).toBeCloseTo(
    priced('Rows written') + priced('Opens and clicks, rows written') + priced('Caps, rows written'),
    5,
  );
  if (shape.placement === 'express') {
    expect(units.executions).toBeCloseTo(priced('Executions'), 5);
    expect(units.timers).toBeCloseTo(priced('Timers'), 5);
  } else expect(units.states).toBeCloseTo(priced('States entered'), 5);
  // Who changes the contact reads the card; rows of workflow, tenant and routing table serve ten, as the price has it.
  const { generation: _fresh, workflow: _shared, tenant: _too, due: _sweeper, ...kinds } = units.read;
  const read = Object.values(kinds).reduce((all, one) => all + one, 0) - PEOPLE;
  const shared = (units.calls + units.events) / 10;
  expect(read + shared + counting, JSON.stringify(kinds)).toBeCloseTo(
    priced('Rows read') + priced('Opens and clicks, rows read') + priced('Caps, rows read'),
    5,
  );
});

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

it.each<[string, Shape, (quote: Quote) => readonly Line[]]>([
  ['express', { placement: 'express' }, ({ express }) => express.segment],
  [
    'express, a state for each step',
    { placement: 'express', granularity: 'step' },
    ({ express }) => express.step,
  ],
])('changes within a call are written as its price says: %s', async (_name, shape, linesOf) => {
  const compiled = compile(BACK);
  if (!compiled.ok) throw new Error('the workflow does not compile');
  // Every fourth opens what came.
  const rates = { ...RATES, clicked: 0, opened: 0.25, timeout: 1, paths: { ask: { vip: 0 } } };
  const quote = priceOf(compiled.artifact.definition, rates);
  const { units, log } = await played(shape, {}, BACK);
  const lines = [...linesOf(quote), ...quote.messages];
  const priced = (what: string): number =>
    PEOPLE * toNumber(lines.find((line) => line.what === what)?.count ?? 0n);
  const written = Object.values(units.written).reduce((all, one) => all + one, 0) - PEOPLE;
  const told = log.filter((line) => /put (run|msg|act|card)/.test(line) && !/msg.*act#/.test(line)).length;
  expect(written + COUNTING * (told - PEOPLE), log.join('\n')).toBeCloseTo(
    priced('Rows written') + priced('Opens and clicks, rows written'),
    5,
  );
});
