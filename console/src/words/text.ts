/** Small turns of phrase that all words share: quotation marks, joining, identifiers made readable. */

export function quoted(text: string): string {
  return `“${text}”`;
}

/** `['a','b','c']` → `a, b or c`. */
export function joined(parts: readonly string[], last: 'and' | 'or'): string {
  if (parts.length <= 1) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} ${last} ${parts.at(-1)}`;
}

/** `welcome-back` → `Welcome back`; for steps and paths that nobody labelled. */
export function readable(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `firstName` → `first name`; `address.country` → `country`. Custom details stay as they are written. */
export function detailName(name: string): string {
  const last = name.startsWith('address.') ? name.slice('address.'.length) : name;
  return last.replace(
    /([a-z])([A-Z])/g,
    (_all, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 message`, `2 messages`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

const format = new Intl.NumberFormat('en-GB');
const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });

/** `12,345`. */
export function number(value: number): string {
  return format.format(value);
}

/** For tight places: exact below ten thousand, then `12.3K`. */
export function shortNumber(value: number): string {
  return value < 10_000 ? format.format(value) : compact.format(value);
}

/** A share in whole percent; a dash where there is nothing to divide by. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((100 * part) / whole)}%`;
}
