/**
 * What the router does of a run in express, on average: its way to the first wait. Who is held by the sending hours waits there,
 * and before a webhook the router lets go: what follows either is done by executions.
 */
import type { Definition } from '../language/definition.ts';
import type { Plan, PlanNode } from '../lower/plan.ts';
import { type Count, ONE, times } from './money.ts';
import type { Rates } from './rates.ts';
import { count, type Visits, walkBy } from './walk.ts';
import { type Visit, type Ways, waysOf } from './ways.ts';

export type Beginning = {
  /** By the name of the plan's node, as those of the whole way; none of what is not done by the router. */
  readonly visits: Visits;
  /** Runs that go on in an execution at once. */
  readonly elsewhere: Count;
};

export function beginningOf(plan: Plan, definition: Definition, rates: Rates): Beginning {
  const visits = new Map<string, Visit>();
  const webhooks = new Set(plan.nodes.filter(isWebhook).map(({ name }) => name));
  let elsewhere = 0n;
  walkBy(plan, toTheFirstWait(waysOf(definition, rates)), {}, (name, visit) => {
    if (webhooks.has(name)) elsewhere += visit.entered;
    else count(visits, name, visit);
  });
  return { visits, elsewhere };
}

const isWebhook = (node: PlanNode): boolean => node.type === 'task' && node.fn === 'call';

/** The ways of a plan for those who have not waited yet: a held message is not done again, and nobody leaves a wait. */
const toTheFirstWait =
  (ways: Ways): Ways =>
  (node, mass, memory) => {
    const { visit, onward } = ways(node, mass, memory);
    const { held } = visit;
    if (node.type === 'wait' || node.type === 'callback' || isWebhook(node)) return { visit, onward: [] };
    if (held === 0n) return { visit, onward };
    const on = ((mass - held) * ONE) / mass;
    return {
      visit: { ...visit, entered: visit.entered - held },
      onward: onward.map((way) => ({ ...way, mass: times(way.mass, on) })),
    };
  };
