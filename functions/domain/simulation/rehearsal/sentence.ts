/** Sentences of workflow tests: `after 2 hours: ada opens thanks`. A small language of fixed forms, so that a mistake is told with what would be right. */
import { durationMs } from '../../../../workflow-compiler/language/duration.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../workflow-compiler/language/json.ts';
import type { Card } from '../../../../workflow-compiler/predicate/facts.ts';
import type { ContactChange } from '../../contact/change.ts';
import { parseIn } from '../../time/local.ts';
import type { Deed } from '../person.ts';

/** A sentence or a time that cannot be understood. The message says what can. */
export class Unclear extends Error {
  override readonly name = 'Unclear';
}

export type Moments = { readonly start: number; readonly zone: string };

/**
 * Epoch milliseconds of `at once`, `after 2 hours` or `at 2026-03-04 10:00`.
 *
 * @example momentOf('after 1 day', { start, zone: 'Europe/Berlin' })
 */
export function momentOf(text: string, { start, zone }: Moments): number {
  const said = text.trim();
  if (said === 'at once') return start;
  const [, relative] = /^after ([0-9]+ (?:second|minute|hour|day|week)s?)$/.exec(said) ?? [];
  if (relative !== undefined) return start + durationMs(relative);
  const [, date, time] = /^at (\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)$/.exec(said) ?? [];
  const at = date === undefined ? undefined : parseIn(zone, `${date}T${time}`);
  if (at !== undefined) return at;
  throw new Unclear(
    `\`${text}\` is no time: write \`at once\`, \`after 2 hours\` or \`at 2026-03-04 10:00\``,
  );
}

/** What somebody does; `given` is the card for those who are added. */
type Form = {
  readonly example: string;
  readonly pattern: RegExp;
  readonly deed: (parts: readonly string[], given: Card) => Deed;
};

const change = (one: ContactChange): Deed => ({ do: 'change', changes: [one] });
const event = (type: string, properties: JsonObject): Deed => ({ do: 'event', type, properties });

const FORMS: readonly Form[] = [
  { example: 'is added', pattern: /^is added$/, deed: (_parts, card) => ({ do: 'appear', card }) },
  {
    example: 'joins newsletter',
    pattern: /^joins (.+)$/,
    deed: ([list = '']) => change({ do: 'join-list', list }),
  },
  {
    example: 'leaves newsletter',
    pattern: /^leaves (.+)$/,
    deed: ([list = '']) => change({ do: 'leave-list', list }),
  },
  {
    example: 'is tagged vip',
    pattern: /^is tagged (.+)$/,
    deed: ([tag = '']) => change({ do: 'add-tag', tag }),
  },
  {
    example: 'is no longer tagged vip',
    pattern: /^is no longer tagged (.+)$/,
    deed: ([tag = '']) => change({ do: 'remove-tag', tag }),
  },
  {
    example: 'scores 10 points',
    pattern: /^scores (-?\d+) points?$/,
    deed: ([by = '0']) => change({ do: 'adjust-score', by: Number(by) }),
  },
  {
    example: 'sets plan to pro',
    pattern: /^sets (.+?) to (.+)$/,
    deed: ([detail = '', value = '']) => change({ do: 'set', detail, value: scalar(value) }),
  },
  {
    example: 'opts out of email',
    pattern: /^opts (in to|out of) (email|sms|push)$/,
    deed: ([how, channel]) =>
      change({
        do: 'consent',
        channel: channel === 'sms' || channel === 'push' ? channel : 'email',
        state: how === 'in to' ? 'in' : 'out',
        source: 'test',
      }),
  },
  {
    example: 'opens thanks by machine',
    pattern: /^opens (\S+) by machine$/,
    deed: ([message = '']) => ({ do: 'open', message, machine: true }),
  },
  { example: 'opens thanks', pattern: /^opens (\S+)$/, deed: ([message = '']) => ({ do: 'open', message }) },
  {
    example: 'clicks https://example.com/ in thanks',
    pattern: /^clicks (\S+) in (\S+)$/,
    deed: ([link = '', message = '']) => ({ do: 'click', message, link }),
  },
  {
    example: 'clicks in thanks',
    pattern: /^clicks in (\S+)$/,
    deed: ([message = '']) => ({ do: 'click', message, link: 'https://example.com/' }),
  },
  {
    example: 'taps reminder',
    pattern: /^taps (\S+)$/,
    deed: ([message = '']) => ({ do: 'click', message }),
  },
  {
    example: 'gets reminder on the device',
    pattern: /^gets (\S+) on the device$/,
    deed: ([message = '']) => ({ do: 'hear', message, told: { what: 'delivered' } }),
  },
  {
    example: 'unsubscribes from thanks',
    pattern: /^unsubscribes from (\S+)$/,
    deed: ([message = '']) => ({ do: 'unsubscribe', message }),
  },
  {
    example: 'complains about thanks',
    pattern: /^complains about (\S+)$/,
    deed: ([message = '']) => ({ do: 'hear', message, told: { what: 'complained' } }),
  },
  {
    example: 'has thanks bounce',
    pattern: /^has (\S+) bounce$/,
    deed: ([message = '']) => ({
      do: 'hear',
      message,
      told: { what: 'bounced', type: 'permanent', reason: 'the test says so' },
    }),
  },
  {
    example: 'visits https://example.com/',
    pattern: /^visits (\S+)$/,
    deed: ([url = '']) => event('web.page-visited', { url }),
  },
  {
    example: 'submits contact with {"topic": "prices"}',
    pattern: /^submits (.+?)(?: with (\{.*\}))?$/,
    deed: ([form = '', fields]) => event('form.submitted', { form, fields: objectOf(fields) }),
  },
  {
    example: 'is enrolled in welcome',
    pattern: /^is enrolled in (\S+)$/,
    deed: ([workflow = '']) => event('manual.enrolled', { workflow }),
  },
  {
    example: 'does order with {"amount": 12}',
    pattern: /^does (.+?)(?: with (\{.*\}))?$/,
    deed: ([name = '', properties]) => event('external.occurred', { name, properties: objectOf(properties) }),
  },
];

/** The name at the beginning, and the rest. */
export function splitName(
  sentence: string,
  names: ReadonlySet<string>,
): readonly [name: string, rest: string] {
  const text = sentence.trim();
  const space = text.indexOf(' ');
  const name = space < 0 ? text : text.slice(0, space);
  if (!names.has(name)) {
    throw new Unclear(
      `\`${sentence}\` begins with nobody of \`given\` (${[...names].join(', ') || 'nobody is given'})`,
    );
  }
  return [name, text.slice(name.length).trim()];
}

/** The deed that the rest of a sentence names. Throws `Unclear`. */
export function deedOf(rest: string, given: Card): Deed {
  for (const { pattern, deed } of FORMS) {
    const found = pattern.exec(rest);
    if (found !== null) return deed([...found].slice(1), given);
  }
  const forms = FORMS.map(({ example }) => `\`${example}\``).join(', ');
  throw new Unclear(`\`${rest}\` is nothing that somebody does; there is ${forms}`);
}

function objectOf(text: string | undefined): JsonObject {
  if (text === undefined || text === '') return {};
  try {
    const value: Json = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Told below.
  }
  throw new Unclear(`\`${text}\` is no JSON object such as {"amount": 12}`);
}

/** Numbers and truth as such, all else as text. */
function scalar(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
