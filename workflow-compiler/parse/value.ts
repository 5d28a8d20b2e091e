/**
 * A value from a program (the builder, the API, a test) to a JSON value that nobody else can change. Whatever is passed,
 * cyclic or exotic, gives findings and never an exception.
 */
import { type Finding, nowhere } from '../diagnostics/finding.ts';
import { child } from '../diagnostics/pointer.ts';
import type { Json } from '../language/json.ts';
import { LIMITS, tooDeep, tooMany } from './limits.ts';
import type { Read } from './text.ts';

export function readValue(source: unknown): Read {
  const findings: Finding[] = [];
  let count = 0;

  function copy(value: unknown, pointer: string, depth: number): Json {
    count += 1;
    if (count > LIMITS.values) return stop(tooMany());
    if (depth > LIMITS.depth) return stop(tooDeep(pointer));
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (Array.isArray(value)) return Array.from(value, (item, i) => copy(item, child(pointer, i), depth + 1));
    if (typeof value === 'object') return fields(value, pointer, depth);
    findings.push(notJson(pointer, `a ${typeof value}`));
    return null;
  }

  /** A field that is `undefined` counts as absent, as JSON.stringify has it. */
  function fields(value: object, pointer: string, depth: number): Json {
    const entries = Object.entries(value).filter(([, part]) => part !== undefined);
    return Object.fromEntries(
      entries.map(([key, part]): [string, Json] => [key, copy(part, child(pointer, key), depth + 1)]),
    );
  }

  function stop(finding: Finding): Json {
    if (!findings.some(({ code }) => code === finding.code)) findings.push(finding);
    return null;
  }

  try {
    return { value: copy(source, '', 0), findings, locate: nowhere };
  } catch {
    // A getter or a proxy threw: such a value is not JSON.
    return { value: null, findings: [notJson('', 'an object that cannot be read')], locate: nowhere };
  }
}

const notJson = (at: string, what: string): Finding => ({
  code: 'TEXT-06',
  at,
  detail: `The value is ${what}, which has no form in JSON.`,
  hint: 'Use text, numbers, true, false, null, lists and objects.',
});
