/** Times for people: in the reader's own zone, named; relative where nearness matters; UTC for the record. */

const DAY_AND_TIME: Intl.DateTimeFormatOptions = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
};

/** `22 Nov 2026, 10:30 CET`. `zone` is the reader's unless given. */
export function localTime(iso: string, zone?: string): string {
  return format(iso, { ...DAY_AND_TIME, timeZoneName: 'short' }, zone);
}

/** Without the zone's name, for columns whose heading tells it. */
export function shortTime(iso: string, zone?: string): string {
  return format(iso, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }, zone);
}

/** `2026-11-22 09:30:15 UTC`. */
export function utcTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return `${time.toISOString().replace('T', ' ').slice(0, 19)} UTC`;
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];
const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });

/** `in 3 hours`, `2 days ago`, `now`; `now` in epoch milliseconds. */
export function fromNow(iso: string, now: number): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000);
  if (Number.isNaN(seconds)) return iso;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return 'now';
}

/** The reader's zone, `Europe/Brussels`. */
export function readersZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `2026-11-22T10:30` as typed into a form, in the reader's zone → ISO 8601 in UTC; empty for what is no time. */
export function utcOfInput(text: string): string {
  const time = new Date(text);
  return text === '' || Number.isNaN(time.getTime()) ? '' : time.toISOString();
}

function format(iso: string, options: Intl.DateTimeFormatOptions, zone?: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return new Intl.DateTimeFormat(
    'en-GB',
    zone === undefined ? options : { ...options, timeZone: zone },
  ).format(time);
}
