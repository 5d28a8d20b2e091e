// Functions on plain data: those that emitted machines call, for arguments of the types they are meant for.

import { hash } from './added.ts';
import type { Bindings } from './env.ts';
import { allPlain, type CompilePlain, entriesOf, isSafe, MISSED, type Plain } from './missed.ts';
import { readJson } from './parse.ts';
import { isPlainObject } from './sequence.ts';
import { children, type Node } from './tree.ts';

type Make = (args: readonly Node[], compile: CompilePlain) => Plain | undefined;

/** Puts one item of a `$merge` into the result. False: missed. */
type Part = (made: Record<string, unknown>, base: Bindings) => boolean;

export const PLAIN_FUNCTIONS: Readonly<Record<string, Make>> = {
  merge: ([list, ...more], compile) => {
    if (list?.type !== 'unary' || list.value !== '[' || more.length > 0) return undefined;
    if (compile(list) === undefined) return undefined;
    const [first, ...rest] = children(list, 'expressions');
    const start = first === undefined ? undefined : compile(first);
    const parts = rest.map((node) => partOf(node, compile)).filter((part) => part !== undefined);
    if (start === undefined || parts.length !== rest.length) return undefined;
    return (base) => {
      const whole = start(base);
      if (!isPlainObject(whole)) return MISSED;
      const made = { ...whole };
      for (const part of parts) if (!part(made, base)) return MISSED;
      // jsonata assigns members one by one, which would set the prototype.
      return Object.hasOwn(made, '__proto__') ? MISSED : made;
    };
  },
  append: (args, compile) => {
    const [left, right] = allPlain(args, compile) ?? [];
    if (left === undefined || right === undefined || args.length !== 2) return undefined;
    return (base) => {
      const a = left(base);
      const b = right(base);
      return Array.isArray(a) && Array.isArray(b) ? [...a, ...b] : MISSED;
    };
  },
  lookup: (args, compile) => {
    const [object] = allPlain(args, compile) ?? [];
    const [, key] = args;
    if (object === undefined || key?.type !== 'string' || args.length !== 2) return undefined;
    const name = String(key.value);
    if (!isSafe(name)) return undefined;
    return (base) => {
      const found = object(base);
      return isPlainObject(found) ? found[name] : MISSED;
    };
  },
  parse: (args, compile) => {
    const [text] = allPlain(args, compile) ?? [];
    if (text === undefined || args.length !== 1) return undefined;
    return (base) => {
      const found = text(base);
      if (typeof found !== 'string') return MISSED;
      try {
        return readJson(found);
      } catch {
        return MISSED;
      }
    };
  },
  hash: (args, compile) => {
    const [text] = allPlain(args, compile) ?? [];
    const [, algorithm] = args;
    if (text === undefined || algorithm?.value !== 'SHA-256' || args.length !== 2) return undefined;
    return (base) => {
      const found = text(base);
      return typeof found === 'string' ? hash(found, 'SHA-256') : MISSED;
    };
  },
  /** With constant whole bounds. jsonata counts code points, so text beyond the basic plane is missed. */
  substring: (args, compile) => {
    const [text] = allPlain(args, compile) ?? [];
    const [from, length] = [args[1]?.value, args[2]?.value];
    if (text === undefined || args.length !== 3 || !isCount(from) || !isCount(length)) return undefined;
    return (base) => {
      const found = text(base);
      return typeof found === 'string' && !/[\ud800-\udfff]/.test(found)
        ? found.slice(from, from + length)
        : MISSED;
    };
  },
};

function partOf(node: Node, compile: CompilePlain): Part | undefined {
  const entries = entriesOf(node, compile);
  if (entries !== undefined) {
    return (made, base) => {
      for (const [key, plain] of entries) {
        const value = plain(base);
        if (value === MISSED) return false;
        if (value !== undefined) made[key] = value;
      }
      return true;
    };
  }
  const plain = compile(node);
  return plain === undefined
    ? undefined
    : (made, base) => {
        const value = plain(base);
        if (!isPlainObject(value)) return false;
        Object.assign(made, value);
        return true;
      };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
