/** A profile from YAML or JSON text: every problem at once, in words. */
import { Check } from 'typebox/schema';
import { parse } from 'yaml';
import { problemsOf } from './problems.ts';
import { Profile } from './profile.ts';

export type ReadProfile =
  | { readonly ok: true; readonly profile: Profile }
  | { readonly ok: false; readonly problems: readonly string[] };

/** `over` is laid over what the text says. */
export function readProfile(text: string, over: Profile = {}): ReadProfile {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 }) ?? {};
  } catch (error) {
    return {
      ok: false,
      problems: [error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)],
    };
  }
  const whole: unknown = typeof value === 'object' && !Array.isArray(value) ? { ...value, ...over } : value;
  if (Check(Profile, whole)) return { ok: true, profile: whole };
  return { ok: false, problems: problemsOf(Profile, whole, 'the profile') };
}
