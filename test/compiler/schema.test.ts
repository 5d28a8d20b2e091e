/**
 * The published schema is good JSON Schema 2020-12, and our own comparison with it admits exactly what a general validator
 * admits (but for the depth of conditions, which the schema cannot say).
 */
import fc from 'fast-check';
import { Check } from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { definitionSchema } from '../../workflow-compiler/compile.ts';
import type { Json } from '../../workflow-compiler/language/json.ts';
import { shapeFindings } from '../../workflow-compiler/parse/shape.ts';
import { workflows } from './generate.ts';
import { cases, read } from './golden.ts';

const schema = definitionSchema();
const json = (value: unknown): Json => JSON.parse(JSON.stringify(value));

describe('the published schema', () => {
  it('says which draft it is, names itself, and refers only to what it defines', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    const text = JSON.stringify(schema);
    const defs = Object.keys(Object(schema.$defs));
    const refs = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map((match) => match[1]?.replace('#/$defs/', ''));
    expect(defs).toContain('Condition');
    expect([...new Set(refs)].filter((ref) => !defs.includes(ref ?? ''))).toEqual([]);
    expect(text).not.toContain('~');
  });

  it('admits every good example, and our comparison does too', () => {
    for (const { folder } of cases('good')) {
      const value = json(parseYaml(read(folder, 'definition.yaml')));
      expect(Check(schema, value)).toBe(true);
      expect(shapeFindings(value)).toEqual([]);
    }
  });

  it('agrees with our comparison about damaged workflows', () => {
    const values = fc.oneof(
      fc.constantFrom<Json>(
        null,
        true,
        0,
        -1,
        1.5,
        1e9,
        '',
        'end',
        'A b',
        'tag',
        [],
        {},
        ['monday'],
        '09:00',
        '2 days',
      ),
      fc.jsonValue({ maxDepth: 2 }).map(json),
    );
    const damaged = fc
      .tuple(workflows({ maxSteps: 4 }), fc.nat(), values, fc.constantFrom('replace', 'remove', 'add'))
      .map(([definition, n, value, how]) => damage(json(definition), n, value, how));
    let refused = 0;
    fc.assert(
      fc.property(damaged, (value) => {
        const admitted = Check(schema, value);
        refused += admitted ? 0 : 1;
        expect(shapeFindings(value).length === 0).toBe(admitted);
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});

/** Replaces, removes or adds at the n-th place of the value. */
function damage(root: Json, n: number, value: Json, how: string): Json {
  let places = 0;
  JSON.stringify(root, (_key, part) => {
    places += 1;
    return part;
  });
  let at = 0;
  return JSON.parse(
    JSON.stringify(root, (_key, part) => {
      at += 1;
      if (at - 1 !== n % places) return part;
      if (how === 'remove' && at > 1) return undefined;
      if (how === 'add' && typeof part === 'object' && part !== null && !Array.isArray(part))
        return { ...part, extra: value };
      return value;
    }) ?? 'null',
  );
}
