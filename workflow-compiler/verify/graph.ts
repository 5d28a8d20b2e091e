/** Targets exist, every state is reachable, and there is a way to end. */
import type { JsonObject } from '../language/json.ts';
import { nextOf, type Problem, type State, statesOf, textOf } from './read.ts';

export function graphProblems(machine: JsonObject): readonly Problem[] {
  const states = statesOf(machine);
  const byName = new Map(states.map((state) => [state.name, state]));
  const start = textOf(machine.StartAt);
  if (start === undefined || !byName.has(start))
    return [{ problem: `StartAt names \`${start ?? ''}\`, which is no state.` }];
  const live = reachable(start, byName);
  const missing = states.flatMap((state) =>
    nextOf(state)
      .filter((name) => !byName.has(name))
      .map((name): Problem => ({ state: state.name, problem: `leads to \`${name}\`, which is no state.` })),
  );
  const dead = states
    .filter(({ name }) => !live.has(name))
    .map(({ name }): Problem => ({ state: name, problem: 'cannot be reached.' }));
  return [...missing, ...dead, ...(states.some(ends) ? [] : [{ problem: 'No state ends the execution.' }])];
}

const ends = ({ fields }: State): boolean =>
  fields.End === true || fields.Type === 'Succeed' || fields.Type === 'Fail';

function reachable(start: string, byName: ReadonlyMap<string, State>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = byName.get(name);
    if (state === undefined || seen.has(name)) continue;
    seen.add(name);
    open.push(...nextOf(state));
  }
  return seen;
}
