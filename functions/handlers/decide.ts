/** Task: chooses the path of a branch over the contact's card and activity, and says which clauses decided. */
import type { Cursor, TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Deps } from '../deps.ts';
import { decide } from '../domain/run/decide.ts';
import { settleTask } from '../domain/run/in-express.ts';

export const create =
  (deps: Deps) =>
  (request: TaskRequest): Promise<Cursor> =>
    settleTask(deps, request, (frame) => decide(deps, frame));
