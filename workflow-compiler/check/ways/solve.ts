/**
 * The engine: facts flow forward along edges until they no longer change. Nodes are visited in an order in which most
 * predecessors come first, so that a graph without loops takes one round, and each loop about one more.
 */

type EdgeTo = { readonly to: string };

export type Flow<E extends EdgeTo, F> = {
  readonly start: string;
  readonly first: F;
  readonly edges: (node: string) => readonly E[];
  /** What is known behind the edge, given what was known before its step. */
  readonly along: (edge: E, before: F) => F;
  /** What is known where two ways meet. */
  readonly join: (a: F, b: F) => F;
  readonly same: (a: F, b: F) => boolean;
};

/** `facts` has no entry for what nothing leads to. `work`: how many edges were walked, for tests of growth. */
export type Solved<F> = { readonly facts: ReadonlyMap<string, F>; readonly work: number };

export function solve<E extends EdgeTo, F>(flow: Flow<E, F>): Solved<F> {
  const facts = new Map<string, F>([[flow.start, flow.first]]);
  const order = forwardOrder(flow.start, flow.edges);
  const stale = new Set(order);
  let work = 0;
  while (stale.size > 0)
    for (const node of order) {
      const before = facts.get(node);
      if (!stale.delete(node) || before === undefined) continue;
      for (const edge of flow.edges(node)) {
        work += 1;
        const behind = flow.along(edge, before);
        const known = facts.get(edge.to);
        const joined = known === undefined ? behind : flow.join(known, behind);
        if (known !== undefined && flow.same(known, joined)) continue;
        facts.set(edge.to, joined);
        stale.add(edge.to);
      }
    }
  return { facts, work };
}

/** Everything that the start leads to; what a node leads to comes after it, but for edges that lead back. */
export function forwardOrder(start: string, edges: (node: string) => readonly EdgeTo[]): readonly string[] {
  const seen = new Set([start]);
  const done: string[] = [];
  const stack = [{ node: start, at: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = edges(top.node)[top.at];
    top.at += 1;
    if (next === undefined) {
      done.push(top.node);
      stack.pop();
    } else if (!seen.has(next.to)) {
      seen.add(next.to);
      stack.push({ node: next.to, at: 0 });
    }
  }
  return done.reverse();
}
