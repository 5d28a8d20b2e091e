/** Runs and times in the words of workflow tests. */

import { zoned } from '../../time/local.ts';
import type { Run } from '../person.ts';
import type { Moments } from './sentence.ts';

const UNITS = [
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** `at once`, `after 2 hours` where that is whole, else `at 2026-03-04 10:00:05` in the test's zone. */
export function timeOf(at: number, { start, zone }: Moments): string {
  const ms = at - start;
  if (ms < 1000) return 'at once';
  for (const [unit, size] of UNITS) {
    const amount = ms / size;
    if (Number.isInteger(amount) && amount < 1000) return `after ${amount} ${unit}${amount === 1 ? '' : 's'}`;
  }
  const local = zoned(zone, at).toPlainDateTime().toString({ smallestUnit: 'second' });
  return `at ${local.replace('T', ' ')}`;
}

/** The way of a run: `thanks > pause > opened (yes) > story`; each step once for each time that the run came to it. */
export function pathOf(run: Run | undefined): string {
  if (run === undefined) return 'did not enter';
  const steps: { readonly step: string; path?: string }[] = [];
  for (const { step, did, path } of run.history) {
    if (did === 'entered' || did === 'ended' || did === 'failed') continue;
    const last = steps.at(-1);
    // A wait parks and wakes, a message may be held first: one visit of the step.
    const visit = last?.step === step && last.path === undefined ? last : { step };
    if (visit !== last) steps.push(visit);
    if (path !== undefined) Object.assign(visit, { path });
  }
  return steps.map(({ step, path }) => (path === undefined ? step : `${step} (${path})`)).join(' > ');
}

/**
 * `did not enter`, `done`, `left: bought`, `failed: …`, `waiting at pause`; with a time behind it where `like` has one
 * (`done after 1 day`), so that people say as much as they want to hold.
 */
export function stateOf(run: Run | undefined, like: string, moments: Moments): string {
  if (run === undefined) return 'did not enter';
  const { state, step, reason, endedAt } = run.row;
  if (endedAt === undefined) return `${state} at ${step}`;
  const why = state === 'done' || !like.includes(':') ? '' : `: ${reason ?? ''}`;
  const when = / (?:after [0-9]|at (?:once|\d))/.test(like) ? ` ${timeOf(Date.parse(endedAt), moments)}` : '';
  return `${state}${why}${when}`;
}
