/** A batch of a queue. Only messages of which something failed are told again; the queue counts how often. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Json } from '../../workflow-compiler/language/json.ts';
import type { Deps } from '../deps.ts';
import type { Routed } from '../handlers/router.ts';

export type Reading<T> = {
  /** What the message holds, which may be nothing for us. `undefined`: cannot be read, and ends among the dead letters. */
  readonly read: (message: Json) => readonly T[] | undefined;
  readonly handle: (batch: readonly T[]) => Promise<Routed>;
};

export const queueBatch =
  <T extends object>({ log }: Pick<Deps, 'log'>, { read, handle }: Reading<T>) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const again = new Set<number>();
    const messages: T[] = [];
    const places: number[] = [];
    for (const [at, { body, messageId }] of Records.entries()) {
      const held = read(parsed(body));
      if (held === undefined) {
        log.error('a message of the queue cannot be read', { message: messageId });
        again.add(at);
        continue;
      }
      messages.push(...held);
      places.push(...held.map(() => at));
    }
    const { failed } = await handle(messages);
    for (const { index, error } of failed) {
      log.warn('a message of the queue was not handled', { error: String(error) });
      again.add(places[index] ?? 0);
    }
    return {
      batchItemFailures: [...again].map((at) => ({ itemIdentifier: Records[at]?.messageId ?? '' })),
    };
  };

function parsed(body: string): Json {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
