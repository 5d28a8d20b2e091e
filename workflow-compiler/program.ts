/**
 * What the task `segment` does between two waits: the tasks and choices of a version by name, as they would be states of a
 * machine. Ids and numbers only; pinned with the version. A name that is not in it is a place where the machine goes on.
 * In express with a state for each step it holds the states of the first stretch, which the router does.
 */
import type { TaskFunction } from './artifact.ts';
import type { Carried } from './cursor.ts';
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
  /** Only in express with a state for each step: the wait that begins here goes on at this state. */
  readonly resumeAt?: string;
  /** The same: what the state carries, as in its request. */
  readonly then?: readonly Carried[];
  /** The same: the state's name, where its request tells it. */
  readonly state?: string;
};

export type ProgramChoice = {
  readonly type: 'choice';
  readonly step: string;
  readonly rules: ChoiceNode['rules'];
  readonly otherwise: ChoiceNode['otherwise'];
};

/** Only in express, where waits are no states: the run's row waits here until the time is up. */
export type ProgramWait = { readonly type: 'wait'; readonly next: string };

/** Only in express: the run's row waits here for an event or the time, and goes on with the path of what came first. */
export type ProgramCallback = {
  readonly type: 'callback';
  readonly steps: readonly string[];
  readonly next: string;
};

export type ProgramNode = ProgramTask | ProgramChoice | ProgramWait | ProgramCallback;
export type Program = { readonly [name: string]: ProgramNode };
