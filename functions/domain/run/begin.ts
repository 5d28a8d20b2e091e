/**
 * The first stretch of a run, in the call that enrols it: its row is first written with what it has come to. Where each step is
 * a state, the router does the states as an execution would, one after the other, so that an execution can follow it from
 * whichever it has written.
 */
import { CONTRACT, type Cursor, type TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Program, ProgramTask } from '../../../workflow-compiler/program.ts';
import type { Deps } from '../../deps.ts';
import { send } from '../message/send.ts';
import { readProgram, readVersion } from '../workflow/pinned.ts';
import { carryOut, type Doings, LONG_MS } from './carry-out.ts';
import { change } from './change.ts';
import { decide } from './decide.ts';
import { Deferred, Elsewhere, Left, Rejected, Transient } from './errors.ts';
import { goOn } from './express.ts';
import { ownerOf } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { parkForTime, parkInRow } from './park.ts';
import { answer } from './settle.ts';
import { after, follow } from './walk.ts';

/** What the router does itself for who has just entered: nothing that may take long. */
export const BEGINNINGS: Doings = {
  apply: change,
  decide,
  send,
  park: parkForTime,
  finish: async () => ({ kind: 'settled' }),
};

/** Throws `Elsewhere` where somebody else must go on, from what the row says. */
export async function begin(deps: Deps, cursor: Cursor, ledger: Ledger): Promise<void> {
  const { tenant } = ownerOf(cursor);
  const version = await readVersion(deps.store, tenant, cursor.workflow, cursor.version);
  if (version?.begins === undefined) {
    await goOn(deps, { contract: CONTRACT, steps: [], cursor }, BEGINNINGS, ledger);
    return;
  }
  const program = await readProgram(deps.store, tenant, cursor.workflow, cursor.version);
  if (program === undefined)
    throw new Error(`version ${cursor.version} of ${cursor.workflow} has no program`);
  try {
    await throughStates(deps, program, version.begins, cursor, ledger);
  } catch (error) {
    // Put off, waiting, ended, or another execution has the run: there is nothing more to do here.
    if (!(error instanceof Left || error instanceof Deferred)) throw error;
  } finally {
    await ledger.settle();
  }
}

async function throughStates(
  deps: Deps,
  program: Program,
  start: string,
  entered: Cursor,
  ledger: Ledger,
): Promise<void> {
  const begun = deps.clock.now();
  let place = follow(program, start, entered);
  while (place.kind === 'task') {
    if (deps.clock.now() - begun > LONG_MS) throw new Transient('goes on in an execution');
    const { name, task, cursor } = place;
    try {
      place = after(program, name, await stateDone(deps, task, cursor, ledger), false);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      place = after(program, name, answer(cursor, {}), true);
    }
  }
}

/** One state, with what it carries. */
function stateDone(deps: Deps, task: ProgramTask, cursor: Cursor, ledger: Ledger): Promise<Cursor> {
  const { do: fn, steps, state, resumeAt, then, end } = task;
  const request: TaskRequest = {
    contract: CONTRACT,
    steps,
    cursor,
    ...(state === undefined ? {} : { state }),
    ...(resumeAt === undefined ? {} : { resumeAt }),
    ...(then === undefined ? {} : { then }),
    ...(end === undefined ? {} : { end }),
  };
  const doing = BEGINNINGS[fn];
  if (doing === undefined) throw new Elsewhere(`${fn} is not done here`);
  if (fn === 'park' && resumeAt !== undefined) return parkInRow(deps, request, resumeAt, ledger);
  return carryOut(deps, request, fn, doing, ledger);
}
