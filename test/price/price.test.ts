/** Prices against arithmetic done by hand, and what must hold for every workflow. Dollars are for a million runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../workflow-compiler/compile.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import { type Line, total } from '../../workflow-compiler/price/lines.ts';
import { toNumber, toUsd } from '../../workflow-compiler/price/money.ts';
import { priceOf } from '../../workflow-compiler/price/price.ts';
import { pathsOf, RATES } from '../../workflow-compiler/price/rates.ts';
import { reportOf } from '../../workflow-compiler/price/report.ts';
import { tableOf } from '../../workflow-compiler/price/table.ts';
import { workflows } from '../compiler/generate.ts';

function example(name: string): Definition {
  const text = readFileSync(join(import.meta.dirname, `../../examples/${name}.yaml`), 'utf8');
  const compiled = compile(text);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.artifact.definition;
}

const millions = (lines: readonly Line[]): { readonly [what: string]: number } =>
  Object.fromEntries(lines.map((line) => [line.what, toUsd(total([line], 1_000_000))]));
const usd = (lines: readonly Line[]): number => toUsd(total(lines, 1_000_000));

const TAG: Definition = {
  language: 1,
  name: 'tag',
  triggers: [{ on: 'contact.added' }],
  start: 'a',
  steps: { a: { kind: 'add-tag', tag: 'x', next: 'end' } },
};

describe('a workflow of one step', () => {
  const { standard, messages } = priceOf(TAG);

  it('costs, line by line', () => {
    expect(millions(standard.lines)).toEqual({
      // 1 state × $25
      'States entered': 25,
      // 1 call × $0.20
      'Tasks, calls': 0.2,
      // 100 ms + 50 ms for the one thing done, in 256 MB: 0.15 × 0.25 = 0.0375 GB-s × $13.3334
      'Tasks, time': 0.500003,
      // event 1; enrolment: row 1 + 2 index entries; end: card 1, row 1 + 1 entry; counting 4 changes: 0.08: 7.08 × $0.625
      'Rows written': 4.425,
      // task: run, card, a tenth of the workflow; feed: card; router: event, card with listeners, half a run, a tenth; counting: 5.78 × $0.125
      'Rows read': 0.7225,
      // ten in an entry
      'Events on the bus': 0.1,
      // sent alone, received and deleted in tens: 0.12 × $0.40
      'Events through the queue': 0.048,
      // in tens: 0.01 × $0.20; and (0.01 × 100 ms + 0.1 × 50 ms) × 0.25 GB = 0.0015 GB-s × $13.3334
      'Router, calls': 0.002,
      'Router, time': 0.02,
      // 4 writes, in hundreds: 0.04 × $0.20, and 0.04 × 0.0375 GB-s × $13.3334
      'Feed of changes, calls': 0.008,
      'Feed of changes, time': 0.02,
    });
    expect(messages).toEqual([]);
  });

  it('costs together what its lines cost before they are rounded', () => {
    // 25 + 0.2 + 0.5000025 + 4.425 + 0.7225 + 0.1 + 0.048 + 0.002 + 0.0200001 + 0.008 + 0.0200001
    expect(usd(standard.lines)).toBe(31.045503);
  });
});

describe('the welcome series', () => {
  const welcome = example('welcome');
  const quote = priceOf(welcome);

  it('enters nine states when every step is a state of its own', () => {
    // thanks, pause, pause.until, opened, opened.path, story or reminder, mark, -end, -done
    expect(toNumber(quote.naive.transitions)).toBe(9);
    // 9 × $25; 6 tasks × $0.20; 6 × 0.0375 GB-s × $13.3334
    expect(millions(quote.naive.lines)).toMatchObject({
      'States entered': 225,
      'Tasks, calls': 1.2,
      'Tasks, time': 3.000015,
    });
    expect(quote.standard.transitions).toBeLessThan(quote.naive.transitions);
  });

  it('sends one and a half mails and half a text message', () => {
    expect(millions(quote.messages)).toEqual({
      // thanks, and story for half: 1.5 × $160
      Mails: 240,
      // each taken, and arrived
      'Delivery reports of mails': 3,
      // 2 of each message, each sent to the queue, received and deleted in tens: 4 × 1.2 × $0.40
      'Delivery reports through the queue': 1.92,
      // in tens: 0.4 × $0.20, and 0.4 × 0.0375 GB-s × $13.3334
      'Delivery reports, calls': 0.08,
      'Delivery reports, time': 0.200001,
      // a transaction of the message (2) and the event (2) for each; counting 4 changes: 0.08: 8.08 × $0.625
      'Delivery reports, rows written': 5.05,
      'Delivery reports, rows read': 0.51,
      // reminder for half, one part: 0.5 × $10,300
      'Text messages to US, parts': 5150,
      // 1.5 × (50 % + 10 %) = 0.9 requests × $1
      'Opens and clicks': 0.9,
      // 0.9 × $0.20, and 0.9 × 0.0375 GB-s × $13.3334
      'Opens and clicks, calls': 0.18,
      'Opens and clicks, time': 0.450002,
      // a transaction of the message (2) and the event (2): 0.9 × 4 × $0.625
      'Opens and clicks, rows written': 2.25,
      'Opens and clicks, rows read': 0.1125,
    });
  });

  it('costs, line by line, in the express placement', () => {
    expect(millions(quote.express.segment)).toEqual({
      // after the wait; before it, the router does what is to be done
      Executions: 1,
      // 150 + 100 + 3 of 5 things × 50 = 400 ms in 64 MB: 0.025 GB-s × $16.67
      'Executions, time': 0.41675,
      'Tasks, calls': 0.2,
      // 100 + 3 × 50 = 250 ms in 256 MB: 0.0625 GB-s × $13.3334
      'Tasks, time': 0.833338,
      // event, enrolment and its entry, message, wait and its place, wake-up out of it, message, card, end: 11; counting 8: 0.16
      'Rows written': 6.975,
      // execution: run, card, activity, a tenth of the workflow; feed and router: 3.6; counting 8: 0.16: 6.86 × $0.125
      'Rows read': 0.8575,
      Timers: 1,
      'Timers, calls': 0.2,
      // 150 ms in 128 MB
      'Timers, time': 0.250001,
      'Events on the bus': 0.1,
      'Events through the queue': 0.048,
      'Router, calls': 0.002,
      // (0.01 × 100 + 0.3 × 50) ms in 256 MB
      'Router, time': 0.053334,
      // 8 writes
      'Feed of changes, calls': 0.016,
      'Feed of changes, time': 0.04,
    });
    expect(usd(quote.express.segment)).toBe(11.991923);
  });

  it('stays below $12 a million runs in express', () => {
    expect(usd(quote.express.segment)).toBeLessThanOrEqual(12);
  });

  it('stays below $16 a million runs in express with a state for each step', () => {
    expect(usd(quote.express.step)).toBeLessThan(16);
    expect(usd(quote.express.step)).toBeGreaterThan(usd(quote.express.segment));
    // One execution, which decides and acts: two calls.
    expect(millions(quote.express.step)).toMatchObject({ Executions: 1, 'Tasks, calls': 0.4 });
  });

  it('costs less when fewer open, since a mail is cheaper than a text message', () => {
    const few = priceOf(welcome, { ...RATES, opened: 0.2 });
    // 1.2 mails, 0.8 text messages
    expect(millions(few.messages)).toMatchObject({ Mails: 192, 'Text messages to US, parts': 8240 });
  });

  it('has prices of one’s own, and countries', () => {
    const own = priceOf(welcome, {
      ...RATES,
      mail: 'a-la-carte',
      countries: { US: 0.5, DE: 0.3 },
      prices: { 'sms-DE': 0.07 },
    });
    expect(millions(own.messages)).toMatchObject({
      Mails: 150,
      // 0.5 parts × 50 % × $10,300; × 30 % × $70,000; the rest × $80,000
      'Text messages to US, parts': 2575,
      'Text messages to DE, parts': 10_500,
      'Text messages to other, parts': 8000,
    });
    expect(own.messages.find(({ what }) => what.includes('DE'))?.source).toBe('your rates');
  });
});

describe('letters in a loop', () => {
  it('are sent twelve times', () => {
    const { naive, messages } = priceOf(example('letters'));
    // 12 × (letter, pause, pause.until, again), and -end, -done
    expect(toNumber(naive.transitions)).toBe(50);
    expect(millions(messages).Mails).toBe(1920);
  });
});

describe('what a report says', () => {
  const quote = priceOf(example('welcome'));

  it('adds up', () => {
    const report = reportOf(quote, 20_000);
    const sum = (part: string): number =>
      report.lines
        .filter((line) => line.part === part)
        .reduce((all, line) => all + line.usdPerMillionRuns, 0);
    expect(sum('standard')).toBeCloseTo(report.placements.standard.usdPerMillionRuns, 4);
    expect(sum('express')).toBeCloseTo(report.placements.express.usdPerMillionRuns, 4);
    expect(sum('messages')).toBeCloseTo(report.messages.usdPerMillionRuns, 4);
    for (const { countPerRun, price, usdPerMillionRuns } of report.lines)
      expect(countPerRun * price * 1e6).toBeCloseTo(usdPerMillionRuns, 5);
    expect(report.forecast?.messagesUsd).toBeCloseTo(report.messages.usdPerMillionRuns / 50, 5);
    expect(report.placements.express.perStep.usdPerMillionRuns).toBeGreaterThan(
      report.placements.express.usdPerMillionRuns,
    );
  });

  it('names its date, a source for every line, and what is an estimate', () => {
    const report = reportOf(quote);
    expect(report.prices.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    for (const { source } of report.lines) expect(source).toMatch(/https:\/\/aws\.amazon\.com\//);
    expect(report.lines.filter(({ evidence }) => evidence === 'estimate').map(({ what }) => what)).toEqual([
      'Delivery reports of mails',
      'Text messages to US, parts',
    ]);
  });

  it('is a table in the other form', () => {
    const text = tableOf(quote, 2000);
    expect(text).toContain('what 2,000 runs cost');
    // 3,000 mails × $0.00016
    expect(text).toMatch(/Mails +1\.5 +\$0\.00016 +\$0\.48\n/);
    expect(text).toMatch(/Text messages to US, parts +0\.5 +~ \$0\.0103 +\$10\.30\n/);
    expect(text).toContain('On the way, express placement');
  });
});

describe('any workflow', () => {
  it('costs something between what its paths cost, and the same each time', () => {
    fc.assert(
      fc.property(
        workflows({
          maxSteps: 10,
          kinds: ['branch', 'send-email', 'wait', 'add-tag', 'send-sms', 'webhook'],
        }),
        fc.nat(),
        fc.uniqueArray(fc.integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 3 }),
        (definition, pick, percents) => {
          const branches = Object.keys(definition.steps).filter(
            (id) => definition.steps[id]?.kind === 'branch',
          );
          const step = branches[pick % Math.max(1, branches.length)];
          fc.pre(step !== undefined);
          // What holds for as many as open leaves less to share, down to nothing: no straight line.
          fc.pre(!/email-(opened|clicked)/.test(JSON.stringify(definition)));
          const path = pathsOf(definition, step)?.[0] ?? '';
          const costs = percents
            .toSorted((a, b) => a - b)
            .map((percent) => {
              const rates = { ...RATES, paths: { [step]: { [path]: percent / 100 } } };
              const { standard, messages } = priceOf(definition, rates);
              expect(priceOf(definition, rates).standard).toEqual(standard);
              // Rows are written in whole kilobytes, which grow in steps.
              return usd([...standard.lines.filter(({ what }) => !what.startsWith('Rows')), ...messages]);
            });
          // Without a loop the cost is a straight line over the share of a path: it only rises or only falls.
          const [low = 0, middle = 0, high = 0] = costs;
          expect(middle).toBeGreaterThanOrEqual(Math.min(low, high) - 1e-5);
          expect(middle).toBeLessThanOrEqual(Math.max(low, high) + 1e-5);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never enters more states than without optimising', () => {
    fc.assert(
      fc.property(workflows(), (definition) => {
        const { standard, naive } = priceOf(definition);
        expect(standard.transitions).toBeLessThanOrEqual(naive.transitions);
      }),
      { numRuns: 60 },
    );
  });

  it('enters each state at least as often when a jump goes round once more', () => {
    const letters = example('letters');
    const turns = (atMost: number) =>
      priceOf({
        ...letters,
        steps: { ...letters.steps, again: { kind: 'jump', to: 'letter', atMost, next: 'end' } },
      });
    for (const atMost of [1, 2, 5, 20])
      expect(turns(atMost + 1).standard.transitions).toBeGreaterThan(turns(atMost).standard.transitions);
  });
});
