/** The bus on EventBridge. Of a request some events may be refused: those alone are told again. */
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import type { Bus, BusEvent } from '../../ports/bus.ts';

export const EVENT_SOURCE = 'sojourn';

/** EventBridge's limit for one request. */
const ENTRIES = 10;
const ATTEMPTS = 6;
const FIRST_MS = 20;

export function eventBridgeBus(client: EventBridgeClient, busName: string): Bus {
  return {
    publish: async (events) => {
      const batches = Array.from({ length: Math.ceil(events.length / ENTRIES) }, (_, at) =>
        events.slice(at * ENTRIES, (at + 1) * ENTRIES).map((event) => entryOf(busName, event)),
      );
      await Promise.all(batches.map((batch) => put(client, batch)));
    },
  };
}

const entryOf = (EventBusName: string, event: BusEvent): PutEventsRequestEntry => ({
  EventBusName,
  Source: EVENT_SOURCE,
  DetailType: event.type,
  Time: new Date(event.at),
  Detail: JSON.stringify(event),
});

/** Throws when some were refused to the last: the change feed then tells its batch again. */
async function put(client: EventBridgeClient, batch: readonly PutEventsRequestEntry[]): Promise<void> {
  let left = batch;
  let reason = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [...left] }));
    const refused = Entries.filter(({ ErrorCode }) => ErrorCode !== undefined);
    left = left.filter((_, at) => Entries[at]?.ErrorCode !== undefined);
    if (left.length === 0) return;
    reason = refused[0]?.ErrorCode ?? '';
    await new Promise((resolve) => setTimeout(resolve, FIRST_MS * 2 ** attempt * (0.5 + Math.random() / 2)));
  }
  throw new Error(`EventBridge refused ${left.length} events to the last: ${reason}`);
}
