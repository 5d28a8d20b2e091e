/** Values from outside against their schemas: the value with its type, or one problem that names everything wrong. */
import type { Static, TSchema } from 'typebox';
import { Check, Errors } from 'typebox/schema';
import { Problem, type ProblemItem } from './problem.ts';

export type Place = 'body' | 'query';

const MOST = 20;

/** @example const body = checked(ContactBody, JSON.parse(text), 'body'); */
export function checked<const S extends TSchema>(schema: S, value: unknown, place: Place): Static<S> {
  if (Check(schema, value)) return value;
  const errors = findings(schema, value, place);
  const first = errors[0];
  const rest = errors.length > 1 ? ` And ${errors.length - 1} more, see \`errors\`.` : '';
  throw new Problem(
    'invalid-request',
    first === undefined ? `The ${place} is invalid.` : `${where(first.at, place)} ${first.detail}${rest}`,
    { errors },
  );
}

function where(at: string, place: Place): string {
  return at === '' ? `The ${place}` : `\`${at}\``;
}

function findings(schema: TSchema, value: unknown, place: Place): readonly ProblemItem[] {
  const [, errors] = Errors(schema, value);
  const items: ProblemItem[] = [];
  const add = (pointer: string, detail: string): void => {
    const at = place === 'body' ? pointer : `${place}${pointer}`;
    if (!items.some((item) => item.at === at && item.detail === detail)) items.push({ at, detail });
  };
  for (const error of errors) {
    // A union reports each refused variant; `anyOf` says it once, in the words of its variants when they are constants.
    if (error.schemaPath.includes('/anyOf/')) continue;
    switch (error.keyword) {
      case 'required':
        for (const name of error.params.requiredProperties)
          add(`${error.instancePath}/${name}`, 'is missing.');
        break;
      case 'additionalProperties':
        for (const name of error.params.additionalProperties) {
          add(
            `${error.instancePath}/${name}`,
            `is no ${place === 'body' ? 'field' : 'parameter'} of this request.`,
          );
        }
        break;
      case 'boolean':
        break;
      case 'anyOf':
        add(error.instancePath, variants(errors, error.instancePath));
        break;
      case 'enum':
        add(error.instancePath, `must be one of ${list(error.params.allowedValues)}.`);
        break;
      case 'pattern':
        add(error.instancePath, `must match ${String(error.params.pattern)}.`);
        break;
      default:
        add(error.instancePath, `${error.message}.`);
    }
  }
  return items.slice(0, MOST);
}

function variants(errors: ReturnType<typeof Errors>[1], pointer: string): string {
  const constants = errors.flatMap((error) =>
    error.keyword === 'const' && error.instancePath === pointer ? [error.params.allowedValue] : [],
  );
  return constants.length > 0 ? `must be one of ${list(constants)}.` : 'has none of the forms allowed here.';
}

function list(values: readonly unknown[]): string {
  return values.map((value) => `\`${String(value)}\``).join(', ');
}
