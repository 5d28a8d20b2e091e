/** Values as history shows them: short, so that a run's rows stay small whatever a tenant stores. */
import type { Json } from '../language/json.ts';

const LENGTH = 100;

/** Numbers and booleans as they are; text and everything else cut to 100 characters. */
export function shorten(value: Json): Json {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= LENGTH ? text : `${text.slice(0, LENGTH - 1)}…`;
}
