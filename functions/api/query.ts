/** The query string as values of its schema: numbers where it says numbers. What every list takes is here too. */
import Type, { type TObject } from 'typebox';
import { Problem } from './problem.ts';

export const paging = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Most items in the page.' }),
  ),
  after: Type.Optional(
    Type.String({ minLength: 1, maxLength: 2000, description: '`next` of the page before.' }),
  ),
};

export type Paging = { readonly limit: number; readonly after?: string };

export function pagingOf(query: { limit?: number; after?: string }): Paging {
  return { limit: query.limit ?? 50, ...(query.after === undefined ? {} : { after: query.after }) };
}

/** Unchecked: the schema's turn comes after. A parameter given twice is refused rather than half read. */
export function queryValues(search: URLSearchParams, schema: TObject): { readonly [name: string]: unknown } {
  const values: Record<string, unknown> = {};
  for (const [name, text] of search) {
    if (Object.hasOwn(values, name)) {
      throw new Problem('invalid-request', `The query names \`${name}\` twice.`, {
        errors: [{ at: `query/${name}`, detail: 'is given twice.' }],
      });
    }
    // A form's empty field asks for nothing.
    if (text !== '') values[name] = convert(text, schema.properties[name]);
  }
  return values;
}

function convert(text: string, schema: object | undefined): unknown {
  const type = schema !== undefined && 'type' in schema ? schema.type : undefined;
  if ((type === 'integer' || type === 'number') && /^-?\d{1,15}(\.\d+)?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
