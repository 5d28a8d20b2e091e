/** Everything between two waits, by the version's pinned program. */
import type { Cursor, TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Deps } from '../../deps.ts';
import { send } from '../message/send.ts';
import { callWebhook } from '../webhook/call.ts';
import { readProgram } from '../workflow/pinned.ts';
import { type Doings, walk } from './carry-out.ts';
import { change } from './change.ts';
import { decide } from './decide.ts';
import { goOn } from './express.ts';
import { ownerOf } from './keys.ts';
import { parkForTime } from './park.ts';
import { timeOut } from './timeout.ts';

const DOINGS: Doings = {
  apply: change,
  decide,
  send,
  call: callWebhook,
  park: parkForTime,
  wake: timeOut,
  finish: async () => ({ kind: 'settled' }),
};

export async function doSegment(deps: Deps, request: TaskRequest): Promise<Cursor> {
  const { cursor, enter } = request;
  if (enter === undefined) return goOn(deps, request, DOINGS);
  const { workflow, version } = cursor;
  const program = await readProgram(deps.store, ownerOf(cursor).tenant, workflow, version);
  if (program === undefined) throw new Error(`version ${version} of ${workflow} has no program`);
  return walk(deps, request, program, enter, DOINGS);
}
