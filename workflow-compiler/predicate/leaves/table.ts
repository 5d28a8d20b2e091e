/** Every kind of leaf and its rules: a kind without an entry does not compile. */
import type { Leaf, LeafKind, LeafOf } from '../../language/condition.ts';
import type { Facts } from '../facts.ts';
import type { Probe } from '../probe.ts';
import { consent } from './consent.ts';
import { detail } from './detail.ts';
import { emailClicked } from './email-clicked.ts';
import { emailOpened } from './email-opened.ts';
import { event } from './event.ts';
import { eventOccurred } from './event-occurred.ts';
import type { ActivityNeed, LeafRules, Sight } from './leaf.ts';
import { list } from './list.ts';
import { score } from './score.ts';
import { tag } from './tag.ts';

type LeafByKind = { readonly [K in LeafKind]: LeafOf<K> };
type Rules<K extends LeafKind> = {
  readonly compile: (leaf: LeafByKind[K]) => (facts: Facts) => Sight;
  readonly probe?: (leaf: LeafByKind[K]) => Probe | undefined;
  readonly reads?: (leaf: LeafByKind[K]) => readonly string[];
  readonly need?: (leaf: LeafByKind[K]) => ActivityNeed;
};

const LEAVES: { readonly [K in LeafKind]: Rules<K> } = {
  detail,
  tag,
  score,
  list,
  'email-opened': emailOpened,
  'email-clicked': emailClicked,
  'event-occurred': eventOccurred,
  event,
  consent,
} satisfies { readonly [K in LeafKind]: LeafRules<K> };

export function compileLeaf(leaf: Leaf): (facts: Facts) => Sight {
  return rulesOf(leaf.kind).compile(leaf);
}

/** The leaf as data, if it is one of the simple ones. */
export function probeLeaf(leaf: Leaf): Probe | undefined {
  return rulesOf(leaf.kind).probe?.(leaf);
}

/** The member of the card that alone a leaf looks at; `undefined` when it looks elsewhere. */
export function leafReads(leaf: Leaf): readonly string[] | undefined {
  return rulesOf(leaf.kind).reads?.(leaf);
}

/** The activity that a leaf looks at, if any. */
export function leafNeed(leaf: Leaf): ActivityNeed | undefined {
  return rulesOf(leaf.kind).need?.(leaf);
}

function rulesOf<K extends LeafKind>(kind: K): Rules<K> {
  return LEAVES[kind];
}
