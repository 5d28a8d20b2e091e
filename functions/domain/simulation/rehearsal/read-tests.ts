/** A file of workflow tests from its YAML text; every problem of its shape at once. */
import { Check } from 'typebox/schema';
import { parse } from 'yaml';
import { problemsOf } from '../problems.ts';
import { TestFile } from './format.ts';

export type ReadTests =
  | { readonly ok: true; readonly file: TestFile }
  | { readonly ok: false; readonly problems: readonly string[] };

export function readTests(text: string): ReadTests {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    return {
      ok: false,
      problems: [error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)],
    };
  }
  if (Check(TestFile, value)) return { ok: true, file: value };
  return { ok: false, problems: problemsOf(TestFile, value, 'the file') };
}
