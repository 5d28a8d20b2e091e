/** What conditions of a run are asked of: the event in the run's row, and the card and activity around it. */
import type { Json, JsonObject } from '../../../workflow-compiler/language/json.ts';
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Store } from '../../ports/store.ts';
import { readCard } from '../contact/find.ts';
import { Left } from './errors.ts';
import type { Owner } from './keys.ts';
import type { RunEvent } from './row.ts';

/** Properties of an event are kept in the run's row up to this many characters of JSON. */
const PROPERTIES = 2048;

/** The card of a run's contact; without one the contact was erased and the run is over. */
export async function cardOf(store: Store, { tenant, contact }: Owner): Promise<Card> {
  const card = await readCard(store, tenant, contact);
  if (card === undefined) throw new Left('the contact was erased');
  return card;
}

/** An event as the run's row keeps it: properties beyond the limit are cut, whole ones only. */
export function toRunEvent({ id, type, at, properties }: Activity): RunEvent {
  const fits = JSON.stringify(properties).length <= PROPERTIES;
  return { id, type, at, properties: fits ? properties : cut(properties, { left: PROPERTIES }) };
}

function cut(properties: JsonObject, room: { left: number }): JsonObject {
  const kept: [string, Json][] = [];
  for (const [name, value] of Object.entries(properties)) {
    // What callers sent lies one object deeper: it is cut by its own properties.
    if (isObject(value)) {
      kept.push([name, cut(value, room)]);
      continue;
    }
    room.left -= name.length + JSON.stringify(value).length + 4;
    if (room.left >= 0) kept.push([name, value]);
  }
  return Object.fromEntries(kept);
}

/** The event in a run's row, as conditions see it. */
export function toActivity({ id, type, at, properties }: RunEvent): Activity {
  return { id, type, at, properties: isObject(properties) ? properties : {} };
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
