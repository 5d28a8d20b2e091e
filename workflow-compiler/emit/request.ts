/** What a task state passes to its function, besides the contract. */
import type { Carried } from '../cursor.ts';
import type { JsonObject } from '../language/json.ts';
import type { CarriedNode, TaskNode } from '../lower/plan.ts';
import { INPUT } from './expressions.ts';

export function requestOf(node: TaskNode): JsonObject {
  const then = node.then?.map(carriedOf);
  return { steps: node.steps, ...(then === undefined ? {} : { then }), cursor: INPUT, ...endsOf(node) };
}

export const carriedOf = (node: CarriedNode): Carried => ({
  do: node.fn,
  steps: node.steps,
  ...endsOf(node),
});

/** The end of the run, or of the execution. */
export const endsOf = ({ end, resume }: TaskNode): Pick<Carried, 'end' | 'resumeAt'> => ({
  ...(end === undefined ? {} : { end }),
  ...(resume === undefined ? {} : { resumeAt: resume }),
});
