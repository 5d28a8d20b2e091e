/**
 * What the task `segment` does between two waits: the tasks and choices of a version by name, as they would be states of a
 * machine. Ids and numbers only; pinned with the version. A name that is not in it is a place where the machine goes on.
 */
import type { TaskFunction } from './artifact.ts';
import type { ChoiceNode } from './lower/plan.ts';

export type ProgramTask = {
  readonly type: 'task';
  readonly do: TaskFunction;
  readonly steps: readonly string[];
  /** Absent: the run ends here. */
  readonly next?: string;
  /** Where a refusal leads; `next` when absent. */
  readonly rejected?: string;
  readonly end?: string;
};

export type ProgramChoice = {
  readonly type: 'choice';
  readonly step: string;
  readonly rules: ChoiceNode['rules'];
  readonly otherwise: ChoiceNode['otherwise'];
};

export type Program = { readonly [name: string]: ProgramTask | ProgramChoice };
