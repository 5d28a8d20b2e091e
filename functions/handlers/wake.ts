/** Task: the time of a wait is up. Claims the row for the timeout; when an event was faster, the frame answers its path. */
import type { Cursor, TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Deps } from '../deps.ts';
import { settle } from '../domain/run/settle.ts';
import { timeOut } from '../domain/run/timeout.ts';

export const create =
  (deps: Deps) =>
  (request: TaskRequest): Promise<Cursor> =>
    settle(deps, request, (frame) => timeOut(deps, frame));
