/** Text or value to a definition whose shape is right, or findings that say where it is not. */
import type { Finding, Locate } from '../diagnostics/finding.ts';
import type { Definition } from '../language/definition.ts';
import type { Json } from '../language/json.ts';
import { shapeFindings } from './shape.ts';
import { readText } from './text.ts';
import { readValue } from './value.ts';

export type Parsed =
  | { readonly ok: true; readonly definition: Definition; readonly locate: Locate }
  | { readonly ok: false; readonly findings: readonly Finding[]; readonly locate: Locate };

export function parse(source: unknown): Parsed {
  const { value, findings, locate } = typeof source === 'string' ? readText(source) : readValue(source);
  if (findings.length > 0) return { ok: false, findings, locate };
  const shape = shapeFindings(value);
  return isDefinition(value, shape)
    ? { ok: true, definition: value, locate }
    : { ok: false, findings: shape, locate };
}

/** The schema is the type: a value without findings is a definition. */
function isDefinition(value: Json | Definition, shape: readonly Finding[]): value is Definition {
  return shape.length === 0 && value !== null;
}
