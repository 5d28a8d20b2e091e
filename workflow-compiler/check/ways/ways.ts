/** The door of the analysis: everything that is known at every step of a definition, computed once and asked by the proofs. */
import type { Definition } from '../../language/definition.ts';
import { along } from './along.ts';
import { INTERRUPTED, type WayEdge, wayEdges } from './edges.ts';
import { type Facts, has, join, same } from './facts.ts';
import { entersFrom } from './moment.ts';
import { type OptedOut, optedOutOf } from './opted-out.ts';
import { type Solved, solve } from './solve.ts';
import { type Sources, sourcesOf } from './sources.ts';

export type Ways = {
  readonly definition: Definition;
  readonly edges: (id: string) => readonly WayEdge[];
  /** Absent for a step that nothing leads to. */
  readonly at: (id: string) => Facts | undefined;
  /** What is known wherever a goal may take a run away; absent without goals, or when nothing waits. */
  readonly interrupted: Facts | undefined;
  readonly passes: (facts: Facts, step: string) => 'never' | 'sometimes' | 'always';
  readonly sources: Sources;
  readonly optedOut: OptedOut;
  /** Edges walked until nothing changed. */
  readonly work: number;
};

/** Needs a definition whose references all lead to steps. */
export function waysOf(definition: Definition): Ways {
  const numbers = new Map(Object.keys(definition.steps).map((id, i) => [id, i]));
  const sources = sourcesOf(definition);
  const optedOut = optedOutOf(definition);
  const edges = wayEdges(definition);
  const edgesFrom = (id: string): readonly WayEdge[] => edges.get(id) ?? [];
  const { facts, work }: Solved<Facts> = solve({
    start: definition.start,
    first: {
      passed: 0n,
      passedSurely: 0n,
      events: sources.triggers,
      optedOut: 0n,
      clock: undefined,
      notBefore: entersFrom(definition),
    },
    edges: edgesFrom,
    along: along({ definition, numbers, sources, optedOut }),
    join,
    same,
  });
  const passes = ({ passed, passedSurely }: Facts, step: string) => {
    const number = numbers.get(step) ?? 0;
    if (!has(passed, number)) return 'never';
    return has(passedSurely, number) ? 'always' : 'sometimes';
  };
  const at = (id: string): Facts | undefined => facts.get(id);
  return { definition, edges: edgesFrom, at, interrupted: at(INTERRUPTED), passes, sources, optedOut, work };
}
