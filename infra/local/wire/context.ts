/** What every operation of the wire server works with, and the shape they all have. */
import type { Json, JsonObject } from '../../../workflow-compiler/interpreter/json.ts';
import type { Evaluator } from '../../../workflow-compiler/interpreter/jsonata/fallback.ts';
import type { Timekeeper } from '../clock.ts';
import type { Engine } from '../engine/engine.ts';
import type { Database } from '../store/database.ts';
import type { Executions } from './executions.ts';
import type { Shelf } from './shelf.ts';

export type Wire = {
  readonly db: Database;
  readonly clock: Timekeeper;
  readonly engine: Engine;
  readonly shelf: Shelf;
  readonly executions: Executions;
  /** Standard executions that are being started, by ARN: a name starts one even while expressions are evaluated. */
  /** Expressions of states under test, a second at most. */
  readonly evaluate: Evaluator;
  readonly starting: Map<string, Promise<unknown>>;
};

/** One operation of the protocol: members in, members out. Throws `Refusal`. */
export type Operation = (wire: Wire, input: JsonObject) => Json | Promise<Json>;

/** Moments travel as seconds. */
export const seconds = (ms: number): number => ms / 1000;

/** A member where there is a value for it, and nothing where there is none. */
export function given<const K extends string, V>(name: K, value: V | undefined): { readonly [each in K]?: V };
export function given(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}
