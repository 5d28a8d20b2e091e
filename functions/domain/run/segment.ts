/** Everything between two waits, by the version's pinned program. */
import { CONTRACT, type Cursor, type TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Deps } from '../../deps.ts';
import { send } from '../message/send.ts';
import { callWebhook } from '../webhook/call.ts';
import { readProgram } from '../workflow/pinned.ts';
import { type Doings, walk } from './carry-out.ts';
import { change } from './change.ts';
import { decide } from './decide.ts';
import { goOn } from './express.ts';
import { ownerOf } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { parkForTime } from './park.ts';
import { timeOut } from './timeout.ts';

/** What the router does itself for who has just entered: nothing that may take long. */
const BEGINNINGS: Doings = {
  apply: change,
  decide,
  send,
  park: parkForTime,
  finish: async () => ({ kind: 'settled' }),
};

const DOINGS: Doings = { ...BEGINNINGS, call: callWebhook, wake: timeOut };

/** The first stretch of a run, in the call that enrols it: its row is first written with what it has come to. */
export const begin = (deps: Deps, cursor: Cursor, ledger: Ledger): Promise<Cursor> =>
  goOn(deps, { contract: CONTRACT, steps: [], cursor }, BEGINNINGS, ledger);

export async function doSegment(deps: Deps, request: TaskRequest): Promise<Cursor> {
  const { cursor, enter } = request;
  if (enter === undefined) return goOn(deps, request, DOINGS);
  const { workflow, version } = cursor;
  const program = await readProgram(deps.store, ownerOf(cursor).tenant, workflow, version);
  if (program === undefined) throw new Error(`version ${version} of ${workflow} has no program`);
  return walk(deps, request, program, enter, DOINGS);
}
