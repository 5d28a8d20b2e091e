/** Two versions' messages to one contact, side by side. */
import type { Sent, Side } from './play-side.ts';

/** `lost`: the old version alone sends it; `gained`: the new one alone; `moved`: both do, at different times. */
export type Change = 'lost' | 'gained' | 'moved';

export type MessageDifference = {
  readonly step: string;
  readonly channel: Sent['channel'];
  readonly change: Change;
  /** When each version sends it, ISO 8601 in UTC. */
  readonly old?: string;
  readonly new?: string;
  /** Why the other version does not. */
  readonly why?: string;
};

export type Difference = { readonly contact: string; readonly messages: readonly MessageDifference[] };

/** Closer in time than this, in milliseconds, is the same time. */
const SAME_MS = 60_000;

export type Pair = { readonly old: Sent | undefined; readonly new: Sent | undefined };

/** The nth message of a step in one version is the nth of that step in the other. */
export function pairsOf(old: Side, next: Side): readonly Pair[] {
  const key = ({ step, nth }: Sent): string => `${step} ${nth}`;
  const others = new Map(next.sent.map((one) => [key(one), one]));
  const pairs: Pair[] = old.sent.map((one) => {
    const other = others.get(key(one));
    others.delete(key(one));
    return { old: one, new: other };
  });
  for (const one of others.values()) pairs.push({ old: undefined, new: one });
  return pairs.toSorted((a, b) => timeOf(a) - timeOf(b));
}

const timeOf = (pair: Pair): number => (pair.old ?? pair.new)?.at ?? 0;

/** What is different about a message, if anything is. */
export function changeIn({ old, new: next }: Pair): Change | undefined {
  if (old === undefined) return 'gained';
  if (next === undefined) return 'lost';
  return Math.abs(old.at - next.at) < SAME_MS ? undefined : 'moved';
}

/** `steps`: of the version that does not send it. */
export function differenceOf(
  pair: Pair,
  change: Change,
  sides: { readonly old: Side; readonly new: Side },
  steps: { readonly old: ReadonlySet<string>; readonly new: ReadonlySet<string> },
): MessageDifference {
  const { step, channel } = pair.old ?? pair.new ?? { step: '', channel: 'email' as const };
  const without = change === 'lost' ? 'new' : change === 'gained' ? 'old' : undefined;
  const why = without === undefined ? undefined : whyNot(sides[without], step, steps[without]);
  return {
    step,
    channel,
    change,
    ...(pair.old === undefined ? {} : { old: new Date(pair.old.at).toISOString() }),
    ...(pair.new === undefined ? {} : { new: new Date(pair.new.at).toISOString() }),
    ...(why === undefined ? {} : { why }),
  };
}

function whyNot(
  { ends, missed, refused }: Side,
  step: string,
  steps: ReadonlySet<string>,
): string | undefined {
  if (!steps.has(step)) return 'there is no such step';
  const said = missed.get(step);
  if (said !== undefined) return said;
  if (ends.length === 0) return `did not enter${refused.length === 0 ? '' : ` (${refused.join(', ')})`}`;
  const last = ends.at(-1) ?? '';
  return last.startsWith('inside') ? `still ${last}` : last === 'done' ? 'took another way' : last;
}
