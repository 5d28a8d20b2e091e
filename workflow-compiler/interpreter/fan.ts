// What Parallel and Map share: children started in order, each running as far as it can before the next one starts,
// and their outputs gathered.

import type { Thread } from './execution.ts';
import { goTo } from './flow.ts';
import type { Json } from './json.ts';
import type { Block } from './nodes.ts';
import { put, type Run, setPhase, threadById } from './run.ts';

/** Leaves the starting of children `from` up to `to` as work, the first of them on top. */
export function planChildren(run: Run, parent: Thread, from: number, to: number): void {
  for (let index = to - 1; index >= from; index--) run.work.push({ do: 'start', thread: parent.id, index });
}

export function startChild(run: Run, parent: Thread, block: Block, index: number, input: Json): void {
  const id = run.next++;
  const { startAt: state } = block;
  const { id: around } = parent;
  // Where it stands is known before it enters: what it inherits is looked up in its parent.
  const child: Thread = {
    id,
    parent: around,
    index,
    state,
    entered: 0,
    event: 0,
    phase: { kind: 'entering' },
  };
  goTo(run, put(run, child), state, input);
}

/** Takes a child's output. Gives all outputs, in order, once the last is there. */
export function gather(run: Run, id: number, index: number, output: Json): readonly Json[] | undefined {
  const thread = threadById(run, id);
  if (thread?.phase.kind !== 'fan') return undefined;
  const results = thread.phase.results.with(index, output);
  const open = thread.phase.open - 1;
  setPhase(run, thread, { ...thread.phase, results, open });
  return open === 0 ? results : undefined;
}
