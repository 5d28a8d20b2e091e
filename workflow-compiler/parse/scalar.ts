/** Text, numbers and choices: range, length, form. */
import { quoteList, suggest } from '../diagnostics/near.ts';
import type { Json } from '../language/json.ts';
import type { Schema } from './schema-node.ts';

type Problem = { readonly detail: string; readonly hint: string };

export function scalarProblem(value: Json, schema: Schema): Problem | undefined {
  if (schema.const !== undefined && value !== schema.const)
    return {
      detail: `The value must be \`${String(schema.const)}\`.`,
      hint: `Write \`${String(schema.const)}\`.`,
    };
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    const names = schema.enum.map(String);
    return {
      detail: `${show(value)} is not one of ${quoteList(names)}.`,
      hint: suggest(typeof value === 'string' ? value : '', names),
    };
  }
  if (typeof value === 'string') return textProblem(value, schema);
  if (typeof value === 'number') return numberProblem(value, schema);
  return undefined;
}

function textProblem(value: string, schema: Schema): Problem | undefined {
  // JSON Schema counts code points, not UTF-16 units.
  const length = value.length > (schema.maxLength ?? 0) ? [...value].length : value.length;
  if (length < (schema.minLength ?? 0))
    return { detail: 'The text is too short.', hint: least(schema.minLength ?? 0) };
  if (length > (schema.maxLength ?? Infinity))
    return { detail: `The text has ${length} characters.`, hint: `Give at most ${schema.maxLength}.` };
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value))
    return {
      detail: `${show(value)} does not have the required form.`,
      hint: schema.description ?? `It must match \`${schema.pattern}\`.`,
    };
  return undefined;
}

const least = (length: number): string =>
  length === 1 ? 'Give at least one character.' : `Give at least ${length} characters.`;

function numberProblem(value: number, schema: Schema): Problem | undefined {
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum)
    return { detail: `${value} is too small.`, hint: `Give a number above ${schema.exclusiveMinimum}.` };
  if (value < (schema.minimum ?? -Infinity))
    return { detail: `${value} is too small.`, hint: `Give at least ${schema.minimum}.` };
  if (value > (schema.maximum ?? Infinity))
    return { detail: `${value} is too large.`, hint: `Give at most ${schema.maximum}.` };
  return undefined;
}

function show(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${text.length > 60 ? `${text.slice(0, 57)}…` : text}\``;
}
