/** How each kind of edge changes what is known of a run. */
import { isMessage } from '../../language/channel.ts';
import type { Definition } from '../../language/definition.ts';
import { clockAfter } from './clock.ts';
import type { WayEdge } from './edges.ts';
import { bit, type Facts } from './facts.ts';
import { momentOf } from './moment.ts';
import type { OptedOut } from './opted-out.ts';
import { pathKey, type Sources } from './sources.ts';

export type Knowledge = {
  readonly definition: Definition;
  /** The number of each step. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly sources: Sources;
  readonly optedOut: OptedOut;
};

export function along({ definition, numbers, sources, optedOut }: Knowledge) {
  return (edge: WayEdge, before: Facts): Facts => {
    const number = numbers.get(edge.from);
    const here = number === undefined ? 0n : bit(number);
    const passed = { passed: before.passed | here, passedSurely: before.passedSurely | here };
    if (edge.role === 'interrupt') return { ...before, ...passed, clock: undefined };
    if (edge.role === 'goal')
      return { ...before, events: sources.goals.get(edge.to) ?? 0n, clock: undefined };
    const asked = optedOut.paths.get(pathKey(edge.from, edge.path));
    return {
      ...passed,
      events: sources.paths.get(pathKey(edge.from, edge.path)) ?? before.events,
      optedOut: asked === undefined ? before.optedOut : (before.optedOut & asked.keeps) | asked.makes,
      clock: clockBehind(edge.from, before),
      notBefore: momentBehind(edge.from, before),
    };
  };

  function clockBehind(id: string, before: Facts): Facts['clock'] {
    const step = definition.steps[id];
    if (step?.kind === 'wait') return clockAfter(id, step);
    // A message may be held until the window opens, and anything may have happened while a run waited for an event.
    const lost = step?.kind === 'wait-for-event' || isMessage(step);
    return lost ? undefined : before.clock;
  }

  function momentBehind(id: string, { notBefore }: Facts): number | undefined {
    const step = definition.steps[id];
    const until = step?.kind === 'wait' ? momentOf(step.until) : undefined;
    return until === undefined ? notBefore : Math.max(until, notBefore ?? until);
  }
}
