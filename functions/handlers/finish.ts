/** Task: ends a run. The frame ends it for `end`; with an `error` it is marked failed, whatever state it is in. */
import type { Cursor, TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Deps } from '../deps.ts';
import { crossing } from '../domain/run/errors.ts';
import { failRun } from '../domain/run/fail.ts';
import { settleTask } from '../domain/run/in-express.ts';
import { ownerOf } from '../domain/run/keys.ts';

export const create =
  (deps: Deps) =>
  async (request: TaskRequest): Promise<Cursor> => {
    const { cursor, error, steps } = request;
    if (error === undefined) return settleTask(deps, request, async () => ({ kind: 'settled' }));
    const failure = { name: error.Error, cause: error.Cause };
    await crossing(() => failRun(deps, ownerOf(cursor), cursor.run, failure, steps[0], cursor.generation));
    return cursor;
  };
