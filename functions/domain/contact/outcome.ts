/** What one change of a card comes to: the card after it, the very card when it changes nothing, or a refusal with its reason. */
import type { Card, DetailValue } from '../../../workflow-compiler/predicate/facts.ts';
import type { ProblemCode } from './change.ts';

type Refusal = { readonly code: ProblemCode; readonly field: string; readonly detail: string };
export type Outcome = Card | { readonly refused: Refusal };

/** The time of a change, as text (ISO 8601 in UTC) and in epoch milliseconds. */
export type Moment = { readonly iso: string; readonly ms: number };

export function refuse(code: ProblemCode, field: string, detail: string): Outcome {
  return { refused: { code, field, detail } };
}

export function fixed(detail: string): Outcome {
  return refuse('fixed', detail, `\`${detail}\` is set by the product and cannot be changed`);
}

export function badName(noun: string, name: string): Outcome {
  return refuse(
    'name-invalid',
    name,
    `the name of a ${noun} has 1 to 100 characters, without control characters`,
  );
}

export function tooMany(nouns: string, field: string, limit: number): Outcome {
  return refuse('too-many', field, `a contact has at most ${limit} ${nouns}`);
}

/** `__proto__` would not survive a careless copy; control characters and half characters would break logs, files and stores. */
export function isName(name: string): boolean {
  if (name.trim() === '' || name.length > 100 || name === '__proto__') return false;
  return name.isWellFormed() && !/\p{Cc}/u.test(name);
}

export function shown(value: DetailValue): string {
  const text = String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

export function own<V>(record: { readonly [name: string]: V }, name: string): V | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

export function count(record: object): number {
  return Object.keys(record).length;
}

export function without<T extends object, K extends keyof T>(record: T, name: K): Omit<T, K> {
  const { [name]: _gone, ...rest } = record;
  return rest;
}
