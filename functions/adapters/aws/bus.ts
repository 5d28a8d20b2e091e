/**
 * The bus on EventBridge, which is paid for by the entry: events of one type that are told together travel in one, `detail.events`.
 * Of a request some entries may be refused: those alone are told again.
 */
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import type { Bus, BusEvent } from '../../ports/bus.ts';

export const EVENT_SOURCE = 'sojourn';

/** EventBridge's limit for one request. */
const ENTRIES = 10;
/** Events in an entry: few enough to be handled at once, and a fraction of the 64 KB that are paid for as one. */
const PACKED = 20;
const ATTEMPTS = 6;
const FIRST_MS = 20;

export function eventBridgeBus(client: EventBridgeClient, busName: string): Bus {
  return {
    publish: async (events) => {
      const types = Map.groupBy(events, ({ type }) => type).values();
      const entries = [...types]
        .flatMap((some) => chunks(some, PACKED))
        .map((some) => entryOf(busName, some));
      await Promise.all(chunks(entries, ENTRIES).map((batch) => put(client, batch)));
    },
  };
}

const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));

const entryOf = (EventBusName: string, events: readonly BusEvent[]): PutEventsRequestEntry => ({
  EventBusName,
  Source: EVENT_SOURCE,
  DetailType: events[0]?.type,
  Time: new Date(events[0]?.at ?? 0),
  Detail: JSON.stringify({ events }),
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
  throw new Error(`EventBridge refused ${left.length} entries to the last: ${reason}`);
}
