/**
 * A state machine as a graph to draw: states and the ways between them, whoever wrote the machine. Branches of a Parallel and
 * the inside of a Map are groups. Nothing is assumed beyond the shape of Amazon States Language; what does not fit it is left out.
 */
import { isJsonObject, type Json, type JsonObject } from '../language/json.ts';

export type DrawnState = {
  /** Unique in the drawing. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** The group that it stands in; absent at the top. */
  readonly group?: string;
};
export type DrawnWay = {
  readonly from: string;
  readonly to: string;
  readonly kind: 'next' | 'choice' | 'default' | 'timeout' | 'catch' | 'inside';
  /** What decides for this way, shortened. */
  readonly label?: string;
};
export type DrawnGroup = { readonly id: string; readonly name: string; readonly inside?: string };
export type Drawing = {
  readonly title: string;
  readonly start: string | undefined;
  readonly states: readonly DrawnState[];
  readonly ways: readonly DrawnWay[];
  readonly groups: readonly DrawnGroup[];
};

export type DrawOptions = {
  /** Also the ways of `Catch`, and states that only they lead to. */
  readonly failures?: boolean;
};

/** @example mermaid(drawingOf(artifact.machine)) */
export function drawingOf(machine: JsonObject, options: DrawOptions = {}): Drawing {
  const states: DrawnState[] = [];
  const ways: DrawnWay[] = [];
  const groups: DrawnGroup[] = [];

  function block(of: JsonObject, group?: string): string | undefined {
    const inside = isJsonObject(of.States) ? Object.entries(of.States) : [];
    const ids = new Map(inside.map(([name], i) => [name, `s${states.length + i}`]));
    for (const [name, state] of inside) {
      const type = isJsonObject(state) ? text(state.Type) : '';
      states.push({ id: ids.get(name) ?? '', name, type, ...(group === undefined ? {} : { group }) });
    }
    for (const [name, state] of inside) {
      const from = ids.get(name);
      if (from === undefined || !isJsonObject(state)) continue;
      for (const { target, ...way } of waysOf(state)) {
        const to = ids.get(target);
        if (to !== undefined && (options.failures === true || way.kind !== 'catch'))
          ways.push({ from, to, ...way });
      }
      for (const [label, part] of partsOf(state)) {
        const id = `g${groups.length}`;
        groups.push({ id, name: `${name}: ${label}`, ...(group === undefined ? {} : { inside: group }) });
        const first = block(part, id);
        if (first !== undefined) ways.push({ from, to: first, kind: 'inside' });
      }
    }
    return ids.get(text(of.StartAt));
  }

  const start = block(machine);
  const drawing = { title: text(machine.Comment), start, states, ways, groups };
  return options.failures === true ? drawing : withoutLoose(drawing);
}

type Leaving = Omit<DrawnWay, 'from' | 'to'> & { readonly target: string };

function waysOf(state: JsonObject): readonly Leaving[] {
  const rules = objects(state.Choices).map((rule, i): Leaving => {
    const condition = text(rule.Condition);
    return {
      target: text(rule.Next),
      kind: 'choice',
      label: condition === '' ? `rule ${i + 1}` : short(condition),
    };
  });
  const caught = objects(state.Catch).map((one): Leaving => {
    const errors = Array.isArray(one.ErrorEquals) ? one.ErrorEquals.map(text) : [];
    // The end of a wait is no failure, though it is caught like one.
    const timeout = errors.length === 1 && errors[0] === 'States.Timeout';
    return timeout
      ? { target: text(one.Next), kind: 'timeout', label: 'timeout' }
      : { target: text(one.Next), kind: 'catch', label: errors.join(', ') };
  });
  const next = text(state.Next);
  const otherwise = text(state.Default);
  return [
    ...rules,
    ...(otherwise === '' ? [] : [{ target: otherwise, kind: 'default', label: 'otherwise' } as const]),
    ...(next === '' ? [] : [{ target: next, kind: 'next' } as const]),
    ...caught,
  ];
}

/** Machines inside a state: the branches of a Parallel, what a Map does with each item. */
function partsOf(state: JsonObject): readonly (readonly [string, JsonObject])[] {
  const branches = objects(state.Branches).map((branch, i) => [`branch ${i + 1}`, branch] as const);
  const each = [state.ItemProcessor, state.Iterator].filter((one) => isJsonObject(one));
  return [...branches, ...each.map((one) => ['each item', one] as const)];
}

/** Only what the start leads to. */
function withoutLoose(drawing: Drawing): Drawing {
  const seen = new Set<string>();
  const open = drawing.start === undefined ? [] : [drawing.start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const { from, to } of drawing.ways) if (from === id) open.push(to);
  }
  return {
    ...drawing,
    states: drawing.states.filter(({ id }) => seen.has(id)),
    ways: drawing.ways.filter(({ from }) => seen.has(from)),
  };
}

const LONG = 60;

/** An expression without its marks; our own conditions say little but their path. */
function short(condition: string): string {
  const bare = condition.replace(/^\{%\s*|\s*%\}$/g, '');
  // Where an Express execution begins that is not the first one of its run.
  if (bare.startsWith('$states.input.resumeAt = ')) return 'resumed';
  const path = /^\$states\.input\.path = '([a-z0-9-]+)'$/.exec(bare)?.[1];
  const said = path ?? bare;
  return said.length > LONG ? `${said.slice(0, LONG - 1)}…` : said;
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter((one) => isJsonObject(one)) : [];
