/** The routing table of a version: what starts, resumes or interrupts its runs. */
import type { Interrupt, Routing } from '../artifact.ts';
import type { Definition } from '../language/definition.ts';

export function routingOf(definition: Definition, interrupts: readonly Interrupt[]): Routing {
  const triggers = definition.triggers.map((event, index) => ({ index, event }));
  const awaited = Object.values(definition.steps).flatMap((step) =>
    step.kind === 'wait-for-event' ? step.paths.map(({ event }) => event.on) : [],
  );
  const types = [
    ...triggers.map(({ event }) => event.on),
    ...awaited,
    ...interrupts.flatMap((interrupt) => interrupt.types),
  ];
  return { triggers, interrupts, types: [...new Set(types)].toSorted() };
}
