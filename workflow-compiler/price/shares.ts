/** From rates to shares of runs, in integers that add up to exactly one: which path runs take from a step, and who is held. */
import type { Definition } from '../language/definition.ts';
import type { Step, StepOf } from '../language/step.ts';
import { type Count, decimal, ONE, sum } from './money.ts';
import type { Rates } from './rates.ts';

/** Shares by path; every path of the step is there, and they add up to `ONE`. */
export type Shares = ReadonlyMap<string, Count>;

/**
 * Shares of the paths from `step`, one of which the machine's choice takes: of a branch its own paths and `otherwise`, of a
 * wait `timeout` and whatever wakes it. What nobody mentions shares the rest evenly; interrupts happen only when they are said to.
 */
export function shares(id: string, step: Step, interrupts: readonly string[], rates: Rates): Shares {
  const said = Object.hasOwn(rates.paths, id) ? (rates.paths[id] ?? {}) : {};
  const given = new Map(Object.entries(said).map(([path, share]) => [path, decimal(share)]));
  const rare = interrupts.map((path): Wanted => ({ path, share: given.get(path) ?? 0n }));
  const want = (path: string, usual?: Count): Wanted => ({ path, share: given.get(path), usual });
  switch (step.kind) {
    case 'branch': {
      const own = step.paths.map(({ id: path, when }) => want(path, usually(when, rates)));
      return divide([...own, ...rare, want('otherwise')]);
    }
    case 'wait-for-event':
      return divide([
        ...rare,
        ...step.paths.map((path) => want(path.id)),
        want('timeout', decimal(rates.timeout)),
      ]);
    case 'wait':
      return divide([...rare, want('timeout')]);
    case 'split':
      return divide(step.paths.map((path) => want(path.id, decimal(path.weight) / 100n)));
    default:
      return new Map();
  }
}

type Wanted = {
  readonly path: string;
  readonly share?: Count | undefined;
  readonly usual?: Count | undefined;
};

/** What is said comes first, then what is usual, each as far as anything is left; the rest goes evenly to the others. */
function divide(wanted: readonly Wanted[]): Shares {
  const result = new Map<string, Count>(wanted.map(({ path }) => [path, 0n]));
  let left = ONE;
  const take = (path: string, share: Count): void => {
    const taken = share < left ? share : left;
    result.set(path, taken);
    left -= taken;
  };
  for (const { path, share } of wanted) if (share !== undefined) take(path, share);
  const silent = wanted.filter(({ share }) => share === undefined);
  for (const { path, usual } of silent) if (usual !== undefined) take(path, usual);
  const open = silent.filter(({ usual }) => usual === undefined);
  const even = open.length === 0 ? 0n : left / BigInt(open.length);
  for (const { path } of open) take(path, even);
  // Whatever is still left goes to the last path: what the machine does when nothing else holds.
  const last = open.at(-1)?.path ?? wanted.at(-1)?.path;
  if (last !== undefined) result.set(last, (result.get(last) ?? 0n) + left);
  return result;
}

/** For how many contacts a condition usually holds; `undefined` when nothing is known about it. */
function usually(when: StepOf<'branch'>['paths'][number]['when'], rates: Rates): Count | undefined {
  if ('not' in when) {
    const holds = usually(when.not, rates);
    return holds === undefined ? undefined : ONE - holds;
  }
  if (!('kind' in when)) return undefined;
  if (when.kind === 'email-opened') return decimal(rates.opened);
  if (when.kind === 'email-clicked') return decimal(rates.clicked);
  return undefined;
}

const DAYS_IN_WEEK = 7n;
const MINUTES_IN_DAY = 1440n;

/** The share of messages that wait for the sending hours. */
export function heldShare({ sending }: Definition, { held }: Rates): Count {
  if (held !== undefined) return decimal(held);
  const days = sending?.days === undefined ? DAYS_IN_WEEK : BigInt(new Set(sending.days).size);
  const { from, to } = sending?.hours ?? { from: '00:00', to: '24:00' };
  const length = minutes(to) - minutes(from);
  // A window from 20:00 to 06:00 lies around midnight.
  const open = length > 0n ? length : length + MINUTES_IN_DAY;
  return ONE - (ONE * days * open) / (DAYS_IN_WEEK * MINUTES_IN_DAY);
}

function minutes(time: string): bigint {
  const [hours = '0', rest = '0'] = time.split(':');
  return BigInt(hours) * 60n + BigInt(rest);
}

/** A count divided by shares; what integer division leaves over goes to the last, so that nothing is lost. */
export function parted(count: Count, by: Shares): ReadonlyMap<string, Count> {
  const parts = new Map([...by].map(([path, share]) => [path, (count * share) / ONE]));
  const rest = count - sum(parts.values());
  const last = [...by].findLast(([, share]) => share > 0n)?.[0];
  if (last !== undefined) parts.set(last, (parts.get(last) ?? 0n) + rest);
  return parts;
}
