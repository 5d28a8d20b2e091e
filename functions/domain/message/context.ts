/**
 * What templates may name: `contact`, `event`, `run`, `workflow`, `tenant`, `unsubscribe_url`, `now`. A contact's own details
 * stand beside the standard ones (`contact.firstName`, `contact.plan`) and, whatever their names, under `contact.details`.
 */
import type { JsonObject } from '../../../workflow-compiler/language/json.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import { currentScore } from '../../../workflow-compiler/predicate/score.ts';
import type { RunEvent, RunRow } from '../run/row.ts';
import type { Scope } from './render.ts';

export type ScopeParts = {
  readonly card: Card;
  readonly row: Pick<RunRow, 'run' | 'event' | 'workflow'>;
  /** The workflow's; its name unless there is one, as the tenant's id stands for its name. */
  readonly title: string | undefined;
  readonly tenant: { readonly id: string; readonly name: string | undefined };
  readonly unsubscribeUrl?: string;
  /** Epoch milliseconds. */
  readonly now: number;
};

export function scopeOf(parts: ScopeParts): Scope {
  const { card, row, title, tenant, now } = parts;
  const { event, run: id, workflow: name } = row;
  return {
    now: new Date(now).toISOString(),
    contact: contactScope(card, now),
    event: event === undefined ? {} : eventScope(event),
    run: { id },
    workflow: { name, title: title ?? name },
    tenant: { id: tenant.id, name: tenant.name ?? tenant.id },
    unsubscribe_url: parts.unsubscribeUrl ?? '',
  };
}

/** The contact as templates and webhooks see it. */
export function contactScope(card: Card, now: number): JsonObject {
  const { score, tags, lists, details, ...others } = card;
  // Tokens of devices are nobody's business but the channel's.
  const { consents: _consents, suppressed: _suppressed, devices: _devices, ...standard } = others;
  return {
    ...details,
    ...standard,
    details,
    score: currentScore(score, now),
    tags: Object.keys(tags),
    lists: Object.keys(lists),
  };
}

/** An event's properties, beside its own fields; what callers and forms sent lies one deeper and is lifted too. */
function eventScope(event: RunEvent): { readonly [name: string]: unknown } {
  const properties = asRecord(event.properties);
  return {
    ...asRecord(properties.properties),
    ...asRecord(properties.fields),
    ...properties,
    id: event.id,
    type: event.type,
    at: event.at,
  };
}

function asRecord(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
