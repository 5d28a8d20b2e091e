/** What a kind of condition leaf must provide: its judge, and the activity rows that the judge wants to see. */
import type { LeafKind, LeafOf } from '../../language/condition.ts';
import type { Json } from '../../language/json.ts';
import type { Facts } from '../facts.ts';
import type { Probe } from '../probe.ts';

/** What a leaf found. `saw` is absent where there was nothing to see. */
export type Sight = { readonly holds: boolean; readonly saw?: Json };

/** Activity of one type; `withinMs` absent means however long ago. */
export type ActivityNeed = { readonly type: string; readonly withinMs?: number };

export type LeafRules<K extends LeafKind> = {
  readonly compile: (leaf: LeafOf<K>) => (facts: Facts) => Sight;
  /** The leaf as data, where it is simple enough. Must mean what `compile` means. */
  readonly probe?: (leaf: LeafOf<K>) => Probe | undefined;
  /** The member of the card that `compile` looks at, if it looks at nothing else. */
  readonly reads?: (leaf: LeafOf<K>) => readonly string[];
  readonly need?: (leaf: LeafOf<K>) => ActivityNeed;
};

/** A sight without `saw` when there is nothing to show. */
export function sight(holds: boolean, saw: Json | undefined): Sight {
  return saw === undefined ? { holds } : { holds, saw };
}
