/** The words for values whose shape is wrong. */
import type { Finding } from '../diagnostics/finding.ts';
import { suggest } from '../diagnostics/near.ts';
import type { Json } from '../language/json.ts';
import { LIMITS } from './limits.ts';
import { describe, type Schema, typeOf } from './schema-node.ts';

export const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

export const missing = (at: string, fields: readonly string[], hint: string): Finding => ({
  code: 'SHAPE-02',
  at,
  detail:
    fields.length === 1
      ? `${quoted(fields)} is required here.`
      : `One of ${quoted(fields)} is required here.`,
  hint,
});

export const unknownField = (
  at: string,
  name: string,
  meant: string | undefined,
  known: readonly string[],
): Finding => ({
  code: 'SHAPE-01',
  at,
  detail: `\`${shorten(name)}\` is not a field here.`,
  hint: suggest(meant ?? name, meant === undefined ? known : [meant]),
  onKey: true,
});

export const tooNested = (at: string): Finding => ({
  code: 'SHAPE-07',
  at,
  detail: `Conditions are nested more than ${LIMITS.conditionDepth} deep here.`,
  hint: 'Flatten `all` and `any`, or use several branches.',
});

export function count(size: number, least = 0, most = Number.POSITIVE_INFINITY, at = ''): readonly Finding[] {
  if (size >= least && size <= most) return [];
  return [
    {
      code: 'SHAPE-05',
      at,
      detail: `There ${size === 1 ? 'is 1 entry' : `are ${size} entries`} here.`,
      hint: size < least ? `Give at least ${least}.` : `Give at most ${most}.`,
    },
  ];
}

export const wrongType = (at: string, schema: Schema, value: Json): Finding => ({
  code: 'SHAPE-04',
  at,
  detail: `Expected ${describe(schema)}, found ${describe({ type: typeOf(value) })}.`,
  hint: typeof value === 'number' && schema.type === 'string' ? 'Put it in quotes.' : 'Change the value.',
});

export const badKey = (at: string, name: string, step: boolean): Finding =>
  step
    ? {
        code: 'SHAPE-06',
        at,
        detail: `\`${shorten(name)}\` cannot be a step id.`,
        hint: 'Use lower-case letters, digits and hyphens; begin with a letter; at most 60 characters.',
        onKey: true,
      }
    : {
        code: 'SHAPE-05',
        at,
        detail: `\`${shorten(name)}\` is not a valid name here.`,
        hint: 'Use letters, digits and hyphens.',
        onKey: true,
      };
