/** Task: changes the contact card and emits events, in one write with the run. */
import type { Cursor, TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Deps } from '../deps.ts';
import { change } from '../domain/run/change.ts';
import { settle } from '../domain/run/settle.ts';

export const create =
  (deps: Deps) =>
  (request: TaskRequest): Promise<Cursor> =>
    settle(deps, request, (frame) => change(deps, frame));
