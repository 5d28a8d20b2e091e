/**
 * What `compile` gives: the state machine and everything the runtime needs beside it. Plain JSON throughout, so that a
 * publisher stores it as it is and a version is pinned whole.
 */
import type { CheckOptions } from './check/options.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import type { Condition } from './language/condition.ts';
import type { Definition } from './language/definition.ts';
import type { EventPattern } from './language/event.ts';
import type { JsonObject } from './language/json.ts';
import type { Step } from './language/step.ts';
import type { Program } from './program.ts';

/** The Lambdas that machines call; `functions/manifest.ts` has one entry for each. */
export type TaskFunction = 'apply' | 'decide' | 'send' | 'call' | 'park' | 'wake' | 'finish' | 'segment';

/** An Amazon States Language document in JSONata. */
export type StateMachine = JsonObject;

/** Where a state comes from; shared states (their names begin with a hyphen) come from none. `pointer` is a JSON pointer into the definition. */
export type SourceMap = { readonly [state: string]: { readonly step: string; readonly pointer: string } };

/** What starts runs of this version: the router matches an event against `event`, then asks `where` and the entry filter. */
export type TriggerRoute = { readonly index: number; readonly event: EventPattern };

/** What ends or moves a run from wherever it is: exit rules (`to: end`) and goals (`to`: the goal's step). */
export type Interrupt = {
  /** `exit-0`, `goal-<step>`; the path that the machine sees. */
  readonly id: string;
  /** Event types at which to look. */
  readonly types: readonly string[];
  /** For exit rules: the event must match this. */
  readonly event?: EventPattern;
  /** For goals: this must hold. */
  readonly when?: Condition;
  /** The step to go on from, or `end`. */
  readonly to: string;
};

export type Routing = {
  readonly triggers: readonly TriggerRoute[];
  readonly interrupts: readonly Interrupt[];
  /** Every event type that starts, resumes or interrupts: only these go on the bus. */
  readonly types: readonly string[];
};

/** Steps as the tasks read them: the step itself, pinned at publish. Messages get their MJML compiled by the publisher. */
export type Content = { readonly [step: string]: Step };

export type Artifact = {
  readonly definition: Definition;
  readonly machine: StateMachine;
  readonly sourceMap: SourceMap;
  readonly routing: Routing;
  readonly content: Content;
  readonly functions: readonly TaskFunction[];
  readonly placement: Placement;
  /** Why `auto` chose it. */
  readonly placementWhy?: string;
  /** What `segment` does, by the name that a request enters at; present at granularity `segment` and in express. */
  readonly program?: Program;
  /** The program's first node; present in express where one task does each stretch. */
  readonly start?: string;
  /** Express, a state for each step: the program is what the router does of a run, from this state to the first wait. */
  readonly begins?: string;
  /** Findings that do not stop publishing. */
  readonly warnings: readonly Diagnostic[];
};

export type Granularity = 'step' | 'segment';

/** Where waits live. `standard`: inside one Standard execution per run. `express`: in the run's row, and each stretch between two waits is one Express execution. */
export type Placement = 'standard' | 'express';

export type CompileOptions = CheckOptions & {
  /** One state per step, no optimisation. */
  readonly naive?: boolean;
  /** `step`: a state for each message, call and decision. `segment`: one for all between two waits. `step` unless said in `standard`, `segment` in `express`. */
  readonly granularity?: Granularity;
  /** The forecast that `auto` weighs. */
  readonly runsPerMonth?: number;
  /** Prefix of the function ARNs that the machine names; the task's name follows. */
  readonly functionArn?: string;
};

export type Compiled =
  | { readonly ok: true; readonly artifact: Artifact; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
