/** Pages: so many entries from a place on, and a token that says where the next page begins. */
import type { JsonObject } from '../../../workflow-compiler/interpreter/json.ts';
import { Refusal } from './errors.ts';
import { amount, textMaybe } from './members.ts';

const MOST = 1000;
const USUAL = 100;

export type Page<T> = { readonly entries: readonly T[]; readonly more: { readonly nextToken?: string } };

/**
 * A page of what `load` finds. `kind` keeps tokens of one list from being used with another.
 *
 * @example pageFrom(input, 'executions', (from, count) => select.all(count, from))
 */
export function pageFrom<T>(
  input: JsonObject,
  kind: string,
  load: (from: number, count: number) => readonly T[],
): Page<T> {
  // Zero means the usual number, as AWS has it.
  const size = amount(input, 'maxResults', 0, MOST) || USUAL;
  const token = textMaybe(input, 'nextToken');
  const from = token === undefined ? 0 : readToken(token, kind);
  const found = load(from, size + 1);
  const next = Buffer.from(`${kind} ${from + size}`).toString('base64url');
  return { entries: found.slice(0, size), more: found.length > size ? { nextToken: next } : {} };
}

/** A page of a list that is at hand. */
export const pageOf = <T>(input: JsonObject, kind: string, all: readonly T[]): Page<T> =>
  pageFrom(input, kind, (from, count) => all.slice(from, from + count));

function readToken(token: string, kind: string): number {
  const [named, from] = Buffer.from(token, 'base64url').toString().split(' ');
  if (named !== kind || !/^\d+$/.test(from ?? ''))
    throw new Refusal('InvalidToken', `Invalid Token: '${token}'`);
  return Number(from);
}
