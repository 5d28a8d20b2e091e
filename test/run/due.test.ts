/** The alarm that ends waits on one machine: to the moment, once for many, and again after a restart. */
import { describe, expect, it } from 'vitest';
import { timerOf } from '../../functions/domain/run/timer.ts';
import { manualClock } from '../../infra/local/clock.ts';
import { openDue } from '../../infra/local/due.ts';
import type { JsonObject } from '../../workflow-compiler/language/json.ts';

const START = Date.UTC(2026, 0, 5, 12);
const iso = (ms: number): string => new Date(START + ms).toISOString();
const waiting = (ms: number) => ({ at: iso(ms) });
const change = (sk: string, body: JsonObject) => timerOf({ key: { pk: 'acme|contact|ada', sk }, new: body });

/** `oldest` answers what is due next, as the store would. */
function openStage(oldest: () => string | undefined = () => undefined) {
  const clock = manualClock(START);
  const swept: number[] = [];
  const under: Promise<void>[] = [];
  const due = openDue({
    clock,
    sweep: async () => {
      swept.push(clock.now() - START);
    },
    oldest: async () => oldest(),
    track: (work) => under.push(work),
    failed: (error) => {
      throw error;
    },
  });
  const pass = async (ms: number): Promise<void> => {
    clock.advanceTo(START + ms);
    while (under.length > 0) await under.shift();
  };
  return { clock, swept, due, pass };
}

describe('the alarm', () => {
  it('rings when a wait ends, earliest first, and once for many', async () => {
    const { due, swept, pass } = openStage();
    due.start();
    await pass(0);
    due.set([9000, 5000, 5000, 5000].map(waiting));
    await pass(4999);
    expect(swept).toEqual([]);
    await pass(20_000);
    expect(swept).toEqual([5000]);
  });

  it('takes up what the folder holds, and what a sweep finds is next', async () => {
    let next: string | undefined = iso(3000);
    const { due, swept, pass } = openStage(() => next);
    due.start();
    await pass(0);
    next = iso(8000);
    await pass(3000);
    next = undefined;
    await pass(8000);
    expect(swept).toEqual([3000, 8000]);
  });

  it('leaves to the schedule what a sweep has left undone', async () => {
    const { due, swept, pass } = openStage(() => iso(1000));
    due.start();
    await pass(0);
    await pass(1000);
    await pass(120_000);
    expect(swept).toEqual([1000]);
    due.close();
    due.set([waiting(130_000)]);
    await pass(200_000);
    expect(swept).toEqual([1000]);
  });
});

describe('the timer of a row', () => {
  const row = { run: 'ada.1', generation: 3, due: iso(500), wait: { kind: 'time', until: iso(500) } };

  it('is its end, for the run', () => {
    const timer = { tenant: 'acme', contact: 'ada', run: 'ada.1', at: iso(500) };
    expect(change('run#ada.1', row)).toEqual(timer);
  });

  it.each([
    [
      'a wait that a machine ends is due later',
      'run#ada.1',
      { ...row, wait: { kind: 'time', until: iso(400) } },
    ],
    ['nothing is waited for', 'run#ada.1', { run: 'ada.1', generation: 3, due: iso(500) }],
    ['it ended', 'run#ada.1', { run: 'ada.1', generation: 3 }],
    ['it is no run', 'card', row],
  ])('is none: %s', (_, sk, body) => {
    expect(change(sk, body)).toBeUndefined();
  });
});
