/** The task `call`: one webhook, called as one turn of the run. */
import type { Cursor, TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Deps } from '../deps.ts';
import { settle } from '../domain/run/settle.ts';
import { callWebhook } from '../domain/webhook/call.ts';

export const create =
  (deps: Deps) =>
  (request: TaskRequest): Promise<Cursor> =>
    settle(deps, request, (frame) => callWebhook(deps, frame));
