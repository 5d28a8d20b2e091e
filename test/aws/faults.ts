/**
 * A DynamoDB that has bad days, as a middleware beneath the SDK's own retries: it throttles, loses answers of requests that were
 * done, and leaves keys of a batch unprocessed. The dice are seeded, so that a failure comes again.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isJsonObject, type Json } from '../../workflow-compiler/language/json.ts';

export type Faults = {
  readonly install: (client: DynamoDBClient) => void;
  /** How often each has happened. */
  readonly counts: Record<keyof typeof PERCENT, number>;
};

/** Requests out of a hundred that go wrong in each way; the SDK waits longest for those that were throttled. */
const PERCENT = { throttled: 2, broken: 5, lost: 6, unprocessed: 40 } as const;

export function faults(seed: number): Faults {
  const counts = { throttled: 0, broken: 0, lost: 0, unprocessed: 0 };
  let state = seed;
  const hits = (how: keyof typeof PERCENT): boolean => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const hit = state / 2 ** 32 < PERCENT[how] / 100;
    if (hit) counts[how] += 1;
    return hit;
  };
  const refusal = (name: string, status: number): Error =>
    Object.assign(new Error(`made by the test: ${name}`), { name, $metadata: { httpStatusCode: status } });
  return {
    counts,
    install: (client) =>
      client.middlewareStack.add(
        (next) => async (args) => {
          if (hits('throttled')) throw refusal('ProvisionedThroughputExceededException', 400);
          if (hits('broken')) throw refusal('InternalServerError', 500);
          const answer = await next(args);
          if (hits('lost')) throw refusal('TimeoutError', 0);
          leaveKeys(answer.output, () => hits('unprocessed'));
          return answer;
        },
        { step: 'finalizeRequest', priority: 'low', name: 'faults' },
      ),
  };
}

/** Hands back half of what a batch was asked for, as if it had been too much. */
function leaveKeys(output: object, hits: () => boolean): void {
  if (!('Responses' in output)) return;
  const responses = output.Responses;
  if (typeof responses !== 'object' || responses === null) return;
  const [[table, items] = ['', []]]: [string, Json][] = Object.entries(responses);
  if (!Array.isArray(items) || items.length < 2 || !hits()) return;
  const left = items.slice(Math.ceil(items.length / 2));
  const Keys = left.flatMap((item) => (isJsonObject(item) ? [{ pk: item.pk, sk: item.sk }] : []));
  Object.assign(output, {
    Responses: { [table]: items.slice(0, Math.ceil(items.length / 2)) },
    UnprocessedKeys: { [table]: { Keys, ConsistentRead: true } },
  });
}
