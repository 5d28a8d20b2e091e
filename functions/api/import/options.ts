/** What an import is asked to do beside reading its rows: lists, tags, consents, and what its columns mean. */
import Type, { type Static } from 'typebox';
import type { TenantId } from '../../domain/ids.ts';
import type { ImportJob } from '../../domain/import/job.ts';
import { readTenant } from '../../domain/tenant/tenant.ts';
import type { ApiDeps } from '../deps.ts';
import { invalid } from '../problem.ts';

const name = Type.Optional(Type.String({ minLength: 1, maxLength: 100 }));

export const Asked = Type.Object(
  {
    format: Type.Union([Type.Literal('csv'), Type.Literal('ndjson')]),
    name: Type.Optional(
      Type.String({ maxLength: 200, description: 'What you call it: the name of the file.' }),
    ),
    upload: Type.Optional(
      Type.String({
        maxLength: 64,
        description: 'Id of a file that was brought beforehand, instead of a body.',
      }),
    ),
    list: name,
    tag: name,
    consent: Type.Optional(
      Type.String({
        pattern: '^(email|sms|push|whatsapp):(in|out)(,(email|sms|push|whatsapp):(in|out))*$',
        description: 'What everybody in it agreed to: `email:in,sms:in`. A refusal in the row is stronger.',
      }),
    ),
    mapping: Type.Optional(
      Type.String({
        maxLength: 8000,
        description: 'Columns that are called otherwise: `Phone Number=phone,Notes=skip`, or a JSON object.',
      }),
    ),
  },
  { additionalProperties: false },
);

export async function optionsOf(
  deps: ApiDeps,
  tenant: TenantId,
  query: Static<typeof Asked>,
): Promise<ImportJob['options']> {
  const { list, tag, consent, mapping } = query;
  const country = (await readTenant(deps.store, tenant))?.country;
  const consents = consent?.split(',').map((each) => each.split(':'));
  return {
    ...(list === undefined ? {} : { list }),
    ...(tag === undefined ? {} : { tag }),
    ...(consents === undefined ? {} : { consent: Object.fromEntries(consents), consentSource: 'import' }),
    ...(country === undefined ? {} : { country }),
    ...(mapping === undefined ? {} : { mapping: mappingOf(mapping) }),
  };
}

function mappingOf(text: string): { readonly [heading: string]: string } {
  const entries: (readonly [string, unknown])[] = text.trimStart().startsWith('{')
    ? jsonEntries(text)
    : text.split(',').map((pair) => {
        const at = pair.lastIndexOf('=');
        return [pair.slice(0, Math.max(0, at)).trim(), at < 0 ? undefined : pair.slice(at + 1).trim()];
      });
  for (const [heading, to] of entries) {
    if (heading === '' || typeof to !== 'string') {
      throw invalid('query/mapping', 'takes pairs such as `Phone Number=phone`, or a JSON object of texts.');
    }
  }
  return Object.fromEntries(entries.map(([heading, to]) => [heading, String(to)]));
}

function jsonEntries(text: string): (readonly [string, unknown])[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Object.entries(value) : [['', undefined]];
  } catch {
    return [['', undefined]];
  }
}
