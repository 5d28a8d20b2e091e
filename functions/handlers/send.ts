/** The task `send`: one message, claimed, checked, rendered, delivered and settled as one turn of the run. */
import type { Cursor, TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Deps } from '../deps.ts';
import { send } from '../domain/message/send.ts';
import { carryOut } from '../domain/run/carry-out.ts';

export const create =
  (deps: Deps) =>
  (request: TaskRequest): Promise<Cursor> =>
    carryOut(deps, request, 'send', send);
