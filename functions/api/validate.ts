/** Values from outside against their schemas: the value with its type, or one problem that names everything wrong. */
import type { Static, TSchema } from 'typebox';
import { Check, Errors } from 'typebox/schema';
import { Settings } from 'typebox/system';
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

type SchemaError = ReturnType<typeof Errors>[1][number];

function findings(schema: TSchema, value: unknown, place: Place): readonly ProblemItem[] {
  const errors = allErrors(schema, value);
  const items: ProblemItem[] = [];
  const add = (pointer: string, detail: string): void => {
    const at = place === 'body' ? pointer : `${place}${pointer}`;
    if (!items.some((item) => item.at === at && item.detail === detail)) items.push({ at, detail });
  };
  tell(errors, '#', place, add);
  return items.length === 0
    ? [{ at: place === 'body' ? '' : place, detail: 'is invalid.' }]
    : items.slice(0, MOST);
}

/** TypeBox stops at 8, which a single union can use up. The setting is for the whole process, so it is put back. */
function allErrors(schema: TSchema, value: unknown): readonly SchemaError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: 200 });
  try {
    return Errors(schema, value)[1];
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** Tells the errors below `path`, those inside a union only if its choice is clear. */
function tell(
  errors: readonly SchemaError[],
  path: string,
  place: Place,
  add: (pointer: string, detail: string) => void,
): void {
  for (const error of errors) {
    const { schemaPath, instancePath } = error;
    if (schemaPath !== path && !schemaPath.startsWith(`${path}/`)) continue;
    if (schemaPath.slice(path.length).includes('/anyOf/')) continue;
    switch (error.keyword) {
      case 'required':
        for (const name of error.params.requiredProperties) add(`${instancePath}/${name}`, 'is missing.');
        break;
      case 'additionalProperties':
        for (const name of error.params.additionalProperties) {
          add(
            `${instancePath}/${name}`,
            `is no ${place === 'body' ? 'field' : 'parameter'} of this request.`,
          );
        }
        break;
      case 'boolean':
        break;
      case 'anyOf': {
        const meant = meantVariant(errors, schemaPath, instancePath);
        if (meant === undefined) add(instancePath, variants(errors, instancePath));
        else tell(errors, meant, place, add);
        break;
      }
      case 'enum':
        add(instancePath, `must be one of ${list(error.params.allowedValues)}.`);
        break;
      case 'pattern':
        add(instancePath, `must match ${String(error.params.pattern)}.`);
        break;
      default:
        add(instancePath, `${error.message}.`);
    }
  }
}

/** The only variant that the value is of the right type for, such as the list among an object and a list. */
function meantVariant(errors: readonly SchemaError[], union: string, pointer: string): string | undefined {
  const prefix = `${union}/anyOf/`;
  const inside = errors.filter(({ schemaPath }) => schemaPath.startsWith(prefix));
  const variant = ({ schemaPath }: SchemaError): string =>
    `${prefix}${schemaPath.slice(prefix.length).split('/')[0]}`;
  const wrong = new Set(
    inside
      .filter(
        ({ keyword, instancePath }) =>
          instancePath === pointer && (keyword === 'type' || keyword === 'const'),
      )
      .map(variant),
  );
  const fitting = [...new Set(inside.map(variant))].filter((each) => !wrong.has(each));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function variants(errors: readonly SchemaError[], pointer: string): string {
  const here = errors.filter(({ instancePath }) => instancePath === pointer);
  const constants = here.flatMap((error) => (error.keyword === 'const' ? [error.params.allowedValue] : []));
  if (constants.length > 0) return `must be one of ${list(constants)}.`;
  const types = here.flatMap((error) => (error.keyword === 'type' ? [error.params.type].flat() : []));
  return types.length > 0
    ? `must be ${[...new Set(types)].join(' or ')}.`
    : 'has none of the forms allowed here.';
}

function list(values: readonly unknown[]): string {
  return values.map((value) => `\`${String(value)}\``).join(', ');
}
