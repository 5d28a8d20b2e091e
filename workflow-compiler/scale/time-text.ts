/** Lengths of time as people say them, two digits of the largest unit. */
const UNITS = [
  [86_400 * 365, 'years'],
  [86_400, 'days'],
  [3600, 'h'],
  [60, 'min'],
] as const;

/** @example timeText(9000) // '2.5 h' */
export function timeText(seconds: number): string {
  for (const [length, unit] of UNITS)
    if (seconds >= length * 2) return `${rounded(seconds / length)} ${unit}`;
  return `${rounded(seconds)} s`;
}

/** At most three digits that say something, thousands apart. */
export function rounded(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const text = String(Number(value.toFixed(digits)));
  return value < 1000 ? text : text.replace(/\B(?=(\d{3})+$)/g, ',');
}
