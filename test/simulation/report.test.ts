/** What a report says beside counts: the price of what was simulated, every trigger, how long windows held, caps that were met. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Profile } from '../../functions/domain/simulation/profile.ts';
import { reportOf, type SimulationReport } from '../../functions/domain/simulation/report.ts';
import { openSimulation } from '../../functions/domain/simulation/simulate.ts';
import { type Household, setStage } from '../../functions/domain/simulation/stage.ts';
import { householdOf } from '../../infra/local/simulator/workflows.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import { type Line, total } from '../../workflow-compiler/price/lines.ts';
import { toUsd } from '../../workflow-compiler/price/money.ts';
import { priceOf } from '../../workflow-compiler/price/price.ts';
import { RATES } from '../../workflow-compiler/price/rates.ts';
import { reportOf as priced } from '../../workflow-compiler/price/report.ts';

const START = Date.UTC(2026, 0, 5);

function artifactOf(text: string) {
  const compiled = compile(text);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.artifact;
}

function simulated(
  texts: readonly string[],
  contacts: number,
  profile: Profile,
  more: Partial<Household> = {},
): SimulationReport {
  const household = { ...householdOf('UTC'), ...more };
  const stage = setStage(texts.map(artifactOf), household, false);
  const simulation = openSimulation(stage, { seed: 1, start: START, days: 30, profile });
  for (let index = 0; index < contacts; index += 1) simulation.made(index);
  const about = { contacts, start: '2026-01-05', days: 30, seed: 1, zone: 'UTC' };
  return reportOf(stage, simulation.tally, about);
}

const welcome = readFileSync('examples/welcome.yaml', 'utf8');
const all = { emailConsent: { in: 1, out: 0 }, smsConsent: { in: 1, out: 0 }, phone: 1 };
const certain = {
  people: all,
  email: {
    machineOpen: { rate: 0 },
    unsubscribe: { rate: 0 },
    click: { rate: 0 },
    complaint: { rate: 0 },
    bounce: { rate: 0 },
  },
  providers: { email: {}, sms: {} },
};

it.each([
  ['everybody opens', 1, { opened: 1, clicked: 0, paths: { opened: { yes: 1 } } }],
  ['nobody opens', 0, { opened: 0, clicked: 0, paths: { opened: { yes: 0 } }, countries: { DE: 1 } }],
])('where %s, the price is to the cent what the price engine says of these rates', (_name, rate, rates) => {
  const profile = { ...certain, email: { ...certain.email, open: { rate, after: '1 minute' } } };
  const { price } = simulated([welcome], 400, profile).workflows.welcome ?? {};
  const { definition } = artifactOf(welcome);
  const { forecast } = priced(priceOf(definition, { ...RATES, ...rates }), 400);
  const quote = priceOf(definition, { ...RATES, ...rates });
  const usd = (lines: readonly Line[]): number => toUsd(total(lines, 400));
  expect(price?.usd).toEqual({
    messages: forecast?.messagesUsd,
    standard: forecast?.standardUsd,
    standardSegment: usd(quote.segments.lines),
    express: forecast?.expressUsd,
    expressStep: usd(quote.express.step),
  });
  expect(price?.shape).toBe('standard');
  expect(price?.usd.standard).toBeGreaterThan(0);
});

it('who has no address costs no mail, but the way to where that is found', () => {
  const nobody = simulated([welcome], 100, { ...certain, people: { ...all, email: 0, phone: 0 } }).workflows
    .welcome;
  expect(nobody?.price?.usd.messages).toBe(0);
  expect(nobody?.price?.usd.standard).toBeGreaterThan(0);
});

const LOOP = `
language: 1
name: loop
triggers:
  - { on: list.joined, list: newsletter }
  - { on: external.occurred, name: start }
  - { on: form.submitted, form: contact }
sending: { from: { email: a@example.com }, hours: { from: "09:00", to: "17:00" } }
start: mail
steps:
  mail: { kind: send-email, subject: Hello, text: "See https://example.com/", next: pause }
  pause: { kind: wait, for: 1 day, next: again }
  again: { kind: jump, to: mail, atMost: 2, next: end }
`;

it('contacts enter by every trigger, and meet the windows and caps that there are', () => {
  const profile = {
    ...certain,
    people: { ...all, zones: { UTC: 1 } },
    email: { ...certain.email, open: { rate: 1, after: '1 minute' }, click: { rate: 1 } },
  };
  const { entered, enteredBy = {}, steps = {}, price } = simulated([LOOP], 600, profile).workflows.loop ?? {};
  expect(entered).toBe(600);
  expect(Object.keys(enteredBy)).toEqual(['external.occurred', 'form.submitted', 'list.joined']);
  for (const each of Object.values(enteredBy)) expect(each).toBeGreaterThan(150);
  expect(steps.again).toMatchObject({ capped: 600, paths: { jump: 1200, next: 600 } });
  expect(steps.mail).toMatchObject({ did: { sent: 1800 }, opened: 1800, clicked: 1800 });
  // Who enters at night waits until nine; the longest comes at five in the afternoon.
  expect(steps.mail?.heldByWindow).toBeGreaterThan(300);
  expect(steps.mail?.heldFor?.max).toBeLessThanOrEqual(16 * 3600);
  expect(steps.mail?.heldFor?.max).toBeGreaterThan(15 * 3600);
  expect(steps.mail?.heldFor?.p50).toBeLessThan(11 * 3600);
  expect(price?.usd.messages).toBeGreaterThan(0);
});

it.each([
  ['skip', { sent: 600, skipped: 1200 }, { perDay: 1200, perWeek: 0, skipped: 1200, held: 0 }],
  ['hold', { sent: 1800, parked: 1200 }, { perDay: 1200, perWeek: 0, skipped: 0, held: 1200 }],
] as const)('how often a cap has no room is counted: %s', (over, did, met) => {
  const often = LOOP.replace('for: 1 day', 'for: 1 hour').replace(/, hours: .*? }/, '');
  const profile = { ...certain, people: all };
  const caps = { email: { perDay: 1, over }, sms: { perWeek: 1 } };
  const { workflows, caps: counted, sends } = simulated([often], 600, profile, { caps });
  expect(workflows.loop?.steps.mail?.did).toEqual(did);
  expect(workflows.loop?.steps.mail?.heldByCap).toBe(over === 'hold' ? 1200 : undefined);
  expect(workflows.loop?.steps.mail?.heldByWindow).toBeUndefined();
  expect(counted).toEqual({ email: met, sms: { perDay: 0, perWeek: 0, skipped: 0, held: 0 } });
  expect(sends.email?.total).toBe(did.sent);
  expect(simulated([often], 10, profile).caps).toBeUndefined();
});

it('a circle of workflows is cut, and the report says so', () => {
  const half = (name: string, on: string, other: string): string => `
language: 1
name: ${name}
triggers: [{ on: contact.tagged, tag: ${on} }]
entry: { reentry: always }
start: take
steps:
  take: { kind: remove-tag, tag: ${on}, next: give }
  give: { kind: add-tag, tag: ${other}, next: end }
`;
  const { workflows } = simulated([half('ping', 'a', 'b'), half('pong', 'b', 'a')], 3, {});
  const { ping, pong } = workflows;
  expect((ping?.entered ?? 0) + (pong?.entered ?? 0)).toBe(33);
  expect((ping?.cut ?? 0) + (pong?.cut ?? 0)).toBe(3);
});

it('moments that many wait for are spread as the tenant has them spread', () => {
  const morning = `
language: 1
name: morning
triggers: [{ on: list.joined, list: newsletter }]
start: wait
steps:
  wait: { kind: wait, day: { on: any, at: "10:00" }, next: mark }
  mark: { kind: add-tag, tag: up, next: end }
`;
  const profile = { people: { zones: { UTC: 1 } }, enter: { over: 'at once' } } as const;
  const took = (spread: number) =>
    simulated([morning], 300, profile, { spreadSeconds: spread }).workflows.morning?.seconds ?? {};
  expect(took(0)).toMatchObject({ p10: 36_000, max: 36_000 });
  expect(took(3600).p10).toBeLessThan(36_000 + 900);
  expect(took(3600).max).toBeGreaterThan(36_000 + 2700);
});
