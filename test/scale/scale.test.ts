/** What a scale says of workflows: known answers, quotas that matter, moments that all wait for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DUE_SHARDS } from '../../functions/domain/run/keys.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import type { Question } from '../../workflow-compiler/scale/placement.ts';
import { isQuota, QUOTA_IDS, QUOTAS } from '../../workflow-compiler/scale/quotas.ts';
import { type Scale, scaleOf } from '../../workflow-compiler/scale/scale.ts';

const WELCOME = readFileSync(join(import.meta.dirname, '../../examples/welcome.yaml'), 'utf8');

const waiting = (wait: string): string => `
language: 1
name: w
triggers: [{ on: external.occurred, name: start }]
start: pause
steps:
  pause: { kind: wait, ${wait}, next: tag }
  tag: { kind: add-tag, tag: later, next: end }
`;

function ask(text: string, question: Question): Scale {
  const compiled = compile(text);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return scaleOf(compiled.artifact.definition, question);
}

const RAISED = { mail: 1e6, sms: 1e6 };
const use = (of: Scale['standard'], id: string) => {
  const found = of.quotas.find((one) => one.id === id);
  if (found === undefined) throw new Error(`nothing of ${id}`);
  return found;
};

describe('a scale', () => {
  it('of few people says that nobody waits', () => {
    const { standard, express } = ask(WELCOME, { contacts: 1000, overSeconds: 3600, quotas: RAISED });
    for (const { longestQueue } of [...standard.quotas, ...express.quotas]) expect(longestQueue).toBe(0);
    expect([standard.accounts, express.accounts]).toEqual([1, 1]);
  });

  it('of ten million an hour knows the open executions, and the start of each', () => {
    const { standard, express } = ask(WELCOME, { contacts: 10_000_000, overSeconds: 3600, quotas: RAISED });
    expect(use(standard, 'open-executions')).toMatchObject({ limit: 1_000_000, busiest: 1_000_000 });
    expect(use(standard, 'start').aloneSeconds).toBeCloseTo((10_000_000 - 1300) / 300, 0);
    expect(use(standard, 'start').wanted).toBeCloseTo(10_000_000 / 3600, 0);
    // A million a day, less what starting them takes.
    expect(standard.endsAtSeconds / 86_400).toBeGreaterThan(9);
    // Nothing is open while an express run waits.
    expect(express.quotas.map(({ id }) => id)).not.toContain('open-executions');
    expect(express.endsAtSeconds).toBeLessThan(standard.endsAtSeconds / 5);
  });

  it('wants no quota for what others need', () => {
    const { standard, express } = ask(WELCOME, { contacts: 1000, overSeconds: 60 });
    const ids = (of: Scale['standard']): readonly string[] => of.quotas.map(({ id }) => id);
    expect(ids(standard)).not.toContain('express-start');
    expect(ids(standard)).not.toContain('answer');
    expect(ids(express)).not.toContain('transition');
    expect(ids(express)).toContain('schedule-fire');
  });

  it('of a time of day wakes everybody in one second, unless it is spread', () => {
    const flow = waiting('day: { on: any, at: "09:00" }');
    const at = (spreadSeconds: number): number =>
      use(ask(flow, { contacts: 100_000, overSeconds: 3600, spreadSeconds }).express, 'schedule-fire').wanted;
    expect(at(0)).toBeCloseTo(100_000, 0);
    expect(at(600)).toBeLessThan(100_000 / 50);
    expect(ask(flow, { contacts: 100_000, overSeconds: 3600 }).standard.idealEndsAtSeconds).toBe(
      9 * 3600 + 1,
    );
  });

  it('waits for the same events as the language: half-way, or for the whole timeout', () => {
    const flow = `
language: 1
name: w
triggers: [{ on: external.occurred, name: start }]
start: hope
steps:
  hope: { kind: wait-for-event, paths: [{ id: came, event: { on: external.occurred, name: order }, next: tag }], timeout: { after: 2 hours, next: end } }
  tag: { kind: add-tag, tag: bought, next: end }
`;
    const { standard, meanStayMs } = ask(flow, { contacts: 1000, overSeconds: 1 });
    expect(use(standard, 'answer').units).toBeCloseTo(500, 6);
    expect(meanStayMs).toBe(1.5 * 3_600_000);
    expect(standard.idealEndsAtSeconds).toBeGreaterThanOrEqual(7200);
  });

  it('ends though a loop goes round a thousand times', () => {
    const flow = `
language: 1
name: w
triggers: [{ on: external.occurred, name: start }]
start: pause
steps:
  pause: { kind: wait, for: 1 hour, next: again }
  again: { kind: jump, to: pause, atMost: 1000, next: tag }
  tag: { kind: add-tag, tag: later, next: end }
`;
    const { standard } = ask(flow, { contacts: 1000, overSeconds: 60 });
    expect(standard.idealEndsAtSeconds).toBeGreaterThanOrEqual(1001 * 3600);
    expect(standard.idealEndsAtSeconds).toBeLessThan(1001 * 3600 + 120);
  });
});

describe('the table of quotas', () => {
  it('has what our own design allows as the design has it', () => {
    expect(QUOTAS['due-index'].perSecond).toBe(DUE_SHARDS * 1000);
  });

  it('has sources for all, and bursts no smaller than a second', () => {
    for (const id of QUOTA_IDS.filter(isQuota)) {
      expect(QUOTAS[id].source).not.toBe('');
      expect(QUOTAS[id].burst).toBeGreaterThanOrEqual(QUOTAS[id].perSecond);
    }
  });
});
