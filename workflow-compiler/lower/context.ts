/** What lowering one step needs to know of the rest. */
import { END } from '../language/end.ts';
import { type ChoiceNode, SHARED } from './plan.ts';

export type Context = {
  readonly id: string;
  /** Rules for exit rules and goals, to put into the choice after a wait or a decision. */
  readonly interrupts: ChoiceNode['rules'];
};

/** The node that a step's target names: a step's first node has the step's id. */
export const goTo = (target: string): string => (target === END ? SHARED.end : target);
