/**
 * The machine of the express placement with a state for each step. Every wake-up of a run is an execution of it: a first
 * choice leads to the place that the run's row names, and the task that begins the next wait ends the execution.
 */
import type { CompileOptions, TaskFunction } from '../artifact.ts';
import { CONTRACT } from '../cursor.ts';
import type { JsonObject } from '../language/json.ts';
import { type Plan, type PlanNode, resumeOf, type TaskNode, upToWaits } from '../lower/plan.ts';
import type { Program } from '../program.ts';
import {
  choiceState,
  DEFAULT_PREFIX,
  type Emitted,
  functionsOf,
  INVOKE,
  type Named,
  origin,
} from './emit.ts';
import { LIFE_S } from './express.ts';
import { FAILED, PAYLOAD, resumed } from './expressions.ts';
import { EXPRESS_RETRY, expressCatchers, failureStates } from './failures.ts';
import { programOf } from './program.ts';
import { requestOf } from './request.ts';

const RESUME = '-resume';

export function emitStretches(plan: Plan, options: CompileOptions): Emitted {
  const { functionArn: prefix = DEFAULT_PREFIX } = options;
  const call = (fn: TaskFunction, payload: JsonObject): JsonObject => ({
    Resource: INVOKE,
    Arguments: { FunctionName: `${prefix}${fn}`, Payload: { contract: CONTRACT, ...payload } },
  });
  const taskState = (node: TaskNode): JsonObject => ({
    Type: 'Task',
    ...call(node.fn, { ...(isReentered(node) ? { state: node.name } : {}), ...requestOf(node) }),
    Output: PAYLOAD,
    Retry: EXPRESS_RETRY,
    Catch: expressCatchers(node.steps, node.rejected),
    ...(node.next === undefined ? { End: true } : { Next: node.next }),
  });
  const stateOf = (node: PlanNode): JsonObject => {
    switch (node.type) {
      case 'task':
        return taskState(node);
      case 'choice':
        return choiceState(node);
      case 'pass':
        return { Type: 'Pass', Next: node.next };
      case 'succeed':
        return { Type: 'Succeed' };
      default:
        throw new Error(`\`${node.name}\` waits in a state`);
    }
  };
  const entries = entriesOf(plan);
  const report = call('finish', { steps: FAILED.steps, cursor: FAILED.cursor, error: FAILED.error });
  const states = plan.nodes.map((node): Named => [node.name, stateOf(node)]);
  const first: readonly Named[] = entries.length === 0 ? [] : [[RESUME, resumeState(entries, plan.start)]];
  return {
    machine: {
      Comment: `${plan.workflow}, compiled by Sojourn`,
      QueryLanguage: 'JSONata',
      StartAt: first.length === 0 ? plan.start : RESUME,
      TimeoutSeconds: LIFE_S,
      States: Object.fromEntries([...first, ...states, ...failureStates(report, EXPRESS_RETRY)]),
    },
    sourceMap: Object.fromEntries(plan.nodes.flatMap(({ name, step }) => origin(name, step))),
    functions: functionsOf(plan),
    ...(options.naive === true ? {} : { program: beginningOf(plan), begins: plan.start }),
  };
}

/** What the router does of a run: its states up to the first wait. A naive machine is the measure, and does all of it itself. */
function beginningOf(plan: Plan): Program {
  const begun = programOf(upToWaits(plan));
  return Object.fromEntries(
    Object.entries(begun).map(([name, node]) => {
      const named = node.type === 'task' && isReentered({ fn: node.do });
      return [name, named ? { ...node, state: name } : node];
    }),
  );
}

/** What a run can be told to go on at: a task that was being done, or what follows a wait. The start needs no telling. */
function entriesOf(plan: Plan): readonly string[] {
  const behind = new Set(plan.nodes.flatMap((node) => (node.type === 'task' ? [resumeOf(node)] : [])));
  return plan.nodes
    .filter((node) => node.name !== plan.start)
    .filter((node) => behind.has(node.name) || (node.type === 'task' && isReentered(node)))
    .map(({ name }) => name);
}

/** Whether a run may be found at this task, done or put off. One that only parks or ends a run has done so in one write. */
const isReentered = ({ fn }: Pick<TaskNode, 'fn'>): boolean => fn !== 'park' && fn !== 'finish';

const resumeState = (entries: readonly string[], start: string): JsonObject => ({
  Type: 'Choice',
  Choices: entries.map((name) => ({ Condition: resumed(name), Next: name })),
  Default: start,
});
