/**
 * asl-validator as a second opinion on emitted machines, with its known false alarm left out: it refuses `Output` on a
 * Choice state, which Step Functions takes as the output of the default way.
 */
import { createRequire } from 'node:module';
import type { JsonObject } from '../../workflow-compiler/language/json.ts';

type Found = {
  readonly 'Error code': string;
  readonly Message: string;
  readonly path?: string;
};

type Validator = (
  definition: unknown,
  options: { readonly checkPaths: boolean; readonly checkArn: boolean },
) => { readonly errors: readonly Found[] };

// CommonJS without a default export that TypeScript could follow.
const validator: Validator = createRequire(import.meta.url)('asl-validator');

/** The validator's complaints about a machine that are not false alarms. */
export function aslErrors(machine: JsonObject): readonly string[] {
  const states = Object(machine.States);
  const copy = structuredClone({
    ...machine,
    // The validator writes into what it is given, hence the copy; without their own `Output`, choices must pass entirely.
    States: Object.fromEntries(
      Object.entries<JsonObject>(states).map(([name, state]) => [name, withoutChoiceOutput(state)]),
    ),
  });
  return validator(copy, { checkPaths: true, checkArn: true }).errors.map((error) => JSON.stringify(error));
}

function withoutChoiceOutput(state: JsonObject): JsonObject {
  if (state.Type !== 'Choice') return state;
  const { Output: _output, ...rest } = state;
  return rest;
}
