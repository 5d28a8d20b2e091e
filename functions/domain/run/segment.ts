/** Everything between two waits, by the version's pinned program. */
import type { Cursor, TaskRequest } from '../../../workflow-compiler/cursor.ts';
import type { Deps } from '../../deps.ts';
import { callWebhook } from '../webhook/call.ts';
import { readProgram } from '../workflow/pinned.ts';
import { BEGINNINGS } from './begin.ts';
import { type Doings, walk } from './carry-out.ts';
import { goOn } from './express.ts';
import { ownerOf } from './keys.ts';
import { timeOut } from './timeout.ts';

const DOINGS: Doings = { ...BEGINNINGS, call: callWebhook, wake: timeOut };

export async function doSegment(deps: Deps, request: TaskRequest): Promise<Cursor> {
  const { cursor, enter } = request;
  if (enter === undefined) return goOn(deps, request, DOINGS);
  const { workflow, version } = cursor;
  const program = await readProgram(deps.store, ownerOf(cursor).tenant, workflow, version);
  if (program === undefined) throw new Error(`version ${version} of ${workflow} has no program`);
  return walk(deps, request, program, enter, DOINGS);
}
