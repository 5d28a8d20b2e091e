/**
 * A run's execution: the interpreter's transitions, and what they ask for. Tasks answer at once, as far as the run comes at
 * this moment; timers go on the agenda.
 */

import type { Cursor } from '../../../workflow-compiler/cursor.ts';
import type { Occurrence, Step, Suspended, World } from '../../../workflow-compiler/interpreter/execution.ts';
import { advance, begin } from '../../../workflow-compiler/interpreter/transition.ts';
import { isJsonObject, type Json } from '../../../workflow-compiler/language/json.ts';
import { executionName, firstCursor } from '../run/enrol.ts';
import { endRow } from '../run/turn.ts';
import { entryCursor, isWakeable, segmentName, wokenRow } from '../run/wake.ts';
import { isoOf } from './happen.ts';
import type { Ahead, Person, Run } from './person.ts';
import type { Answer } from './settle.ts';
import { doTask } from './task.ts';
import { alreadyOver, type Claimed, claimWait, putRow } from './wait.ts';

export function beginRun(person: Person, run: Run): void {
  const { row } = run;
  if (run.flow.version.placement === 'express') beginStretch(person, run);
  else start(person, run, executionName(row.run), firstCursor(person.owner, row));
}

/** Express: an execution from where the row stands. */
function beginStretch(person: Person, run: Run): void {
  const { row } = run;
  run.began = row.generation;
  start(person, run, segmentName(row.run, row.generation), entryCursor(person.owner, row));
}

function start(person: Person, run: Run, name: string, input: Cursor): void {
  const { flow } = run;
  run.executions += 1;
  const begun = {
    input,
    id: `${flow.version.machine.replace(':stateMachine:', ':execution:')}:${name}`,
    name,
    machineId: flow.version.machine,
    machineName: flow.name,
  };
  goOn(person, run, begin(flow.machine, begun, worldOf(person)));
}

/** Goes on after a wait that was claimed: the task that waits on the token is done, or the next execution begins. */
export function goOnAfter(person: Person, run: Run, { token, cursor }: Claimed): void {
  if (token === undefined) beginStretch(person, run);
  else occur(person, run, { type: 'task-succeeded', task: taskOf(token), output: cursor });
}

/** A timer's moment has come; one that was withdrawn changes nothing. */
export function fire(
  person: Person,
  { run, timer, execution: of }: Ahead & { readonly what: 'timer' },
): void {
  const { execution, executions } = run;
  if (of !== executions || execution === undefined || execution.status !== 'RUNNING') return;
  const retrying = execution.threads.find(({ phase }) => phase.kind === 'retrying' && phase.timer === timer);
  if (retrying !== undefined) person.watch.retried?.(run, retrying.state);
  occur(person, run, { type: 'timer-fired', timer });
}

/** Express: the time of a wait is up, as the sweeper finds it. One that ended before changes nothing. */
export function endWait(person: Person, run: Run, generation: number): void {
  const { row, flow } = run;
  if (row.generation !== generation || row.wait === undefined) return;
  if (!isWakeable(row.wait)) run.row = wokenRow(row, isoOf(person.now));
  else {
    const listens = flow.version.routing.interrupts.length > 0;
    const entries = [{ step: row.step, did: 'woke', path: 'timeout', why: 'the time was up' } as const];
    claimWait(person, run, alreadyOver(person, run) ?? { path: 'timeout', entries, listens });
  }
  beginStretch(person, run);
}

function occur(person: Person, run: Run, occurrence: Occurrence): void {
  if (run.execution === undefined) return;
  goOn(person, run, advance(run.flow.machine, run.execution, occurrence, worldOf(person)));
}

function goOn(person: Person, run: Run, first: Step | Suspended): void {
  for (let step = first; ; ) {
    if (!('state' in step))
      throw new Error(`a machine of ${run.flow.name} has an expression that needs jsonata itself`);
    run.execution = step.state;
    const occurrence = take(person, run, step);
    if (occurrence === undefined) {
      // A wait that was over when it began, in a machine with a state for each step: the row goes on by itself.
      if (isAhead(run) && run.execution.status !== 'RUNNING') beginStretch(person, run);
      return;
    }
    step = advance(run.flow.machine, run.execution, occurrence, worldOf(person));
  }
}

/** Does what the step asks for; what answers at once comes back. Emitted machines have one thread: one call at a time. */
function take(person: Person, run: Run, { effects }: Step): Occurrence | undefined {
  let occurrence: Occurrence | undefined;
  for (const effect of effects) {
    if (effect.type === 'entered') person.watch.state?.(run, effect.state);
    else if (effect.type === 'timer')
      person.agenda.add(effect.at, {
        what: 'timer',
        run,
        execution: run.executions,
        timer: effect.timer,
      });
    else if (effect.type === 'invoke') {
      const answer = call(person, run, effect.arguments);
      occurrence = occurrenceOf(effect.task, answer, effect.token) ?? occurrence;
    } else if (effect.type === 'ended' && isLost(run)) lose(person, run, effect.status);
  }
  return occurrence;
}

function call(person: Person, run: Run, args: Json): Answer {
  const { FunctionName, Payload = null } = isJsonObject(args) ? args : {};
  const arn = String(FunctionName ?? '');
  return doTask(person, run, arn.slice(arn.lastIndexOf('-') + 1), Payload);
}

function occurrenceOf(task: string, answer: Answer, token: boolean): Occurrence | undefined {
  switch (answer.kind) {
    case 'waiting':
      return undefined;
    case 'cursor': {
      const { cursor } = answer;
      // A token is answered with the cursor itself, a call of Lambda with its envelope.
      const output = token ? cursor : { ExecutedVersion: '$LATEST', Payload: cursor, StatusCode: 200 };
      return { type: 'task-succeeded', task, output };
    }
    case 'error': {
      const cause = JSON.stringify({ errorType: answer.error, errorMessage: answer.message, trace: [] });
      return { type: 'task-failed', task, error: answer.error, cause };
    }
  }
}

/** In express an execution ends where its run waits. */
const isLost = (run: Run): boolean =>
  run.row.endedAt === undefined &&
  (run.flow.version.placement !== 'express' || (run.row.state === 'running' && !isAhead(run)));

/** Express: the row was woken after this execution had begun. */
const isAhead = ({ flow, row, began }: Run): boolean =>
  flow.version.placement === 'express' && row.state === 'running' && row.generation !== began;

/** The execution ended without its run, as the sweeper finds it. */
function lose(person: Person, run: Run, status: string): void {
  const at = isoOf(person.now);
  const cause = `the execution is ${status} and the run was not over`;
  const { row } = endRow(run.row, at, 'failed', 'ExecutionLost');
  const entry = {
    turn: row.turn,
    step: row.step,
    at,
    did: 'failed',
    why: `ExecutionLost: ${cause}`,
  } as const;
  putRow(person, run, { ...row, error: { name: 'ExecutionLost', cause }, history: [...row.history, entry] });
}

const worldOf = ({ now, around: { random } }: Person): World => ({ now, random });

const taskOf = (token: string): string => token.slice(token.lastIndexOf('#') + 1);
