/**
 * Items of a contact as they are stored, and the one place where stored JSON is taken for what was written. Only this folder
 * and `event` write such items, always from these types, so they are not checked again at each read of the hot path.
 */
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Cause } from './cause.ts';

/** `turns`: the newest changes that runs made, by name, where a card is written before its run. */
export type CardBody = { readonly card: Card; readonly cause: Cause; readonly turns?: readonly string[] };
export type ActivityBody = { readonly activity: Activity; readonly cause: Cause };
export type AliasBody = { readonly contact: string };

/** Each cast below stands for a key whose only writer is known. */
export function cardBody(body: Json): CardBody {
  return body as unknown as CardBody;
}

export function activityBody(body: Json): ActivityBody {
  return body as unknown as ActivityBody;
}

export function aliasBody(body: Json): AliasBody {
  return body as unknown as AliasBody;
}
