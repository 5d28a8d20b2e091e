/**
 * Our own verifier of Amazon States Language: every emitted machine passes through it on every compile. It knows what
 * Step Functions refuses when a machine is created, and a little more that would fail later.
 */
import type { Placement } from '../artifact.ts';
import type { JsonObject } from '../language/json.ts';
import { expressProblems } from './express.ts';
import { expressionProblems } from './expressions.ts';
import { failureProblems } from './failures.ts';
import { fieldProblems } from './fields.ts';
import { graphProblems } from './graph.ts';
import type { Problem } from './read.ts';

/** Bytes: the service takes 1 MB, and machines are ASCII. */
const MOST = 1_000_000;

/** Everything that is wrong with the machine; nothing for a good one. */
export function verify(machine: JsonObject, placement: Placement = 'standard'): readonly Problem[] {
  const size = JSON.stringify(machine).length;
  return [
    ...(size > MOST ? [{ problem: `The machine has ${size} bytes; Step Functions takes ${MOST}.` }] : []),
    ...graphProblems(machine),
    ...fieldProblems(machine),
    ...failureProblems(machine),
    ...expressionProblems(machine),
    ...(placement === 'express' ? expressProblems(machine) : []),
  ];
}
