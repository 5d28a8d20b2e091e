/**
 * One way of finding the workflows that events set off: `product` is the routing table's own; the others stand behind a map by
 * tenant and name of the event, and ask every workflow of it: `interpreter` walks the questions as data, `closures` calls the
 * compiled patterns, `sift` calls that package.
 */
import { setsOff, triggersOf } from '../../../functions/domain/workflow/triggers.ts';
import type { Condition } from '../../../workflow-compiler/language/condition.ts';
import type { EventPattern } from '../../../workflow-compiler/language/event.ts';
import { compileEvent } from '../../../workflow-compiler/predicate/event.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Measure } from '../in-turn.ts';
import { perCpuSecond } from '../repeated.ts';
import { loadSift } from '../sift.ts';
import { type Asked, events, type Listener, listeners, type Shape, type Told } from '../workloads/routing.ts';

export type RoutingErrand = {
  readonly way: 'product' | 'interpreter' | 'closures' | 'sift';
  readonly shape: Shape;
  readonly events: number;
};
export type Routed = { readonly perCpuSecond: number; readonly matches: number; readonly buildMs: number };

const CARD: Card = {
  id: 'c1',
  details: {},
  tags: {},
  score: { base: 0, parts: [] },
  lists: {},
  consents: {},
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};
const NOW = Date.parse('2026-06-01T00:00:00Z');

type Matcher = (told: Told) => number;

export const measure: Measure<RoutingErrand, Routed> = async (errand) => {
  const all = listeners(errand.shape);
  const told = events(errand.events, errand.shape);
  const began = process.cpuUsage();
  const match = await WAYS[errand.way](all);
  const built = process.cpuUsage(began);
  const matches = told.reduce((sum, one) => sum + match(one), 0);
  const round = (): void => {
    for (const one of told) match(one);
  };
  return {
    perCpuSecond: perCpuSecond(told.length, round),
    matches,
    buildMs: (built.user + built.system) / 1000,
  };
};

const WAYS: Record<RoutingErrand['way'], (all: readonly Listener[]) => Matcher | Promise<Matcher>> = {
  product: (all) => {
    const byTenant = groups(
      all,
      ({ tenant }) => tenant,
      (of) =>
        triggersOf(
          of.map((one, index) => ({
            workflow: one.workflow,
            version: 1,
            route: { index, event: patternOf(one) },
          })),
        ),
    );
    return ({ tenant, event }) => {
      let matches = 0;
      const facts = { card: CARD, activity: [], now: NOW, event };
      for (const found of byTenant.get(tenant)?.(event) ?? []) {
        if (setsOff(found, event, facts)) matches += 1;
      }
      return matches;
    };
  },
  closures: (all) =>
    each(all, (one) => {
      const pattern = compileEvent(patternOf(one));
      return ({ event }) => pattern.matches(event, factsOf(event, one.workflow));
    }),
  interpreter: (all) =>
    each(
      all,
      ({ asked }) =>
        ({ event }) =>
          asked.every((one) => holds(one, event.properties.properties)),
    ),
  sift: async (all) => {
    const sift = await loadSift();
    return each(all, ({ asked }) => {
      const query = sift(Object.fromEntries(asked.map((one) => [one.property, queryOf(one)])));
      return ({ event }) => query(event.properties.properties);
    });
  },
};

function factsOf(event: Told['event'], workflow: string) {
  return { card: CARD, activity: [], now: NOW, event, workflow };
}

function each(all: readonly Listener[], make: (one: Listener) => (told: Told) => boolean): Matcher {
  const byTenant = groups(
    all,
    ({ tenant }) => tenant,
    (of) =>
      groups(
        of,
        ({ name }) => name,
        (same) => same.map(make),
      ),
  );
  return (told) => {
    let matches = 0;
    for (const matches1 of byTenant.get(told.tenant)?.get(told.event.properties.name) ?? [])
      if (matches1(told)) matches += 1;
    return matches;
  };
}

function groups<T, R>(
  all: readonly T[],
  key: (one: T) => string,
  make: (of: readonly T[]) => R,
): ReadonlyMap<string, R> {
  return new Map([...Map.groupBy(all, key)].map(([name, of]) => [name, make(of)]));
}

function holds(asked: Asked, properties: Told['event']['properties']['properties']): boolean {
  const seen = properties[asked.property];
  switch (asked.op) {
    case 'equals':
      return seen === asked.value;
    case 'starts':
      return typeof seen === 'string' && seen.startsWith(asked.value);
    case 'at-least':
      return typeof seen === 'number' && seen >= asked.value;
    case 'less':
      return typeof seen === 'number' && seen < asked.value;
    case 'in':
      return typeof seen === 'string' && asked.value.includes(seen);
    case 'exists':
      return seen !== undefined;
  }
}

function patternOf({ name, asked }: Listener): EventPattern {
  const leaves = asked.map((one): Condition => {
    if (one.op === 'exists') return { kind: 'event', property: one.property, op: 'exists' };
    if (one.op === 'in') return { kind: 'event', property: one.property, op: 'in', value: [...one.value] };
    return { kind: 'event', property: one.property, op: one.op, value: one.value };
  });
  return { on: 'external.occurred', name, where: { all: leaves } };
}

function queryOf(asked: Asked): unknown {
  switch (asked.op) {
    case 'equals':
      return asked.value;
    case 'starts':
      return { $regex: new RegExp(`^${asked.value}`) };
    case 'at-least':
      return { $gte: asked.value };
    case 'less':
      return { $lt: asked.value };
    case 'in':
      return { $in: asked.value };
    case 'exists':
      return { $exists: true };
  }
}
