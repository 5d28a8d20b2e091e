/**
 * Many patterns of one event type at once: which of them an event may match. First by what the event is about; where that leaves
 * many, each question that several of them ask is a lookup, so that those which cannot match are not looked at one by one.
 */
import type { Condition } from '../../language/condition.ts';
import type { EventPattern } from '../../language/event.ts';
import type { Activity } from '../facts.ts';
import { activityNeeds } from '../needs.ts';
import { type Program, programOf } from '../program.ts';
import { placesOf, plainProperty } from '../property.ts';
import { type Clause, type Clauses, clausesOf } from './clause.ts';
import { fewOf } from './few.ts';
import { type Asked, type Layer, layerOf } from './layer.ts';

/** `settled`: it matches, with nothing left to ask. `rest`: it matches if this holds. Neither: the pattern is to be asked. */
export type Found<T> = { readonly of: T; readonly settled: boolean; readonly rest: Program | undefined };

/** What may match an event of the type, in the order given; all that matches is among it. */
export type Sieve<T> = (activity: Activity) => readonly Found<T>[];

type Entry<T> = Clauses & { readonly of: T; readonly rest: Program | undefined };

// So few are asked faster one by one.
const FEW = 12;

/** `items`: whatever has patterns, all of one type. */
export function sieveOf<T>(items: readonly T[], patternOf: (item: T) => EventPattern): Sieve<T> {
  const entries = items.map((of): Entry<T> => {
    const pattern = patternOf(of);
    const clauses = clausesOf(pattern);
    return { ...clauses, of, rest: clauses.named ? restOf(pattern.where) : undefined };
  });
  const property = entries.find(({ about }) => about !== undefined)?.about?.property;
  if (property === undefined) return among(entries);
  const texts = new Set(entries.flatMap(({ about }) => about?.text ?? []));
  const about = new Map(
    [...texts].map((text) => [
      text,
      among(entries.filter((entry) => entry.about === undefined || entry.about.text === text)),
    ]),
  );
  const others = among(entries.filter((entry) => entry.about === undefined));
  return (activity) => {
    const seen = activity.properties[property];
    return ((typeof seen === 'string' ? about.get(seen) : undefined) ?? others)(activity);
  };
}

/** What a look at the event and the card answers. Where activity is asked for, it matters who asks. */
function restOf(where: Condition | undefined): Program | undefined {
  return where === undefined || activityNeeds(where).types.length > 0 ? undefined : programOf(where);
}

/** Among those whose own names fit. */
function among<T>(entries: readonly Entry<T>[]): Sieve<T> {
  if (entries.length <= FEW) {
    const few = fewOf(
      entries.map(({ of, clauses, whole, rest }) => ({ of: { of, settled: whole, rest }, clauses })),
    );
    return ({ properties }) => few(properties);
  }
  const found: Found<T>[] = [];
  const asking = new Map<string, { readonly clause: Clause; readonly asked: Asked[] }>();
  for (const [position, { of, clauses, whole, rest }] of entries.entries()) {
    let settled = whole;
    for (const clause of clauses) {
      const key = `${clause.asks} ${clause.property}`;
      const layer = asking.get(key) ?? { clause, asked: [] };
      asking.set(key, layer);
      // A second clause of the kind is left to be asked afterwards.
      if (layer.asked.at(-1)?.position === position) settled = false;
      else layer.asked.push({ position, clause });
    }
    found.push({ of, settled, rest });
  }
  const layers = [...asking.values()].map(({ clause, asked }) => ({
    property: clause.property,
    layer: layerOf(asked, entries.length),
  }));
  // One for all events: larger arrays of numbers are costly to make.
  const left = new Int32Array(Math.ceil(entries.length / 32));
  return (activity) => through(layers, found, left, activity);
}

function through<T>(
  layers: readonly { readonly property: string; readonly layer: Layer }[],
  all: readonly Found<T>[],
  left: Int32Array,
  { properties }: Activity,
): readonly Found<T>[] {
  left.fill(-1);
  const places = placesOf(properties);
  for (const { property, layer } of layers) layer(left, plainProperty(places, property));
  const found: Found<T>[] = [];
  for (let word = 0; word < left.length; word += 1) {
    let bits = left[word] ?? 0;
    while (bits !== 0) {
      // The last word may stand for more than there are.
      const one = all[word * 32 + 31 - Math.clz32(bits & -bits)];
      if (one !== undefined) found.push(one);
      bits &= bits - 1;
    }
  }
  return found;
}
