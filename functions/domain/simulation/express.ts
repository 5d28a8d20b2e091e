/** What is express's own: one execution from where the row stands to its next wait, and waits that no state waits for. */
import { type Cursor, ERRORS, type TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Program } from '../../../workflow-compiler/program.ts';
import { Throttled } from '../run/errors.ts';
import { wakeable } from '../run/park.ts';
import type { Frame, Link, Paused, Settled } from '../run/settle.ts';
import { slowedDown } from '../run/slowed-down.ts';
import { isWakeable, segmentCursor } from '../run/wake.ts';
import { type Place, reentry } from '../run/walk.ts';
import type { Person, Run } from './person.ts';
import { type Answer, linkOf, settle } from './settle.ts';
import { alreadyOver, claimWait } from './wait.ts';
import { listens, workOf } from './work.ts';

/** Machines of one state, in the order of `run/express.ts`: until the row waits. */
export function goOn(person: Person, run: Run, request: TaskRequest, program: Program): Answer {
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

/** Machines with a state for each step. The execution ends with it; what ends the wait at once is claimed, and the next one begins where the row says. */
export function parkInRow(person: Person, run: Run, request: TaskRequest, resumeAt: string): Answer {
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
