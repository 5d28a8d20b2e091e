/** How a workflow is cut into states says nothing about what it does: each story ends the same in all of these. */
import type { Shape } from '../../functions/domain/workflow/publish.ts';

export const NAIVE: Shape = { naive: true };

/** With the seeds of the disorder that each is played in. */
export const SHAPES: readonly (readonly [name: string, shape: Shape, seeds: readonly number[]])[] = [
  ['a state for each message and wait', {}, [1, 2, 3]],
  ['a state for everything between two waits', { granularity: 'segment' }, [4]],
  ['express: an execution for everything between two waits', { placement: 'express' }, [1, 2]],
  ['express: the same, with a state for each step', { placement: 'express', granularity: 'step' }, [1, 2]],
];
