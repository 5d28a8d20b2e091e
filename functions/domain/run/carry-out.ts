/**
 * Several tasks in one call: each a turn of its own, settled before the next begins. The row says how far the call came, so
 * that the same call told again goes on there, whichever commit the one before it died at.
 */
import type { TaskFunction } from '../../../workflow-compiler/artifact.ts';
import type { Cursor, TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Program, ProgramTask } from '../../../workflow-compiler/program.ts';
import type { Deps } from '../../deps.ts';
import { change } from './change.ts';
import { crossing, Rejected, Transient } from './errors.ts';
import { atWork, inExpress, settleTask } from './in-express.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { parkForTime } from './park.ts';
import type { RunRow } from './row.ts';
import {
  answer,
  type Hold,
  type Link,
  Overtaken,
  type Paused,
  type Settled,
  settleIn,
  type Work,
} from './settle.ts';
import { after, type Place, placeOf, programOf } from './walk.ts';

export type Doing = (deps: Deps, frame: Parameters<Work>[0], hold: Hold) => Promise<Settled | Paused>;
/** How tasks are done, by function. */
export type Doings = { readonly [F in TaskFunction]?: Doing };

/** What every task can carry: these need the store and nothing else. */
const CARRIED: Doings = {
  apply: change,
  park: parkForTime,
  finish: async () => ({ kind: 'settled' }),
};

/**
 * A call takes no new step after this long, in milliseconds; the next call goes on. Well within a function's time, and within the five
 * minutes of an Express execution.
 */
export const LONG_MS = 60_000;

/** One task, and what the request lets it carry. `shared`: the ledger of who does several tasks, settled by them. */
export function carryOut(
  deps: Deps,
  request: TaskRequest,
  fn: TaskFunction,
  doing: Doing,
  shared?: Ledger,
): Promise<Cursor> {
  if (request.then === undefined)
    return settleTask(deps, request, (frame, hold) => doing(deps, frame, hold), shared);
  const program = programOf(request, fn);
  const doings = { ...CARRIED, [fn]: doing };
  return request.cursor.generation === undefined
    ? walk(deps, request, program, '0', doings)
    : inExpress(deps, request, (its) => walkIn(deps, request, program, '0', doings, its), undefined, shared);
}

/** Walks through a program from `enter` until it leads out, and answers the cursor there; `path` names the exit. */
export function walk(
  deps: Deps,
  request: TaskRequest,
  program: Program,
  enter: string,
  doings: Doings,
): Promise<Cursor> {
  return crossing(async () => {
    const ledger = openLedger(deps, request.cursor);
    try {
      for (;;) {
        const answered = await walkIn(deps, request, program, enter, doings, ledger);
        const lost = ledger.lost();
        await ledger.settle();
        // Whoever settled the last turn meanwhile may have taken another way.
        if (ledger.lost() === lost) return answered;
      }
    } finally {
      await ledger.settle();
    }
  });
}

async function walkIn(
  deps: Deps,
  request: TaskRequest,
  program: Program,
  enter: string,
  doings: Doings,
  ledger: Ledger,
): Promise<Cursor> {
  const first = request.cursor.turn;
  const begun = deps.clock.now();
  let since: Pick<Link, 'generation' | 'lost'> = {};
  const reenter = async (): Promise<Place> => {
    const row = await rowOf(ledger, request);
    const { generation } = request.cursor.generation === undefined ? {} : row;
    since = { lost: ledger.lost(), ...(generation === undefined ? {} : { generation }) };
    return placeOf(program, enter, request.cursor, row);
  };
  let place = await reenter();
  while (place.kind === 'task') {
    if (deps.clock.now() - begun > LONG_MS) throw new Transient('goes on in another call');
    const link = { first, at: place.name, ...since };
    // Another call of the same state went ahead: whatever it settled stands, and this one goes on behind it.
    place = (await taken(deps, ledger, request, program, place, link, doings)) ?? (await reenter());
  }
  return leaving(place, request);
}

/** The row; in express only for an execution that it waits for, and that is not long left behind. */
async function rowOf(ledger: Ledger, { cursor }: TaskRequest): Promise<RunRow> {
  if (cursor.generation === undefined) return (await ledger.look()).row;
  const row = await atWork(ledger, cursor);
  if (row.turn !== cursor.turn && row.within?.first !== cursor.turn) throw new Overtaken();
  return row;
}

/** The place after the task; `undefined` when another call of the same state did more than this task. */
async function taken(
  deps: Deps,
  ledger: Ledger,
  request: TaskRequest,
  program: Program,
  { name, task, cursor }: Place & { readonly kind: 'task' },
  link: Link,
  doings: Doings,
): Promise<Place | undefined> {
  const doing = doings[task.do];
  if (doing === undefined) throw new Error(`${task.do} cannot be done here`);
  const own = partOf(request, task, cursor);
  try {
    const work: Work = (frame, hold) => doing(deps, frame, hold);
    const settled = await settleIn(deps, ledger, own, work, link);
    return after(program, name, settled, false);
  } catch (error) {
    if (error instanceof Overtaken) return undefined;
    if (error instanceof Rejected) return after(program, name, answer(cursor, {}), true);
    throw error;
  }
}

/** What a call asks for one of its tasks. */
export const partOf = (
  { contract, state }: TaskRequest,
  { steps, end, resumeAt }: ProgramTask,
  cursor: Cursor,
): TaskRequest => ({
  contract,
  steps,
  cursor,
  ...(end === undefined ? {} : { end }),
  ...(state === undefined ? {} : { state }),
  ...(resumeAt === undefined ? {} : { resumeAt }),
});

/** What the machine goes on with. A segment's machine chooses by the exit, a carrying task's by the last task's path. */
export function leaving({ exit, cursor }: Place & { readonly kind: 'out' }, { enter }: TaskRequest): Cursor {
  if (enter === undefined) return cursor;
  const { path: _path, ...rest } = cursor;
  return exit === undefined ? rest : { ...rest, path: exit };
}
