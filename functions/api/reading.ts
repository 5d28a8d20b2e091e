/** An OpenAPI document taken apart for people: what the reference page and docs/api.md both print. */
import type { OpenApi, Operation, Schema } from './openapi.ts';

export type Listed = { readonly method: string; readonly path: string; readonly operation: Operation };
export type Field = {
  readonly name: string;
  readonly required: boolean;
  readonly text: string;
  readonly description: string;
};

export function operationsOf(document: OpenApi, tag: string): readonly Listed[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

export function bodyOf({
  requestBody,
}: Operation): { readonly types: readonly string[]; readonly schema: Schema } | undefined {
  if (requestBody === undefined) return undefined;
  const types = Object.keys(requestBody.content);
  const schema = requestBody.content[types[0] ?? '']?.schema;
  return schema === undefined ? undefined : { types, schema };
}

export function successOf({ responses }: Operation): {
  readonly statuses: readonly string[];
  readonly type: string;
  readonly schema: Schema | undefined;
} {
  const statuses = Object.keys(responses).filter((status) => status !== 'default');
  const first = responses[statuses[0] ?? ''];
  const content = isSchema(first) && isSchema(first.content) ? first.content : {};
  const types = Object.keys(content);
  const media = content[types[0] ?? ''];
  const schema = isSchema(media) && isSchema(media.schema) ? media.schema : undefined;
  return { statuses, type: types.join(', '), schema };
}

/** A schema in a few words: `string`, `list of Run`, `"in" or "out"`. */
export function describe(schema: Schema): string {
  if (typeof schema.$ref === 'string') return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map((each) => describe(asSchema(each))).join(' or ');
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((each) => JSON.stringify(each)).join(' or ');
  if (schema.type === 'array') return `list of ${describe(asSchema(schema.items))}`;
  if (schema.type === 'object' && isSchema(schema.patternProperties)) {
    const inner = Object.values(schema.patternProperties)[0];
    return `object of ${describe(asSchema(inner))} by name`;
  }
  return typeof schema.type === 'string' ? schema.type : 'any JSON';
}

export function fieldsOf(schema: Schema): readonly Field[] {
  if (!isSchema(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([name, each]) => {
    const inner = asSchema(each);
    return {
      name,
      required: required.includes(name),
      text: describe(inner),
      description: typeof inner.description === 'string' ? inner.description.replace(/\.$/, '') : '',
    };
  });
}

function asSchema(value: unknown): Schema {
  return isSchema(value) ? value : {};
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
