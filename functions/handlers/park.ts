/** Task: lets a run wait, for a time or (with a token, or in the row) for an event, a timeout or an interrupt. */
import type { Cursor, TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Deps } from '../deps.ts';
import { parkForEvent, parkForTime, parkInRow } from '../domain/run/park.ts';
import { settle } from '../domain/run/settle.ts';

export const create =
  (deps: Deps) =>
  (request: TaskRequest): Promise<Cursor> =>
    request.resumeAt !== undefined
      ? parkInRow(deps, request, request.resumeAt)
      : request.token === undefined
        ? settle(deps, request, (frame) => parkForTime(deps, frame))
        : parkForEvent(deps, request, request.token);
