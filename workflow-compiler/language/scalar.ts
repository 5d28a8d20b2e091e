/**
 * The scalars of the language: ids, durations, times of day, dates. Each is a string with a pattern, so that the
 * published JSON Schema alone tells an editor what is valid.
 */
import Type from 'typebox';

/** Step ids, path ids and workflow names: they become state names, so they are short, lower-case ASCII. */
export const Id = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,59}$',
  description: 'Lower-case letters, digits and hyphens; begins with a letter; at most 60 characters.',
});

/** The id of a step, or `end`. */
export const Target = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,59}$',
  description: 'The id of the next step, or `end`.',
});

/** Elapsed time: `30 seconds`, `90 minutes`, `1 day`. A day is 24 hours and a week is 7 days, whatever the clocks do. */
export const Duration = Type.String({
  pattern: '^[1-9][0-9]{0,5} (second|minute|hour|day|week)s?$',
  description: 'A whole number and a unit: seconds, minutes, hours, days (24 h) or weeks.',
});

/** A signed duration, for offsets from a date: `-3 days`, `2 hours`. */
export const Offset = Type.String({
  pattern: '^-?[0-9]{1,6} (second|minute|hour|day|week)s?$',
  description: 'A signed duration: `-3 days` is three days before.',
});

/** A time of day on a 24-hour clock, in the zone that the step declares: `09:30`. */
export const TimeOfDay = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  description: 'HH:MM, 24-hour clock.',
});

/** A calendar date and time without offset (`2026-12-24T09:00`, read in the declared zone) or with one (`…Z`, `…+01:00`). */
export const DateTime = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?$',
  description: "ISO 8601 date and time; without an offset it is read in the contact's zone.",
});

export const Weekday = Type.Enum(
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  { description: 'A day of the week.' },
);

/** A name that tenants choose: tags, lists, details, forms, external events. Shown as written, compared exactly. */
export const Name = Type.String({ minLength: 1, maxLength: 100 });

export const Scalar = Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean()]);
