/**
 * Several tasks in one call: each a turn of its own, settled before the next begins. The row says how far the call came, so
 * that the same call told again goes on there, whichever commit the one before it died at.
 */
import type { TaskFunction } from '../../../workflow-compiler/artifact.ts';
import type { Cursor, TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Program } from '../../../workflow-compiler/program.ts';
import type { Deps } from '../../deps.ts';
import { change } from './change.ts';
import { crossing, Rejected, Transient } from './errors.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { parkForTime } from './park.ts';
import {
  answer,
  type Hold,
  Overtaken,
  type Paused,
  type Settled,
  settle,
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

/** A call takes no new step after this long, in milliseconds; the next call goes on. Well within a function's time. */
const LONG_MS = 60_000;

/** One task, and what the request lets it carry. */
export function carryOut(deps: Deps, request: TaskRequest, fn: TaskFunction, doing: Doing): Promise<Cursor> {
  if (request.then === undefined) return settle(deps, request, (frame, hold) => doing(deps, frame, hold));
  return walk(deps, request, programOf(request, fn), '0', { ...CARRIED, [fn]: doing });
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
    const first = request.cursor.turn;
    const begun = deps.clock.now();
    const ledger = openLedger(deps, request.cursor);
    const reenter = async (): Promise<Place> =>
      placeOf(program, enter, request.cursor, (await ledger.look()).row);
    try {
      let place = await reenter();
      while (place.kind === 'task') {
        if (deps.clock.now() - begun > LONG_MS) throw new Transient('goes on in another call');
        // Another call of the same state went ahead: whatever it settled stands, and this one goes on behind it.
        place = (await taken(deps, ledger, request, program, place, first, doings)) ?? (await reenter());
      }
      return leaving(place, request);
    } finally {
      await ledger.settle();
    }
  });
}

/** The place after the task; `undefined` when another call of the same state did more than this task. */
async function taken(
  deps: Deps,
  ledger: Ledger,
  request: TaskRequest,
  program: Program,
  { name, task, cursor }: Place & { readonly kind: 'task' },
  first: number,
  doings: Doings,
): Promise<Place | undefined> {
  const doing = doings[task.do];
  if (doing === undefined) throw new Error(`${task.do} cannot be done here`);
  const { contract } = request;
  const own = { contract, steps: task.steps, cursor, ...(task.end === undefined ? {} : { end: task.end }) };
  try {
    const work: Work = (frame, hold) => doing(deps, frame, hold);
    const settled = await settleIn(deps, ledger, own, work, { first, at: name });
    return after(program, name, settled, false);
  } catch (error) {
    if (error instanceof Overtaken) return undefined;
    if (error instanceof Rejected) return after(program, name, answer(cursor, {}), true);
    throw error;
  }
}

/** What the machine goes on with. A segment's machine chooses by the exit, a carrying task's by the last task's path. */
export function leaving({ exit, cursor }: Place & { readonly kind: 'out' }, { enter }: TaskRequest): Cursor {
  if (enter === undefined) return cursor;
  const { path: _path, ...rest } = cursor;
  return exit === undefined ? rest : { ...rest, path: exit };
}
