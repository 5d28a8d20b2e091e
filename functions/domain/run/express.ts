/**
 * One execution of the express placement: from where the run's row stands to its next wait. Nothing is written but over the row
 * that was read, so that an execution that was started twice, late, or after another one died does what is left to do, once.
 */
import type { Cursor, TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Program, ProgramTask } from '../../../workflow-compiler/program.ts';
import type { Deps } from '../../deps.ts';
import { readProgram, readVersion } from '../workflow/pinned.ts';
import { type Doing, type Doings, LONG_MS } from './carry-out.ts';
import { Deferred, Elsewhere, Left, Rejected, Throttled, Transient } from './errors.ts';
import { ownerOf } from './keys.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { catchUp, parkHere, wakeable } from './park.ts';
import type { RunRow } from './row.ts';
import { type Link, Overtaken, settleIn, type Work } from './settle.ts';
import { slowedDown } from './slowed-down.ts';
import { isAtWork, isWakeable, segmentCursor, takeOver } from './wake.ts';
import { type Place, reentry } from './walk.ts';

export async function goOn(
  deps: Deps,
  request: TaskRequest,
  doings: Doings,
  ledger: Ledger = openLedger(deps, request.cursor),
): Promise<Cursor> {
  const { cursor } = request;
  const owner = ownerOf(cursor);
  const begun = deps.clock.now();
  const version = await readVersion(deps.store, owner.tenant, cursor.workflow, cursor.version);
  const program = await readProgram(deps.store, owner.tenant, cursor.workflow, cursor.version);
  if (version?.start === undefined || program === undefined)
    throw new Error(`version ${cursor.version} of ${cursor.workflow} has no program`);
  try {
    for (;;) {
      const { row } = await ledger.look();
      if (!isAtWork(row, cursor.generation)) {
        if (takeOver(ledger, row, cursor, deps.clock.now())) continue;
        // A call that died may have begun this wait without looking at what had happened before it.
        if (isWakeable(row.wait)) await catchUp(deps, segmentCursor(owner, row));
        // Waiting, ended, or woken again since: this execution has nothing more to do.
        return cursor;
      }
      if (deps.clock.now() - begun > LONG_MS) throw new Transient('goes on in another call');
      const place = reentry(program, version.start, segmentCursor(owner, row), row);
      const more = await stepOn(deps, ledger, request, program, place, row, doings);
      if (!more) return cursor;
    }
  } catch (error) {
    if (error instanceof Left) return cursor;
    throw error;
  } finally {
    await ledger.settle();
  }
}

/** One task, or the beginning of a wait. `false`: there is nothing more to do here. */
async function stepOn(
  deps: Deps,
  ledger: Ledger,
  { contract }: TaskRequest,
  program: Program,
  place: Place,
  row: RunRow,
  doings: Doings,
): Promise<boolean> {
  const { cursor } = place;
  const name = place.kind === 'task' ? place.name : (place.exit ?? '');
  const node = program[name];
  if (node?.type !== 'task' && node?.type !== 'callback')
    throw new Error(`run ${row.run} is running at \`${name}\`, where nothing is to be done`);
  const link: Link = { first: cursor.turn, at: name, generation: row.generation, lost: ledger.lost() };
  const own = { contract, steps: node.steps, cursor };
  try {
    if (node.type === 'callback') {
      await parkHere(deps, ledger, own, { resume: name }, link);
      return false;
    }
    const doing = doingOf(program, node, doings);
    const work: Work = (frame, hold) => doing(deps, frame, hold);
    await settleIn(deps, ledger, { ...own, ...endOf(node) }, work, link);
    return true;
  } catch (error) {
    if (error instanceof Overtaken || error instanceof Rejected) return true;
    if (error instanceof Deferred || error instanceof Left) return false;
    if (!(error instanceof Throttled)) throw error;
    return putOff(deps, ledger, own, link, error);
  }
}

const endOf = ({ end }: ProgramTask) => (end === undefined ? {} : { end });

/** A wait that events may end listens from the moment that it is written. */
function doingOf(program: Program, task: ProgramTask, doings: Doings): Doing {
  const doing = doings[task.do];
  if (doing === undefined) throw new Elsewhere(`${task.do} is not done here`);
  const next = task.next ?? '';
  if (task.do !== 'park' || program[next]?.type !== 'callback') return doing;
  return async (deps, frame, hold) => {
    const done = await doing(deps, frame, hold);
    return done.kind === 'settled' ? wakeable(done, frame, next) : done;
  };
}

/** Throttled: the turn waits in the row instead of in a retry. */
async function putOff(
  deps: Deps,
  ledger: Ledger,
  request: Omit<TaskRequest, 'end'>,
  link: Link,
  asked: Throttled,
): Promise<false> {
  try {
    await settleIn(deps, ledger, request, async (frame) => slowedDown(frame, asked), link);
  } catch (error) {
    if (!(error instanceof Deferred || error instanceof Left || error instanceof Overtaken)) throw error;
  }
  return false;
}
