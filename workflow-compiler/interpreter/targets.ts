// Where the states of a block lead: to states of the same block, all of them reached by some other, and somewhere to an end.
// The words are those with which AWS refuses to create a machine.

import { escaped, type Place, refuse } from './loading.ts';
import type { StateNode } from './nodes.ts';

type Target = { readonly at: string; readonly state: string };

/** A loop without a way out is told alone; AWS does not look for states that nothing leads to then. */
export function checkTargets(
  place: Place,
  startAt: string,
  states: ReadonlyMap<string, StateNode>,
  /** Names that are written, whether or not their states could be read. */
  written: ReadonlySet<string>,
): void {
  const reached = new Set([startAt]);
  let ends = written.size > states.size;
  for (const node of states.values()) {
    const targets = targetsOf(node);
    if (targets.length === 0 || (node.type !== 'Choice' && node.next === undefined)) ends = true;
    for (const { at, state } of targets) {
      if (state !== node.name) reached.add(state);
      if (written.has(state)) continue;
      const pointer = `States/${escaped(node.name)}/${at}`;
      refuse(place, pointer, `MISSING_TRANSITION_TARGET: Missing 'Next' target: ${state}`);
    }
  }
  if (!ends) {
    refuse(place, '', 'MISSING_END_STATE: Workflow has no terminal state');
    return;
  }
  for (const name of states.keys()) {
    if (reached.has(name)) continue;
    const message = `MISSING_TRANSITION_TARGET: State "${name}" is not reachable.`;
    refuse(place, `States/${escaped(name)}`, message);
  }
}

/** Rules and catchers that lead nowhere have been refused where they stand. */
function targetsOf(node: StateNode): readonly Target[] {
  const targets: Target[] = [];
  if (node.next !== undefined) targets.push({ at: 'Next', state: node.next });
  if (node.type === 'Choice') {
    node.rules.forEach(({ next }, at) => {
      if (next !== '') targets.push({ at: `Choices/${at}/Next`, state: next });
    });
    if (node.otherwise !== undefined) targets.push({ at: 'Default', state: node.otherwise });
  }
  if ('catch' in node) {
    node.catch.forEach(({ next }, at) => {
      if (next !== '') targets.push({ at: `Catch/${at}/Next`, state: next });
    });
  }
  return targets;
}
