/**
 * The machine of the express placement: one state, since what it does and where it stands is in the version's program and
 * the run's row. Each wake-up of a run is an execution of it; it ends where the run waits.
 */
import type { CompileOptions } from '../artifact.ts';
import { CONTRACT } from '../cursor.ts';
import type { Plan } from '../lower/plan.ts';
import { DEFAULT_PREFIX, type Emitted, INVOKE } from './emit.ts';
import { FAILED, INPUT, PAYLOAD } from './expressions.ts';
import { catchers, EXPRESS_RETRY, failureStates } from './failures.ts';
import { programOf } from './program.ts';

/** Express executions end after five minutes whatever they do. */
export const LIFE_S = 300;

export function emitExpress(plan: Plan, options: CompileOptions): Emitted {
  const { functionArn: prefix = DEFAULT_PREFIX } = options;
  const call = (fn: string, payload: { readonly [field: string]: string | readonly string[] }) => ({
    Resource: INVOKE,
    Arguments: { FunctionName: `${prefix}${fn}`, Payload: { contract: CONTRACT, ...payload } },
  });
  const segment = {
    Type: 'Task',
    ...call('segment', { steps: [], cursor: INPUT }),
    Output: PAYLOAD,
    Retry: EXPRESS_RETRY,
    Catch: catchers([], {}),
    End: true,
  };
  const report = call('finish', { steps: FAILED.steps, cursor: FAILED.cursor, error: FAILED.error });
  return {
    machine: {
      Comment: `${plan.workflow}, compiled by Sojourn`,
      QueryLanguage: 'JSONata',
      StartAt: '-segment',
      TimeoutSeconds: LIFE_S,
      States: Object.fromEntries([['-segment', segment], ...failureStates(report, EXPRESS_RETRY)]),
    },
    sourceMap: {},
    functions: ['finish', 'segment'],
    program: programOf(plan.nodes),
    start: plan.start,
  };
}
