/** Durations as the language writes them (`90 minutes`, `-3 days`), in milliseconds. A day is 24 hours whatever the clocks do. */

const UNITS = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const;

const PATTERN = /^(-?[0-9]{1,6}) (second|minute|hour|day|week)s?$/;

/**
 * Milliseconds of a duration or signed offset; `undefined` if the text is none.
 *
 * @example parseDuration('2 hours') // 7200000
 */
function parseDuration(text: string): number | undefined {
  const match = PATTERN.exec(text);
  const amount = match?.[1];
  const unit = match?.[2];
  if (amount === undefined || !isUnit(unit)) return undefined;
  return Number(amount) * UNITS[unit];
}

/** Like `parseDuration` for text that the schema has admitted already; zero for anything else. */
export function durationMs(text: string): number {
  return parseDuration(text) ?? 0;
}

function isUnit(unit: string | undefined): unit is keyof typeof UNITS {
  return unit !== undefined && Object.hasOwn(UNITS, unit);
}
