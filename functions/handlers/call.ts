/** The task `call`: one webhook, called as one turn of the run. */
import type { Cursor, TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Deps } from '../deps.ts';
import { carryOut } from '../domain/run/carry-out.ts';
import { callWebhook } from '../domain/webhook/call.ts';

export const create =
  (deps: Deps) =>
  (request: TaskRequest): Promise<Cursor> =>
    carryOut(deps, request, 'call', callWebhook);
