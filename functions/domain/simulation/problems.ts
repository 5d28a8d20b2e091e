/** What is wrong with a value, by its schema, in words: every problem at once, up to ten. */
import type { TSchema } from 'typebox';
import { Errors } from 'typebox/schema';

/** `whole` names the value itself: `the profile`. */
export function problemsOf(schema: TSchema, value: unknown, whole: string): readonly string[] {
  const [, errors] = Errors(schema, value);
  const said = errors.flatMap((error): readonly string[] => {
    const at = error.instancePath === '' ? whole : `\`${error.instancePath}\``;
    if (error.keyword === 'additionalProperties') {
      return error.params.additionalProperties.map((name) => `${at} has no field \`${name}\``);
    }
    if (error.keyword === 'required') {
      return error.params.requiredProperties.map((name) => `${at} lacks \`${name}\``);
    }
    return error.keyword === 'boolean' || error.keyword === 'anyOf' ? [] : [`${at} ${error.message}`];
  });
  return said.length === 0 ? [`${whole} is invalid`] : [...new Set(said)].slice(0, 10);
}
