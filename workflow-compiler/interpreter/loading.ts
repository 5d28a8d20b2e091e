// Reading a machine's text: every problem is collected under its JSON pointer, none stops the reading.

import { isJsonObject, type Json, type JsonObject, member } from './json.ts';

export type Language = 'JSONata' | 'JSONPath';
export type Problem = { readonly pointer: string; readonly message: string };

/** A machine that is invalid or uses what the interpreter does not do. Each problem is named. */
export class MachineRefused extends Error {
  override name = 'MachineRefused';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ pointer, message }) => `${pointer || '/'}: ${message}`).join('\n'));
    this.problems = problems;
  }
}

/** One object of the definition with the place it stands at. */
export type Place = {
  readonly at: string;
  readonly object: JsonObject;
  readonly language: Language;
  /** The language of the whole machine, which a state's own does not change for the states inside it. */
  readonly outerLanguage: Language;
  readonly problems: Problem[];
  /** Of all states read so far: a name belongs to one state of the whole machine, at whatever depth. */
  readonly names: Set<string>;
};

/** `below` is the rest of the pointer, its parts escaped where they are names of users. */
export function refuse(place: Place, below: string, message: string): void {
  place.problems.push({ pointer: below === '' ? place.at : `${place.at}/${below}`, message });
}

export function escaped(field: string): string {
  return field.replaceAll('~', '~0').replaceAll('/', '~1');
}

export function field(place: Place, name: string): Json | undefined {
  return member(place.object, name);
}

/** The object in a field as a place of its own, or undefined (with a problem if it is something else). */
export function inner(place: Place, name: string): Place | undefined {
  const value = field(place, name);
  if (value === undefined) return undefined;
  if (isJsonObject(value)) return { ...place, at: `${place.at}/${escaped(name)}`, object: value };
  refuse(place, name, `\`${name}\` must be an object.`);
  return undefined;
}

/** The objects in a list field, each as a place. */
export function list(place: Place, name: string): readonly Place[] {
  const value = field(place, name);
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    refuse(place, name, `\`${name}\` must be an array.`);
    return [];
  }
  const found: Place[] = [];
  value.forEach((item: Json, at) => {
    if (isJsonObject(item)) found.push({ ...place, at: `${place.at}/${escaped(name)}/${at}`, object: item });
    else refuse(place, `${name}/${at}`, 'An object is expected here.');
  });
  return found;
}

export function text(place: Place, name: string): string | undefined {
  const value = field(place, name);
  if (value === undefined || typeof value === 'string') return value;
  refuse(place, name, `\`${name}\` must be a string.`);
  return undefined;
}

/** A constant number within bounds. */
export function number(place: Place, name: string, least: number, most: number): number | undefined {
  const value = field(place, name);
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= least && value <= most) return value;
  refuse(place, name, `\`${name}\` must be a number from ${least} to ${most}.`);
  return undefined;
}

/** A constant number within bounds, without a fraction. */
export function whole(place: Place, name: string, least: number, most: number): number | undefined {
  const value = number(place, name, least, most);
  if (value !== undefined && !Number.isInteger(value)) refuse(place, name, `\`${name}\` must be an integer.`);
  return value;
}

export function onlyFields(place: Place, allowed: readonly string[]): void {
  for (const name of Object.keys(place.object)) {
    if (!allowed.includes(name)) {
      refuse(place, escaped(name), `\`${name}\` is not supported here (${place.language}).`);
    }
  }
}
