/**
 * Tasks of machines, answered in memory: the frame of `run/settle.ts` without its store, and the pure halves of what the
 * functions do. One place, since a task that the simulator did otherwise would simulate something else.
 */
import type { TaskFunction } from '../../../workflow-compiler/artifact.ts';
import { type Cursor, ERRORS, type TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import { activityNeeds } from '../../../workflow-compiler/predicate/needs.ts';
import type { Program } from '../../../workflow-compiler/program.ts';
import { leaving as leavingWith, partOf } from '../run/carry-out.ts';
import { changes } from '../run/change.ts';
import { decided } from '../run/decide.ts';
import { Deferred, Left, Rejected, Throttled } from '../run/errors.ts';
import { toActivity } from '../run/facts.ts';
import { honoured } from '../run/interrupt.ts';
import { listening, parked, type Waker, wakeable } from '../run/park.ts';
import {
  answer,
  type Frame,
  type Link,
  leaving,
  type Paused,
  type Settled,
  toldAgain,
} from '../run/settle.ts';
import { slowedDown } from '../run/slowed-down.ts';
import { timedOut } from '../run/timeout.ts';
import { endRow, nextRow } from '../run/turn.ts';
import { beginsWait } from '../run/wait.ts';
import { isWakeable, segmentCursor } from '../run/wake.ts';
import { after, type Place, placeOf, programOf, reentry } from '../run/walk.ts';
import { judge } from '../webhook/call.ts';
import { activityOf, happen, isoOf, putCard, zoneFor } from './happen.ts';
import type { Person, Run } from './person.ts';
import { attemptOf, sendMessage } from './send.ts';
import { alreadyOver, claimWait, putRow } from './wait.ts';

/** What a task answers: the next cursor, an error that the machine knows, or nothing yet. */
export type Answer =
  | { readonly kind: 'cursor'; readonly cursor: Cursor }
  | { readonly kind: 'error'; readonly error: string; readonly message: string }
  | { readonly kind: 'waiting' };

type Work = (person: Person, run: Run, frame: Frame) => Settled | Paused;

/** `segment` does all of these. */
const WORK: { readonly [F in Exclude<TaskFunction, 'segment'>]: Work } = {
  apply: (person, run, frame) => {
    const card = cardOf(person);
    const done = changes(frame, card, person.stage.household.name);
    const { row } = run;
    const cause = { source: 'run', run: row.run, workflow: row.workflow, depth: row.depth + 1 } as const;
    putCard(person, done.card, cause);
    for (const event of done.events) happen(person, event, cause.depth);
    return { kind: 'settled', entries: done.entries };
  },
  decide: (person, { flow }, frame) => {
    const { row, now } = frame;
    const [first] = frame.steps;
    if (first?.step.kind !== 'branch') throw new Error('decide needs a branch');
    if (row.pending !== undefined) return honoured(flow.version, first.id, row.pending);
    const needs = activityNeeds(...first.step.paths.map(({ when }) => when));
    const event = row.event === undefined ? {} : { event: toActivity(row.event) };
    const run = { id: row.run, workflow: row.workflow };
    const facts = { card: cardOf(person), activity: activityOf(person, needs), run, now, ...event };
    return decided(first.id, first.step, facts);
  },
  send: sendMessage,
  call: (person, run, frame) => {
    const step = frame.steps[0]?.id ?? '';
    return judge(step, person.around.answer(run, step, attemptOf(person, frame)));
  },
  park: (person, _run, frame) => {
    const card = cardOf(person);
    return parked(frame, card, zoneFor(person, card));
  },
  wake: (_person, { flow }, frame) => timedOut(frame, flow.version),
  finish: () => ({ kind: 'settled' }),
};

function cardOf({ card }: Person) {
  if (card === undefined) throw new Left('the contact was erased');
  return card;
}

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

/** Which call a turn belongs to; in express also which wake-up. */
const linkOf = ({ row }: Run, { cursor }: TaskRequest, at: string): Link => ({
  first: cursor.turn,
  at,
  ...(cursor.generation === undefined ? {} : { generation: row.generation }),
});

/** The execution ends with it; what ends the wait at once is claimed, and the next one begins where the row says. */
function parkInRow(person: Person, run: Run, request: TaskRequest, resumeAt: string): Answer {
  const begin = (frame: Frame): Settled | Paused => {
    if (frame.steps[0]?.step.kind === 'wait-for-event') return listens(run, frame, { resume: resumeAt });
    const done = workOf('park')(person, run, frame);
    const wakes = run.flow.version.routing.interrupts.length > 0 && done.kind === 'settled';
    return wakes ? wakeable(done, frame, resumeAt) : done;
  };
  const asked = settle(person, run, request, begin, linkOf(run, request, '0'));
  const winner = isWakeable(run.row.wait) ? alreadyOver(person, run) : undefined;
  if (winner !== undefined) claimWait(person, run, winner);
  return asked.kind === 'waiting' ? { kind: 'cursor', cursor: request.cursor } : asked;
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
  return { kind: 'cursor', cursor: leavingWith(place, request) };
}

/** One execution of the express placement, in the order of `run/express.ts`: until the row waits. */
function goOn(person: Person, run: Run, request: TaskRequest, program: Program): Answer {
  const done: Answer = { kind: 'cursor', cursor: request.cursor };
  const { start = '' } = run.flow.version;
  for (;;) {
    const { row } = run;
    if (row.state !== 'running') {
      const winner = isWakeable(row.wait) ? alreadyOver(person, run) : undefined;
      if (winner === undefined) return done;
      claimWait(person, run, winner);
    } else if (!stepOn(person, run, request, program, reentry(program, start, cursorOf(person, run), row)))
      return done;
  }
}

const cursorOf = ({ owner }: Person, { row }: Run): Cursor => segmentCursor(owner, row);

/** One task, or the beginning of a wait. `false`: there is nothing more to do here. */
function stepOn(
  person: Person,
  run: Run,
  { contract }: TaskRequest,
  program: Program,
  place: Place,
): boolean {
  const { row } = run;
  const { cursor } = place;
  const name = place.kind === 'task' ? place.name : (place.exit ?? '');
  const node = program[name];
  if (node?.type !== 'task' && node?.type !== 'callback')
    throw new Error(`${row.workflow} is running at ${name}, where nothing is to be done`);
  const link: Link = { first: cursor.turn, at: name, generation: row.generation };
  const own = { contract, steps: node.steps, cursor };
  if (node.type === 'callback') {
    settle(person, run, own, (frame) => listens(run, frame, { resume: name }), link);
    return true;
  }
  const request = { ...own, ...(node.end === undefined ? {} : { end: node.end }) };
  try {
    const work = workOf(node.do);
    const waits = node.do === 'park' && program[node.next ?? '']?.type === 'callback';
    const answered = settle(
      person,
      run,
      request,
      (frame) => {
        const settled = work(person, run, frame);
        return waits && settled.kind === 'settled' ? wakeable(settled, frame, node.next ?? '') : settled;
      },
      link,
    );
    if (answered.kind === 'error') return answered.error === ERRORS.rejected;
    return run.row.endedAt === undefined;
  } catch (error) {
    if (!(error instanceof Throttled)) throw error;
    settle(person, run, own, (frame) => slowedDown(frame, error), link);
    return false;
  }
}

const CROSSING: ReadonlySet<string> = new Set(['Transient', 'Throttled', 'Rejected', 'Deferred', 'Left']);
const failed = ({ name, message }: Error): Answer => ({ kind: 'error', error: name, message });

const BY_NAME: ReadonlyMap<string, Work> = new Map(Object.entries(WORK));

function functionOf(name: string): TaskFunction {
  if (name === 'send' || name === 'call' || name === 'apply') return name;
  throw new Error(`${name} carries nothing`);
}

function workOf(name: string): Work {
  const known = BY_NAME.get(name);
  if (known === undefined) throw new Error(`there is no task ${name}`);
  return known;
}

/** Arguments of a task state, as the compiler emits them: taken on trust, as the runtime does. */
const asTaskRequest = (payload: Json): TaskRequest => payload as unknown as TaskRequest;

function settle(
  person: Person,
  run: Run,
  request: TaskRequest,
  work: (frame: Frame) => Settled | Paused,
  link?: Link,
): Answer {
  const { cursor } = request;
  const { row, flow } = run;
  const told = toldAgain(row, cursor);
  if (told !== undefined) return { kind: 'cursor', cursor: told };
  if (row.endedAt !== undefined) return failed(new Left(row.reason ?? row.state));
  const frame = { ...frameOf(person, run, request), ...(link === undefined ? {} : { link }) };
  const leave = leaving(row, flow.workflow);
  if (leave !== undefined) {
    putRow(person, run, nextRow(frame, { kind: 'settled' }, leave).row);
    return failed(new Left(leave));
  }
  const done = work(frame);
  putRow(person, run, nextRow(frame, done).row);
  if (done.kind === 'parked') return { kind: 'waiting' };
  if (done.kind !== 'settled') return failed(new Deferred(done.wait.until));
  if (done.rejected !== undefined) return failed(new Rejected(done.rejected));
  return { kind: 'cursor', cursor: answer(cursor, done) };
}

function frameOf(person: Person, run: Run, request: TaskRequest): Frame {
  const { flow, row } = run;
  const steps = request.steps.map((id) => {
    const step = flow.content[id];
    if (step === undefined) throw new Error(`${flow.name} has no step ${id}`);
    return { id, step };
  });
  const { now, owner } = person;
  return { owner, cursor: request.cursor, request, row, workflow: flow.workflow, steps, now, at: isoOf(now) };
}

function parkForEvent(person: Person, run: Run, request: TaskRequest, token: string): Answer {
  const asked = settle(person, run, request, (frame) => listens(run, frame, { token }));
  if (asked.kind !== 'waiting') return asked;
  const winner = alreadyOver(person, run);
  const claimed = winner === undefined ? undefined : claimWait(person, run, winner);
  return claimed === undefined ? asked : { kind: 'cursor', cursor: claimed.cursor };
}

/** A wait that can be woken, for events since its reference. */
function listens(run: Run, frame: Frame, waker: Waker): Paused {
  const step = frame.steps[0]?.step;
  const since =
    step?.kind === 'wait-for-event'
      ? (run.history.findLast(beginsWait(step))?.at ?? run.row.startedAt)
      : run.row.startedAt;
  return listening(frame, run.flow.version, waker, since);
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
