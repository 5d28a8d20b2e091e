/** Task: everything between two waits, step by step, each a turn of the run. */
import type { Cursor, TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Deps } from '../deps.ts';
import { crossing } from '../domain/run/errors.ts';
import { doSegment } from '../domain/run/segment.ts';

export const create =
  (deps: Deps) =>
  (request: TaskRequest): Promise<Cursor> =>
    crossing(() => doSegment(deps, request));
