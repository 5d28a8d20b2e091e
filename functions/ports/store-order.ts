/** Ranges and page tokens. Order is that of the keys' UTF-8 bytes, in SQLite as in DynamoDB; JavaScript's own differs. */
import type { Range } from './store.ts';
import { PageTokenInvalid } from './store-errors.ts';

/** Bounds of a sort key. `open`: the bound itself is outside. */
export type Bounds = {
  readonly low: string;
  readonly high?: { readonly at: string; readonly open: boolean };
};

export function bounds({ prefix = '', from = '', to }: Range): Bounds {
  const low = compareText(prefix, from) < 0 ? from : prefix;
  const end = prefix === '' ? undefined : afterPrefix(prefix);
  if (to !== undefined && (end === undefined || compareText(to, end) < 0))
    return { low, high: { at: to, open: false } };
  return end === undefined ? { low } : { low, high: { at: end, open: true } };
}

/** The smallest text greater than every text with this prefix; `undefined` when there is none. */
function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0;
    if (point >= 0x10ffff) continue;
    // The surrogates are no characters: the point after U+D7FF is U+E000.
    return points.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1);
  }
  return undefined;
}

/** Compares by code point, which is the order of the UTF-8 bytes. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

// Surrogates stand for points above U+FFFF, so they come after U+E000 to U+FFFF.
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

export function writeToken(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** The position of a token with `parts` parts. */
export function readToken(token: string, parts: number): readonly string[] {
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    position = undefined;
  }
  if (
    Array.isArray(position) &&
    position.length === parts &&
    position.every((part) => typeof part === 'string')
  ) {
    return position;
  }
  throw new PageTokenInvalid('The page token is not one that this query gave.');
}
