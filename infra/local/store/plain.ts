/**
 * Whether a value is what reading its JSON again would give: then the store remembers it as it is, and nobody parses what has just
 * been written. Members without a value, dates, numbers that JSON cannot tell and the like make the difference.
 */

/** @example isPlain({ a: [1, null] }) // true; isPlain({ a: undefined }) is false */
export function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      return value === null || (Array.isArray(value) ? isPlainList(value) : isPlainObject(value));
    default:
      return false;
  }
}

function isPlainList(list: readonly unknown[]): boolean {
  for (let at = 0; at < list.length; at += 1) if (!isPlain(list[at])) return false;
  return true;
}

function isPlainObject(value: object): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const member of Object.values(value)) if (!isPlain(member)) return false;
  return true;
}
