// Parallel: every branch on the same input, their outputs as an array in the order of the branches.

import type { Thread } from '../execution.ts';
import { gather, planChildren, startChild } from '../fan.ts';
import { inputOf, leave, scopeOf } from '../flow.ts';
import { loadCatch, loadRetry } from '../guard.ts';
import { eventOf } from '../history.ts';
import type { Json } from '../json.ts';
import { list, onlyFields, type Place, refuse } from '../loading.ts';
import type { Block, ParallelNode } from '../nodes.ts';
import { count, type Run, setPhase, threadById } from '../run.ts';
import { allowFields } from '../shape.ts';

type Fields = Omit<ParallelNode, 'name' | 'language' | 'next' | 'shape'>;

export function loadParallel(place: Place, loadBlock: (place: Place) => Block): Fields {
  const paths = 'InputPath OutputPath Parameters ResultSelector ResultPath';
  allowFields(place, 'Next End Branches Assign Retry Catch', 'Arguments Output', paths);
  const branches = list(place, 'Branches');
  if (branches.length === 0) refuse(place, 'Branches', 'A Parallel has at least one branch.');
  for (const branch of branches) onlyFields(branch, ['Comment', 'StartAt', 'States']);
  return {
    type: 'Parallel',
    branches: branches.map(loadBlock),
    retry: loadRetry(place),
    catch: loadCatch(place),
  };
}

export function enterParallel(run: Run, thread: Thread, node: ParallelNode): void {
  const scope = scopeOf(run, thread);
  const input = node.shape.effective(scope);
  const many = node.branches.length;
  count(run, 1);
  run.history?.push(eventOf(run, thread, { what: 'parallel-started' }));
  setPhase(run, thread, {
    kind: 'fan',
    ...(input === scope.input ? {} : { input }),
    started: many,
    open: many,
    limit: many,
    results: Array.from({ length: many }, () => null),
  });
  planChildren(run, thread, 0, many);
}

export function startBranch(run: Run, thread: Thread, node: ParallelNode, index: number): void {
  const block = node.branches[index];
  if (block === undefined || thread.phase.kind !== 'fan') return;
  startChild(run, thread, block, index, thread.phase.input ?? inputOf(run, thread));
}

export function joinBranch(run: Run, thread: Thread, node: ParallelNode, index: number, output: Json): void {
  const results = gather(run, thread.id, index, output);
  const joined = threadById(run, thread.id);
  if (results === undefined || joined === undefined) return;
  count(run, 1);
  run.history?.push(eventOf(run, joined, { what: 'parallel-succeeded' }));
  const scope = scopeOf(run, joined);
  leave(run, joined, node.shape.complete(scope, scope.input, results), node.next);
}
