/**
 * Task tokens: the row of the execution and the task, signed with the secret of the data folder, so that nobody can
 * make one up and none needs a table.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { taskToken } from '../../../workflow-compiler/interpreter/execution.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Database } from '../store/database.ts';
import { text } from '../store/statement.ts';

export type Tokens = {
  readonly sign: (execution: number, task: string) => string;
  /** `undefined` for anything this folder did not sign. */
  readonly read: (token: string) => { readonly execution: number; readonly task: string } | undefined;
};

const SIGNATURE_BYTES = 16;

export function openTokens(db: Database): Tokens {
  const secret = text(db.prepare('SELECT secret FROM engine_secret').get()?.secret);

  const signature = (named: string): Buffer =>
    createHmac('sha256', secret).update(named).digest().subarray(0, SIGNATURE_BYTES);

  return {
    sign: (execution, task) => {
      const named = `${execution}.${task}`;
      return `${Buffer.from(named).toString('base64url')}.${signature(named).toString('base64url')}`;
    },
    read: (token) => {
      const [name = '', given = ''] = token.split('.');
      const named = Buffer.from(name, 'base64url').toString();
      const signed = Buffer.from(given, 'base64url');
      if (signed.length !== SIGNATURE_BYTES || !timingSafeEqual(signed, signature(named))) return undefined;
      const dot = named.indexOf('.');
      return { execution: Number(named.slice(0, dot)), task: named.slice(dot + 1) };
    },
  };
}

/** The arguments with the token that goes out in place of the one the interpreter wrote, which anybody could guess. */
export function withToken(value: Json, execution: string, task: string, token: string): Json {
  const written = taskToken(execution, task);
  const replace = (each: Json): Json => {
    if (typeof each === 'string') return each === written ? token : each;
    if (each === null || typeof each !== 'object') return each;
    if (Array.isArray(each)) return each.map(replace);
    return Object.fromEntries(Object.entries(each).map(([name, member]) => [name, replace(member)]));
  };
  return replace(value);
}
