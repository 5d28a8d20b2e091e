/** Task: changes the contact card and emits events, in one write with the run. */
import type { Cursor, TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Deps } from '../deps.ts';
import { carryOut } from '../domain/run/carry-out.ts';
import { change } from '../domain/run/change.ts';

export const create =
  (deps: Deps) =>
  (request: TaskRequest): Promise<Cursor> =>
    carryOut(deps, request, 'apply', change);
