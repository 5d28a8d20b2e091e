/** A file of YAML or JSON that is no definition: rates, quotas. */
import type { Json } from '../../../workflow-compiler/language/json.ts';
import { readText } from '../../../workflow-compiler/parse/text.ts';
import { readDefinition } from './read-definition.ts';

export type ReadValue =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problems: readonly string[] };

export function readValue(file: string): ReadValue {
  const read = readDefinition(file);
  if (!read.ok) return { ok: false, problems: [read.problem] };
  const { value, findings } = readText(read.text);
  if (findings.length === 0) return { ok: true, value };
  return { ok: false, problems: findings.map(({ detail }) => `${file}: ${detail}`) };
}
