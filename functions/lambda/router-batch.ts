/** A batch of the queue that EventBridge fills with events of contacts. */
import { isJsonObject, type Json } from '../../workflow-compiler/language/json.ts';
import type { Deps } from '../deps.ts';
import { create as createRouter } from '../handlers/router.ts';
import type { BusEvent } from '../ports/bus.ts';
import { queueBatch } from './queue-batch.ts';

export const routerBatch = (deps: Deps) =>
  queueBatch<BusEvent>(deps, { read: toEvents, handle: createRouter(deps) });

/** Events as the bus tells them; or, moved back from the dead letters of a rule, as the bus had them. */
function toEvents(message: Json): readonly BusEvent[] | undefined {
  const { detail, events } = isJsonObject(message) ? message : {};
  if (isJsonObject(detail)) return toEvents(detail);
  return Array.isArray(events) && events.every(isEvent) ? events : undefined;
}

const TEXTS = ['tenant', 'contact', 'id', 'row', 'type', 'at'] as const;

function isEvent(value: unknown): value is BusEvent {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return (
    TEXTS.every((name) => typeof fields.get(name) === 'string') && typeof fields.get('depth') === 'number'
  );
}
