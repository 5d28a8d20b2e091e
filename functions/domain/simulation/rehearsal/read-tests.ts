/** A file of workflow tests from its YAML text; every problem of its shape at once. */
import { Check } from 'typebox/schema';
import { parse } from 'yaml';
import { problemsOf } from '../problems.ts';
import { TestFile } from './format.ts';

export type ReadTests =
  | { readonly ok: true; readonly file: TestFile }
  | { readonly ok: false; readonly problems: readonly string[] };

/** `workflow`: instead of what the text names, where the workflows are at hand already. */
export function readTests(text: string, workflow?: readonly string[]): ReadTests {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    return {
      ok: false,
      problems: [error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)],
    };
  }
  const whole = workflow === undefined ? value : named(value, workflow);
  if (Check(TestFile, whole)) return { ok: true, file: whole };
  return { ok: false, problems: problemsOf(TestFile, whole, 'the file') };
}

function named(value: unknown, workflow: readonly string[]): unknown {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? { ...value, workflow: [...workflow] } : value;
}
