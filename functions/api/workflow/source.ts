/** A definition out of a request: YAML or JSON text as it came, or JSON wrapped as `{"definition": …}`. */
import { parseJson } from '../json-body.ts';
import { Problem } from '../problem.ts';

/** What its author wrote, which is what is kept. Broken text is not refused here: the compiler says what is wrong with it. */
export function sourceOf(text: string): string {
  if (text.trim() === '') {
    throw new Problem('invalid-request', 'The body is empty; a definition in YAML or JSON is expected.');
  }
  if (!text.trimStart().startsWith('{')) return text;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return text;
  }
  if (typeof value !== 'object' || value === null || !('definition' in value) || 'steps' in value)
    return text;
  const { definition } = value;
  return typeof definition === 'string' ? definition : JSON.stringify(definition, null, 2);
}

export const SOURCE_TYPES = ['text/yaml', 'application/yaml', 'application/json', 'text/plain'];
