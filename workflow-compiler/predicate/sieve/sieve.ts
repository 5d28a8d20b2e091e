/**
 * Many patterns of one event type at once: which of them an event may match. Each question that several patterns ask is a
 * lookup, so that the patterns which cannot match are never looked at one by one.
 */
import type { EventPattern } from '../../language/event.ts';
import type { Activity } from '../facts.ts';
import { plainProperty } from '../property.ts';
import { type Clause, clausesOf } from './clause.ts';
import { type Asked, type Layer, layerOf } from './layer.ts';

export type Sieve = {
  /** Positions of the patterns that may match, ascending. Every pattern that matches is among them. */
  readonly candidates: (activity: Activity) => readonly number[];
  /** Whether an event of the type that has the pattern at this position as a candidate matches, with nothing left to ask. */
  readonly settles: (position: number) => boolean;
};

// So few are asked faster one by one.
const FEW = 12;

/** `patterns`: all of one type. */
export function sieveOf(patterns: readonly EventPattern[]): Sieve {
  if (patterns.length <= FEW) {
    const every = [...patterns.keys()];
    return { candidates: () => every, settles: () => false };
  }
  const whole: boolean[] = [];
  const layers = new Map<string, { readonly clause: Clause; readonly asked: Asked[] }>();
  for (const [position, pattern] of patterns.entries()) {
    const found = clausesOf(pattern);
    let complete = found.whole;
    for (const clause of found.clauses) {
      const key = `${clause.asks} ${clause.property}`;
      const layer = layers.get(key) ?? { clause, asked: [] };
      layers.set(key, layer);
      // A second clause of the kind is left to be asked afterwards.
      if (layer.asked.at(-1)?.position === position) complete = false;
      else layer.asked.push({ position, clause });
    }
    whole.push(complete);
  }
  const made = [...layers.values()].map(({ clause, asked }) => ({
    name: clause.asks === 'name',
    property: clause.property,
    layer: layerOf(asked, patterns.length),
  }));
  return {
    candidates: (activity) => through(made, patterns.length, activity),
    settles: (at) => whole[at] === true,
  };
}

function through(
  layers: readonly { readonly name: boolean; readonly property: string; readonly layer: Layer }[],
  size: number,
  { properties }: Activity,
): readonly number[] {
  const left = new Uint32Array(Math.ceil(size / 32)).fill(0xffffffff);
  for (const { name, property, layer } of layers)
    layer(left, name ? properties[property] : plainProperty(properties, property));
  const found: number[] = [];
  for (let word = 0; word < left.length; word += 1) {
    let bits = left[word] ?? 0;
    while (bits !== 0) {
      const position = word * 32 + 31 - Math.clz32(bits & -bits);
      // The last word may stand for more patterns than there are.
      if (position < size) found.push(position);
      bits &= bits - 1;
    }
  }
  return found;
}
