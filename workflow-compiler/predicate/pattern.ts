/**
 * Patterns in text: regular expressions (RE2 syntax, linear time, so that no tenant's pattern can stall a worker) and URL
 * patterns, in which `*` stands for any characters.
 */
import { RE2JS } from 're2js';

/** Why a regular expression is invalid, or `undefined` when it is fine. For the checker. */
export function patternProblem(source: string): string | undefined {
  try {
    RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A test that ignores case and looks anywhere in the text. An invalid pattern matches nothing; the checker refuses it before. */
export function compilePattern(source: string): (text: string) => boolean {
  if (patternProblem(source) !== undefined) return () => false;
  const pattern = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
  return (text) => pattern.matcher(text).find();
}

/**
 * A test of addresses. The scheme, a trailing slash and case do not matter; a pattern that begins with `/` is held against
 * the path alone; query and fragment count only if the pattern names them, since campaign parameters follow every link.
 *
 * @example compileUrl('shop.example/t-shirts/*')('https://shop.example/t-shirts/red?utm_source=mail') // true
 */
export function compileUrl(source: string): (url: string) => boolean {
  const wanted = normalise(source, true, true);
  const pathOnly = wanted.startsWith('/');
  const query = source.includes('?');
  const fragment = source.includes('#');
  const matches = compileWildcard(wanted);
  return (url) => {
    const seen = normalise(url, query, fragment);
    return matches(pathOnly ? pathOf(seen) : seen);
  };
}

function normalise(url: string, query: boolean, fragment: boolean): string {
  let text = url
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '');
  if (!fragment) text = before(text, '#');
  if (!query) text = fragment ? text.replace(/\?[^#]*/, '') : before(text, '?');
  if (!text.includes('?') && !text.includes('#') && text.endsWith('/') && text !== '/')
    return text.slice(0, -1);
  return text;
}

function before(text: string, mark: string): string {
  const end = text.indexOf(mark);
  return end < 0 ? text : text.slice(0, end);
}

function pathOf(address: string): string {
  const start = address.indexOf('/');
  return start < 0 ? '/' : address.slice(start);
}

/** Greedy from the left, the last piece from the right: no backtracking. */
function compileWildcard(pattern: string): (text: string) => boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  const last = pieces[pieces.length - 1] ?? '';
  if (pieces.length === 1) return (text) => text === pattern;
  const middle = pieces.slice(1, -1);
  return (text) => {
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const piece of middle) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}
