// Which variables are assigned on the way to a state: a block inside it may not assign these again. What the block around
// assigns only later, the state's own result among it, is free. A way is a transition with the `Assign` that goes with it.

import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from './json.ts';

type Way = { readonly from: string; readonly to: string; readonly names: readonly string[] };

/** By state, what is assigned on some way from the start of its block to it; loops count. */
export function assignedBefore(states: JsonObject): (state: string) => ReadonlySet<string> {
  const ways = Object.entries(states).flatMap(([from, state]) =>
    isJsonObject(state) ? waysFrom(from, state) : [],
  );
  const before = new Map<string, Set<string>>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const { from, to, names } of ways) {
      const known = before.get(to) ?? new Set();
      before.set(to, known);
      const size = known.size;
      for (const name of [...(before.get(from) ?? []), ...names]) known.add(name);
      grown ||= known.size > size;
    }
  }
  return (state) => before.get(state) ?? NONE;
}

const NONE: ReadonlySet<string> = new Set();

function waysFrom(from: string, state: JsonObject): readonly Way[] {
  const way = (to: Json | undefined, of: JsonObject): readonly Way[] =>
    typeof to === 'string' ? [{ from, to, names: namesIn(of) }] : [];
  return [
    ...way(state.Next, state),
    ...way(state.Default, state),
    ...[...objects(state.Choices), ...objects(state.Catch)].flatMap((own) => way(own.Next, own)),
  ];
}

const objects = (value: Json | undefined): readonly JsonObject[] =>
  isJsonArray(value) ? value.filter((one) => isJsonObject(one)) : [];

/** The names that an `Assign` gives values to; in JSONPath some end in `.$`, which is no part of them. */
export function namesIn(of: JsonObject): readonly string[] {
  const assign = member(of, 'Assign');
  return isJsonObject(assign) ? Object.keys(assign).map((key) => key.replace(/\.\$$/, '')) : [];
}
