/** Records what happened to a contact, from outside or by the product itself: one row, the same row when told again. */

import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../../workflow-compiler/language/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import type { Cause } from '../contact/cause.ts';
import type { ContactId, TenantId } from '../ids.ts';
import { cardKey, toldKey } from '../keys.ts';
import { activityWrite } from './activity.ts';
import { isEventType, propertiesOf } from './catalogue.ts';

export type EventInput = {
  readonly type: string;
  /** ISO 8601; now unless said. At most five minutes ahead, since clocks differ. */
  readonly at?: string;
  /** The caller's own id of the event: told again within 30 days, it is the same event. */
  readonly id?: string;
  readonly properties?: JsonObject;
};

export type Recorded =
  | { readonly outcome: 'recorded' | 'known'; readonly id: string; readonly row: string }
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'refused'; readonly field: string; readonly detail: string };

const AHEAD_MS = 300_000;
const BYTES = 32 * 1024;
const REMEMBERED_SECONDS = 30 * 86_400;
const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/**
 * `absent`: there is no such contact. Without an `id` one is derived from the content, so that an exact repetition is known;
 * events that may lawfully repeat within a millisecond bring their own.
 *
 * @example await recordEvent(deps, tenant, contact, { type: 'external.occurred', properties: { name: 'purchase', properties: { amount: 12 } } }, FROM_API)
 */
export async function recordEvent(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  tenant: TenantId,
  contact: ContactId,
  input: EventInput,
  cause: Cause,
): Promise<Recorded> {
  const checked = checkEvent(input, clock.now());
  if ('detail' in checked) return { outcome: 'refused', ...checked };
  if ((await store.get(cardKey(tenant, contact))) === undefined) return { outcome: 'absent' };
  const { type, at, properties } = checked;
  const id = input.id ?? contentId(tenant, contact, checked);
  const write = activityWrite({ tenant, contact, cause, activity: { id, type, at, properties } });
  if (input.id === undefined) {
    const written = await store.write([write]);
    return { outcome: written.ok ? 'recorded' : 'known', id, row: write.key.sk };
  }
  const row = write.key.sk;
  const told = toldKey(tenant, contact, id);
  const expires = Math.floor(clock.now() / 1000) + REMEMBERED_SECONDS;
  const written = await store.write([
    { do: 'put', key: told, body: { row }, expires, when: 'absent' },
    write,
  ]);
  if (written.ok) return { outcome: 'recorded', id, row };
  return { outcome: 'known', id, row: rowOf(written.found?.body) ?? row };
}

type Checked = { readonly type: string; readonly at: string; readonly properties: JsonObject };

/** The event in its one form, or why it is refused. `now` in epoch milliseconds. */
export function checkEvent(
  { type, at, id, properties = {} }: EventInput,
  now: number,
): Checked | { readonly field: string; readonly detail: string } {
  if (!isEventType(type)) return { field: 'type', detail: `\`${type}\` is not an event of the catalogue` };
  if (id !== undefined && !ID.test(id)) {
    return { field: 'id', detail: 'letters, digits, `.`, `_`, `:` and `-`, at most 100' };
  }
  const moment = at === undefined ? now : parseTime(at);
  if (moment === undefined)
    return { field: 'at', detail: `\`${at}\` is not an ISO 8601 time with its offset` };
  if (moment > now + AHEAD_MS) return { field: 'at', detail: 'an event cannot lie in the future' };
  const missing = propertiesOf(type).required.find((name) => properties[name] === undefined);
  if (missing !== undefined)
    return { field: 'properties', detail: `\`${type}\` needs the property \`${missing}\`` };
  if (Buffer.byteLength(JSON.stringify(properties)) > BYTES) {
    return { field: 'properties', detail: `properties are larger than ${BYTES} bytes` };
  }
  return { type, at: new Date(moment).toISOString(), properties };
}

function rowOf(body: Json | undefined): string | undefined {
  if (typeof body !== 'object' || body === null || !('row' in body)) return undefined;
  return typeof body.row === 'string' ? body.row : undefined;
}

function parseTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) || time < 0 ? undefined : time;
}

/** The id of an event that brings none. */
export function contentId(tenant: TenantId, contact: ContactId, content: Checked): string {
  const text = JSON.stringify([tenant, contact, content.type, content.at, content.properties]);
  return `x${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
}
