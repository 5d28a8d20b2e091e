/**
 * Every code that the compiler can report, with its severity and title. A code is stable and never used for something
 * else; a retired one stays in the list as a comment. One file for each family, so that a new code is one line.
 */
import type { Severity } from './diagnostic.ts';
import { CONDITION } from './families/condition.ts';
import { FLOW } from './families/flow.ts';
import { LIMIT } from './families/limit.ts';
import { MESSAGE } from './families/message.ts';
import { REFERENCE } from './families/reference.ts';
import { SHAPE } from './families/shape.ts';
import { STEP } from './families/step.ts';
import { TEXT } from './families/text.ts';

export type Entry = {
  readonly severity: Severity;
  /** The same for every finding of the code. */
  readonly title: string;
  /** For docs/diagnostics.md: what it means and why it matters. */
  readonly about: string;
};

export const REGISTRY = {
  ...TEXT,
  ...SHAPE,
  ...REFERENCE,
  ...FLOW,
  ...STEP,
  ...CONDITION,
  ...MESSAGE,
  ...LIMIT,
} as const satisfies { readonly [code: string]: Entry };

export type Code = keyof typeof REGISTRY;
