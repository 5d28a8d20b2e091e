/** What a definition means, checked: references first. */
import type { Finding } from '../diagnostics/finding.ts';
import type { Definition } from '../language/definition.ts';
import { references } from './reference.ts';

export function checkDefinition(definition: Definition): readonly Finding[] {
  return references(definition);
}
