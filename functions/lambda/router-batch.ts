/** A batch of the queue that EventBridge fills. Only messages that failed are told again; the queue counts how often. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Deps } from '../deps.ts';
import { create as createRouter } from '../handlers/router.ts';
import type { BusEvent } from '../ports/bus.ts';

export const routerBatch = (deps: Deps) => {
  const route = createRouter(deps);
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const read = Records.map(toEvent);
    const events = read.flatMap((event) => event ?? []);
    const places = Records.flatMap((_, at) => (read[at] === undefined ? [] : [at]));
    const unread = Records.flatMap((_, at) => (read[at] === undefined ? [at] : []));
    for (const at of unread)
      deps.log.error('a message is no event', { message: Records[at]?.messageId ?? '' });
    const { failed } = await route(events);
    for (const { error } of failed) deps.log.warn('an event was not routed', { error: String(error) });
    const again = [...unread, ...failed.flatMap(({ index }) => places[index] ?? [])];
    return { batchItemFailures: again.map((at) => ({ itemIdentifier: Records[at]?.messageId ?? '' })) };
  };
};

/** `undefined` for what is no event of ours: it ends among the dead letters. */
function toEvent({ body }: SQSRecord): BusEvent | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return isEvent(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const TEXTS = ['tenant', 'contact', 'id', 'row', 'type', 'at'] as const;

function isEvent(value: unknown): value is BusEvent {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return (
    TEXTS.every((name) => typeof fields.get(name) === 'string') && typeof fields.get('depth') === 'number'
  );
}
