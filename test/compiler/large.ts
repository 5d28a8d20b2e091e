/** Examples of limits that only a very large definition meets, made instead of stored. */
import type { JsonObject } from '../../workflow-compiler/language/json.ts';

function longChain(): string {
  const ids = Array.from({ length: 1000 }, (_, i) => `step-${i}`);
  const steps = ids.map((id, i): [string, JsonObject] => [
    id,
    { kind: 'send-sms', text: 'Hello', next: ids[i + 1] ?? 'end' },
  ]);
  return JSON.stringify({
    language: 1,
    name: 'long',
    triggers: [{ on: 'contact.added' }],
    start: 'step-0',
    steps: Object.fromEntries(steps),
  });
}

export const large = {
  'TEXT-03': () => `# ${'x'.repeat(1_000_000)}`,
  'LIMIT-01': longChain,
} as const;
