/** The Lambda `timer`: called by a schedule with one timer, and by the queue with those that were not heard. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { isJsonObject, type Json, type JsonObject } from '../../workflow-compiler/language/json.ts';
import type { Deps } from '../deps.ts';
import { create } from '../handlers/timer.ts';
import { entry } from './entry.ts';
import { machines } from './port/machines.ts';
import { timers } from './port/timers.ts';
import { queueBatch } from './queue-batch.ts';

export const timerOrLate = (deps: Deps) => {
  const ring = create(deps);
  const late = queueBatch<JsonObject>(deps, {
    read: lateTimer,
    handle: async (batch) => {
      const settled = await Promise.allSettled(batch.map(ring));
      return {
        failed: settled.flatMap((each, index) =>
          each.status === 'rejected' ? [{ index, error: each.reason }] : [],
        ),
      };
    },
  });
  return async (event: Json | SQSEvent): Promise<SQSBatchResponse | undefined> => {
    if (isBatch(event)) return late(event);
    await ring(event);
    return undefined;
  };
};

/** As the scheduler left it, or inside what Lambda says of a call that failed. */
function lateTimer(message: Json): readonly JsonObject[] | undefined {
  if (!isJsonObject(message)) return undefined;
  const { requestPayload } = message;
  return [isJsonObject(requestPayload) ? requestPayload : message];
}

const isBatch = (event: Json | SQSEvent): event is SQSEvent =>
  typeof event === 'object' && event !== null && 'Records' in event;

export const handler = entry({ machines, timers }, timerOrLate);
