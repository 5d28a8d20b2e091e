/** Tasks of machines, answered in memory: one turn, several in one call, or the beginning of a wait. */
import type { TaskFunction } from '../../../workflow-compiler/artifact.ts';
import { ERRORS, type TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Program } from '../../../workflow-compiler/program.ts';
import { leaving, partOf } from '../run/carry-out.ts';
import { Throttled } from '../run/errors.ts';
import { answer } from '../run/settle.ts';
import { slowedDown } from '../run/slowed-down.ts';
import { endRow } from '../run/turn.ts';
import { after, placeOf, programOf } from '../run/walk.ts';
import { goOn, parkInRow } from './express.ts';
import { isoOf } from './happen.ts';
import type { Person, Run } from './person.ts';
import { type Answer, failed, linkOf, settle } from './settle.ts';
import { alreadyOver, claimWait, putRow } from './wait.ts';
import { listens, workOf } from './work.ts';

/** Does what a machine asks for. Errors that the machine does not know are faults of the simulator and are thrown. */
export function doTask(person: Person, run: Run, name: string, payload: Json): Answer {
  const request = asTaskRequest(payload);
  try {
    if (request.error !== undefined) return failRun(person, run, request, request.error);
    if (name === 'park' && request.token !== undefined)
      return parkForEvent(person, run, request, request.token);
    if (name === 'segment') return segment(person, run, request);
    if (request.resumeAt !== undefined) return parkInRow(person, run, request, request.resumeAt);
    return inTurn(person, run, request, name);
  } catch (thrown) {
    if (!(thrown instanceof Error) || !CROSSING.has(thrown.name)) throw thrown;
    return failed(thrown);
  }
}

/** A state's task, and what it carries. In express who is asked to slow down waits in the row, as in `run/in-express.ts`. */
function inTurn(person: Person, run: Run, request: TaskRequest, name: string): Answer {
  const { generation } = request.cursor;
  try {
    if (request.then !== undefined)
      return walk(person, run, request, programOf(request, functionOf(name)), '0');
    const work = workOf(name);
    const link = generation === undefined ? undefined : linkOf(run, request, '0');
    return settle(person, run, request, (frame) => work(person, run, frame), link);
  } catch (error) {
    if (!(error instanceof Throttled) || generation === undefined) throw error;
    return settle(person, run, request, (frame) => slowedDown(frame, error), linkOf(run, request, '0'));
  }
}

/** Everything between two waits: of a standard execution by what the machine says, in express by what the row says. */
function segment(person: Person, run: Run, request: TaskRequest): Answer {
  const { program, name } = run.flow;
  if (program === undefined) throw new Error(`${name} has no program`);
  if (request.enter === undefined) return goOn(person, run, request, program);
  return walk(person, run, request, program, request.enter);
}

/** Several tasks in one call, in the order and with the memory of `run/carry-out.ts`. */
function walk(person: Person, run: Run, request: TaskRequest, program: Program, enter: string): Answer {
  let place = placeOf(program, enter, request.cursor, run.row);
  while (place.kind === 'task') {
    const { name: at, task, cursor } = place;
    const own = partOf(request, task, cursor);
    const link = linkOf(run, request, at);
    const answered = settle(person, run, own, (frame) => workOf(task.do)(person, run, frame), link);
    const rejected = answered.kind === 'error' && answered.error === ERRORS.rejected;
    if (answered.kind !== 'cursor' && !rejected) return answered;
    const next = answered.kind === 'cursor' ? answered.cursor : answer(cursor, {});
    place = after(program, at, next, rejected);
  }
  return { kind: 'cursor', cursor: leaving(place, request) };
}

const CROSSING: ReadonlySet<string> = new Set(['Transient', 'Throttled', 'Rejected', 'Deferred', 'Left']);

function functionOf(name: string): TaskFunction {
  if (name === 'send' || name === 'call' || name === 'apply') return name;
  throw new Error(`${name} carries nothing`);
}

/** Arguments of a task state, as the compiler emits them: taken on trust, as the runtime does. */
const asTaskRequest = (payload: Json): TaskRequest => payload as unknown as TaskRequest;

function parkForEvent(person: Person, run: Run, request: TaskRequest, token: string): Answer {
  const asked = settle(person, run, request, (frame) => listens(run, frame, { token }));
  if (asked.kind !== 'waiting') return asked;
  const winner = alreadyOver(person, run);
  const claimed = winner === undefined ? undefined : claimWait(person, run, winner);
  return claimed === undefined ? asked : { kind: 'cursor', cursor: claimed.cursor };
}

function failRun(
  person: Person,
  run: Run,
  { cursor, steps }: TaskRequest,
  { Error: name, Cause: cause }: NonNullable<TaskRequest['error']>,
): Answer {
  const { row } = run;
  if (row.endedAt === undefined) {
    const at = isoOf(person.now);
    const step = steps[0] ?? row.step;
    const { row: ended } = endRow({ ...row, step }, at, 'failed', name);
    const entry = { turn: row.turn, step, at, did: 'failed', why: `${name}: ${cause}` } as const;
    putRow(person, run, { ...ended, error: { name, cause }, history: [...ended.history, entry] });
  }
  return { kind: 'cursor', cursor };
}
