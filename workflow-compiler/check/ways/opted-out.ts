/**
 * Paths of branches that are for contacts who cannot be sent marketing by a channel, numbered, and what each path of a
 * branch means for them: it makes some, and it ends others, because it asked again.
 */

import { MESSAGE_CHANNELS } from '../../language/channel.ts';
import type { Definition } from '../../language/definition.ts';
import type { StepOf } from '../../language/step.ts';
import type { Channel } from '../../predicate/facts.ts';
import { type Literal, needsOf } from '../logic/literals.ts';
import { bit } from './facts.ts';
import { pathKey } from './sources.ts';

export type Origin = { readonly branch: string; readonly path: number; readonly channel: Channel };

export type OptedOut = {
  readonly origins: readonly Origin[];
  /** What a path of a branch (`asked 0`; `otherwise` has the index behind the last) makes, and what it keeps. */
  readonly paths: ReadonlyMap<string, { readonly makes: bigint; readonly keeps: bigint }>;
};

type State = 'in' | 'out' | 'unknown';

export function optedOutOf({ steps, sending }: Definition): OptedOut {
  const refused: readonly State[] = sending?.consent === 'opted-in' ? ['out', 'unknown'] : ['out'];
  const asked: { readonly key: string; readonly origin: Origin; readonly may: readonly State[] }[] = [];
  for (const [id, step] of Object.entries(steps)) {
    if (step.kind !== 'branch') continue;
    for (const [path, literals] of literalsOf(step).entries())
      for (const channel of MESSAGE_CHANNELS) {
        const may = statesOf(literals, channel);
        if (may.length < 3)
          asked.push({ key: pathKey(id, path), origin: { branch: id, path, channel }, may });
      }
  }
  const makes = ({ may }: { readonly may: readonly State[] }): boolean =>
    may.length > 0 && may.every((state) => refused.includes(state));
  const origins = asked.filter(makes).map(({ origin }) => origin);
  const ofChannel = (channel: Channel): bigint =>
    origins.reduce((set, one, i) => (one.channel === channel ? set | bit(i) : set), 0n);
  const others: { readonly [channel: string]: bigint } = Object.fromEntries(
    MESSAGE_CHANNELS.map((channel) => [channel, ofChannel(channel)]),
  );
  const paths = new Map<string, { readonly makes: bigint; readonly keeps: bigint }>();
  let number = 0;
  for (const one of asked) {
    const known = paths.get(one.key) ?? { makes: 0n, keeps: -1n };
    const made = makes(one);
    const asks = made || !one.may.some((state) => refused.includes(state));
    paths.set(one.key, {
      makes: made ? known.makes | bit(number) : known.makes,
      keeps: asks ? known.keeps & ~(others[one.origin.channel] ?? 0n) : known.keeps,
    });
    if (made) number += 1;
  }
  return { origins, paths };
}

/** What is certain on each path: its own condition, and that none before it held; on `otherwise`, that none held. */
function literalsOf({ paths }: StepOf<'branch'>): readonly (readonly Literal[])[] {
  const before: Literal[] = [];
  const known = paths.map(({ when }) => {
    const here = [...before, ...consents(needsOf(when).literals)];
    before.push(...consents(needsOf(when, false).literals));
    return here;
  });
  return [...known, before];
}

const consents = (literals: readonly Literal[]): readonly Literal[] =>
  literals.filter(({ leaf }) => leaf.kind === 'consent');

function statesOf(literals: readonly Literal[], channel: Channel): readonly State[] {
  return (['in', 'out', 'unknown'] as const).filter((state) =>
    literals.every(
      ({ leaf, holds }) =>
        leaf.kind !== 'consent' || leaf.channel !== channel || (leaf.is === state) === holds,
    ),
  );
}
