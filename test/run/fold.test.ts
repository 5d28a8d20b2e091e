import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageRow } from '../../functions/domain/message/row.ts';
import { foldCounts } from '../../functions/domain/report/fold.ts';
import type { HistoryEntry, RunRow, RunState } from '../../functions/domain/run/row.ts';

const AT = '2026-03-02T09:00:00.000Z';

const entry = (step: string, did: HistoryEntry['did'], path?: string): HistoryEntry => ({
  turn: 0,
  step,
  at: AT,
  did,
  ...(path === undefined ? {} : { path }),
});

const run = (step: string, history: readonly HistoryEntry[], state: RunState = 'running'): RunRow => ({
  run: 'ada.0123456789ab',
  contact: 'ada',
  workflow: 'welcome',
  version: 2,
  state,
  step,
  turn: 0,
  generation: 0,
  depth: 0,
  startedAt: AT,
  updatedAt: AT,
  history,
  pages: 0,
  ...(state === 'done' || state === 'left' || state === 'failed' ? { endedAt: AT } : {}),
});

const runKey = { pk: 'acme|contact|ada', sk: 'run#ada.0123456789ab' };

/** Increments as `step.field`. */
function increments(change: Parameters<typeof foldCounts>[0]): Record<string, number> {
  return Object.fromEntries(
    foldCounts(change).flatMap((write) => {
      if (write.do !== 'add') throw new Error('a fold only adds');
      expect(write.key.pk).toBe('acme|counts|welcome');
      const step = write.key.sk.split('#')[1];
      return Object.entries(write.amounts).map(([field, amount]) => [`${step}.${field}`, amount]);
    }),
  );
}

const entered = run('a', [entry('a', 'entered')]);
const sent = run('a', [entry('a', 'entered'), entry('a', 'sent')]);

describe('a run counts', () => {
  it.each<[string, RunRow | undefined, RunRow | undefined, Record<string, number>]>([
    [
      'its entry',
      undefined,
      entered,
      { '*.entered': 1, '*.inside': 1, '*.running': 1, 'a.entered': 1, 'a.inside': 1 },
    ],
    ['nothing when it stays at its step', entered, sent, {}],
    [
      'the way from step to step, with paths passed on the way',
      sent,
      run('c', [...sent.history, entry('b', 'passed', 'yes'), entry('c', 'parked')], 'waiting'),
      {
        '*.running': -1,
        '*.waiting': 1,
        'a.left': 1,
        'a.inside': -1,
        'b.entered': 1,
        'b.left': 1,
        'b.path:yes': 1,
        'c.entered': 1,
        'c.inside': 1,
      },
    ],
    [
      'its end',
      sent,
      run('a', [...sent.history, entry('a', 'ended')], 'done'),
      { '*.running': -1, '*.left': 1, '*.inside': -1, 'a.left': 1, 'a.inside': -1 },
    ],
    [
      'its failure',
      sent,
      run('b', [...sent.history, entry('b', 'failed')], 'failed'),
      {
        '*.running': -1,
        '*.failed': 1,
        '*.inside': -1,
        'a.left': 1,
        'a.inside': -1,
        'b.entered': 1,
        'b.failed': 1,
      },
    ],
    [
      'the erasure of one inside as leaving',
      sent,
      undefined,
      { '*.running': -1, '*.left': 1, '*.inside': -1, 'a.left': 1, 'a.inside': -1 },
    ],
    ['nothing when one that had ended is erased', run('a', [], 'done'), undefined, {}],
  ])('%s', (_name, before, after, expected) => {
    const change = {
      key: runKey,
      ...(before === undefined ? {} : { old: before }),
      ...(after === undefined ? {} : { new: after }),
    };
    expect(increments(change)).toEqual(expected);
  });

  it('the same whether its older history was spilled or not', () => {
    const older = Array.from({ length: 40 }, (_, index) => entry(`s${index}`, 'changed'));
    const before = run('s39', older);
    const after: RunRow = { ...run('x', [...older.slice(20), entry('x', 'changed')]), pages: 1 };
    expect(increments({ key: runKey, old: before, new: after })).toEqual({
      's39.left': 1,
      's39.inside': -1,
      'x.entered': 1,
      'x.inside': 1,
    });
  });

  it('entered = left + inside + failed at every step, whatever it does', () => {
    const did = fc.constantFrom<HistoryEntry['did']>('sent', 'parked', 'woke', 'passed', 'decided');
    const turn = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), did), { maxLength: 4 });
    const end = fc.constantFrom<RunState>('done', 'left', 'failed', 'waiting', 'running');
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 6 }), end, (turns, state) => {
        const sums: Record<string, number> = {};
        const add = (before: RunRow | undefined, after: RunRow): void => {
          const change = { key: runKey, ...(before === undefined ? {} : { old: before }), new: after };
          for (const [name, amount] of Object.entries(increments(change)))
            sums[name] = (sums[name] ?? 0) + amount;
        };
        let row = entered;
        add(undefined, row);
        for (const [index, entries] of turns.entries()) {
          const history = [...row.history, ...entries.map(([step, what]) => entry(step, what))];
          const last = index === turns.length - 1;
          const next = run(history.at(-1)?.step ?? 'a', history, last ? state : 'running');
          add(row, next);
          row = next;
        }
        for (const step of ['*', 'a', 'b', 'c']) {
          const of = (field: string): number => sums[`${step}.${field}`] ?? 0;
          expect(of('entered')).toBe(of('left') + of('inside') + of('failed'));
          expect(of('inside')).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('a message counts', () => {
  const key = { pk: 'acme|contact|ada', sk: 'msg#ada.0123456789ab#000001' };
  const message = (fields: Partial<MessageRow>): MessageRow => ({
    id: 'ada.0123456789ab.1',
    contact: 'ada',
    run: 'ada.0123456789ab',
    turn: 1,
    workflow: 'welcome',
    version: 2,
    step: 'thanks',
    channel: 'email',
    state: 'sent',
    depth: 0,
    at: AT,
    ...fields,
  });

  it.each<[string, MessageRow | undefined, MessageRow, Record<string, number>]>([
    ['when it was sent, with its parts', undefined, message({ parts: 2 }), { sent: 1, parts: 2 }],
    ['one state only', message({ state: 'held' }), message({}), { held: -1, sent: 1 }],
    [
      'the first open and click',
      message({}),
      message({ openedAt: AT, clickedAt: AT }),
      { opened: 1, clicked: 1 },
    ],
    ['no second open', message({ openedAt: AT }), message({ openedAt: AT }), {}],
  ])('%s', (_name, before, after, fields) => {
    const expected = Object.fromEntries(
      Object.entries(fields).flatMap(([field, amount]) => [
        [`thanks.${field}`, amount],
        [`*.${field}`, amount],
      ]),
    );
    expect(increments({ key, ...(before === undefined ? {} : { old: before }), new: after })).toEqual(
      expected,
    );
  });
});

it('counts nothing else', () => {
  expect(foldCounts({ key: { pk: 'acme|contact|ada', sk: 'card' }, new: {} })).toEqual([]);
  expect(foldCounts({ key: { pk: 'acme|workflow|welcome', sk: 'run#x' }, new: {} })).toEqual([]);
});
