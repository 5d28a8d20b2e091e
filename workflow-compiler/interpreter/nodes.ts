// A machine after loading: blocks of states, each state with its fields made ready to compute.

import type { Json } from './json.ts';
import type { Language } from './loading.ts';
import type { Compute, Scope } from './scope.ts';

export type Block = { readonly startAt: string; readonly states: ReadonlyMap<string, StateNode> };

export type Outcome = { readonly output: Json; readonly assigned?: { readonly [name: string]: Json } };

/** How a state's data flows: what it works on, and what it leaves. */
export type Shape = {
  /** The input after InputPath, Parameters or Arguments. */
  readonly effective: Compute;
  /** Output and assignments. `result` is the state's own; without one, the effective input is passed on. */
  readonly complete: (scope: Scope, effective: Json, result?: Json) => Outcome;
};

export type Retrier = {
  readonly errors: readonly string[];
  readonly interval: number;
  readonly attempts: number;
  readonly backoff: number;
  readonly most: number;
  readonly jitter: boolean;
};

export type Catcher = {
  readonly errors: readonly string[];
  readonly next: string;
  readonly complete: (scope: Scope) => Outcome;
};

type Common = {
  readonly name: string;
  readonly language: Language;
  /** Undefined at the end of the block. */
  readonly next: string | undefined;
  readonly shape: Shape;
};
type Guarded = { readonly retry: readonly Retrier[]; readonly catch: readonly Catcher[] };

export type PassNode = Common & { readonly type: 'Pass'; readonly result: Json | undefined };
export type SucceedNode = Common & { readonly type: 'Succeed' };
export type FailNode = Common & {
  readonly type: 'Fail';
  readonly error: Compute | undefined;
  readonly cause: Compute | undefined;
};
export type WaitNode = Common & { readonly type: 'Wait'; readonly until: (scope: Scope) => number };
export type Rule = {
  readonly test: (scope: Scope) => boolean;
  readonly next: string;
  readonly complete: ((scope: Scope) => Outcome) | undefined;
};
export type ChoiceNode = Common & {
  readonly type: 'Choice';
  readonly rules: readonly Rule[];
  readonly otherwise: string | undefined;
};
export type TaskNode = Common &
  Guarded & {
    readonly type: 'Task';
    readonly resource: string;
    readonly token: boolean;
    /** Its arguments follow from the execution's state: they neither ask for the time nor draw. */
    readonly settled: boolean;
    /** Only where there are some: few states have them, and all others have the same shape. */
    readonly credentials?: Compute;
    readonly timeout: Compute | undefined;
    readonly heartbeat: Compute | undefined;
  };
export type ParallelNode = Common &
  Guarded & { readonly type: 'Parallel'; readonly branches: readonly Block[] };
export type MapNode = Common &
  Guarded & {
    readonly type: 'Map';
    readonly processor: Block;
    readonly items: (scope: Scope) => readonly Json[];
    readonly selector: Compute | undefined;
    readonly concurrency: Compute | undefined;
    readonly tolerated: readonly Compute[];
  };
export type StateNode =
  | PassNode
  | SucceedNode
  | FailNode
  | WaitNode
  | ChoiceNode
  | TaskNode
  | ParallelNode
  | MapNode;
