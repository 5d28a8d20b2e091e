/**
 * A draft's text (YAML or JSON) as a definition that can be drawn. The server checks drafts; here it is only made sure that
 * drawing cannot fail on something that is not a workflow at all. The YAML reader loads when it is first needed.
 */
import type { Definition } from '../../../workflow-compiler/language/definition.ts';

export async function parseDraft(text: string): Promise<Definition | undefined> {
  const { parse } = await import('yaml');
  try {
    const value: unknown = parse(text, { maxAliasCount: 100 });
    return isDrawable(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it has the outline of a definition: triggers, a start, steps with a kind each. Not whether it is valid. */
export function isDrawable(value: unknown): value is Definition {
  return (
    isRecord(value) &&
    typeof value.start === 'string' &&
    Array.isArray(value.triggers) &&
    isRecord(value.steps) &&
    Object.values(value.steps).every((step) => isRecord(step) && typeof step.kind === 'string')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
