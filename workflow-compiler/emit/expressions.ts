/**
 * The JSONata that machines contain. Only ids of steps and paths enter it, which are lower-case letters, digits and
 * hyphens by the schema, so that no text of a tenant can become an expression. All of it stays inside the subset that
 * the interpreter runs as closures.
 */
import type { Mark, Test } from '../lower/plan.ts';

const jsonata = (expression: string): string => `{% ${expression} %}`;

export const INPUT = jsonata('$states.input');
export const UNTIL = jsonata('$states.input.until');
export const SECONDS = jsonata('$states.input.seconds');
export const PAYLOAD = jsonata('$states.result.Payload');
export const RESULT = jsonata('$states.result');
export const TOKEN = jsonata('$states.context.Task.Token');
export const ERROR = jsonata('$states.errorOutput');

/** Lambda puts `{"errorType", "errorMessage", "trace"}` into the cause; a `Deferred` has its time as message. */
export const HOLD = jsonata(
  "$merge([$states.input, {'until': $parse($states.errorOutput.Cause).errorMessage}])",
);

/** A rejected step is settled: the next task has the next turn and an empty trail. */
export const SETTLED = jsonata("$merge([$states.input, {'turn': $states.input.turn + 1, 'trail': []}])");

/** The failure path takes the cursor from beside the error. */
export const FAILED = {
  cursor: jsonata('$states.input.cursor'),
  steps: jsonata('$states.input.steps'),
  error: jsonata('$states.input.error'),
  name: jsonata('$states.input.error.Error'),
  cause: jsonata('$states.input.error.Cause'),
} as const;

/** The condition of a choice's rule at `step`. */
export function condition(test: Test, step: string): string {
  switch (test.type) {
    case 'path':
      return jsonata(`$states.input.path = '${test.is}'`);
    case 'bucket':
      return jsonata(
        `$substring($hash($states.input.contact & ':' & $states.input.workflow & ':${step}', 'SHA-256'), 0, 8) < '${test.below}'`,
      );
    case 'loop':
      return jsonata(`${taken(step)} < ${test.atMost}`);
  }
}

/** Whether the run's row names this place to go on at. */
export const resumed = (place: string): string => jsonata(`$states.input.resumeAt = '${place}'`);

/** The cursor after passing `step` without a task. */
export function marked(mark: Mark, step: string): string {
  const trail = `'trail': $append($states.input.trail, [['${step}', '${mark.path}']])`;
  const loops = `'loops': $merge([$states.input.loops, {'${step}': ${taken(step)} + 1}])`;
  return jsonata(`$merge([$states.input, {${mark.counts ? `${trail}, ${loops}` : trail}}])`);
}

/** Times that the jump was taken; an absent counter is 0. */
const taken = (step: string): string => `$lookup($merge([{'${step}': 0}, $states.input.loops]), '${step}')`;
