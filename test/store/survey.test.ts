/** A survey answers of every body what stands at the paths asked for, whatever members are called and however the row is kept. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../infra/local/store/database.ts';
import type { Path } from '../../infra/local/store/members.ts';
import { openStore } from '../../infra/local/store/store.ts';
import type { Json } from '../../workflow-compiler/language/json.ts';

const root = mkdtempSync(join(tmpdir(), 'sojourn-survey-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const NAMES = [
  'a',
  'b',
  'a.b',
  '0',
  '$',
  '',
  'x"y',
  'x\\y',
  '__proto__',
  'toString',
  'é',
  '\ud800',
  "'",
  'a b',
  '[0]',
];
const name = fc.constantFrom(...NAMES);
const scalar = fc.oneof(
  fc.constantFrom<Json>(true, false, 'text', '', 'a "b"\n', '\u2028', '007', 1e21, 0.1, -1, 'İ'),
  fc.string({ unit: 'grapheme' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
);
const { body } = fc.letrec<{ body: Json; value: Json }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar, { maxLength: 3 }), tie('body')),
  body: fc.dictionary(name, tie('value'), { maxKeys: 6 }),
}));
const paths = fc.array(fc.array(name, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 });

function at(value: Json | undefined, [first, ...rest]: Path): Json | undefined {
  if (first === undefined) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return at(Object.entries(value).find(([key]) => key === first)?.[1], rest);
}

describe('a survey', () => {
  it.each([false, true])(
    'finds what stands at a path (rows are packed: %s)',
    { timeout: 60_000 },
    async (packed) => {
      const db = openDatabase({ folder: mkdtempSync(join(root, 'data-')) });
      const { write, survey } = openStore(db, { packs: () => packed });
      if (survey === undefined) throw new Error('the store answers no surveys');
      let tenants = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 5 }), paths, async (bodies, asked) => {
          tenants += 1;
          const pk = `t${tenants}|list|0`;
          await write(
            bodies.map((one, index) => ({
              do: 'put',
              key: { pk: `t${tenants}|noun|${index}`, sk: 'x' },
              body: { at: index, one },
              index: { list: { pk, sk: `${index}` } },
            })),
          );
          const found: Json[] = [];
          const wanted = [['at'], ...asked.map((path) => ['one', ...path])];
          for await (const some of survey('list', [pk], wanted)) found.push(...some);
          expect(found).toHaveLength(bodies.length);
          for (const one of found) {
            const whole = { one: bodies[Number(at(one, ['at']))] ?? null };
            for (const path of asked) expect(at(one, ['one', ...path])).toEqual(at(whole, ['one', ...path]));
          }
        }),
        { numRuns: 300 },
      );
      await db.close();
    },
  );

  it('finds many members as it finds few', async () => {
    const db = openDatabase({ folder: mkdtempSync(join(root, 'data-')) });
    const { write, survey } = openStore(db);
    const body = Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`member${n}`, n]));
    const pk = 't|list|0';
    await write([{ do: 'put', key: { pk: 't|noun|0', sk: 'x' }, body, index: { list: { pk, sk: '0' } } }]);
    for (const many of [1, 99, 100, 101, 1500]) {
      const found: Json[] = [];
      const wanted = Array.from({ length: many }, (_, n) => [`member${n}`]);
      for await (const some of survey?.('list', [pk], wanted) ?? []) found.push(...some);
      expect(found).toHaveLength(1);
      for (const path of wanted) expect(at(found[0], path)).toBe(at(body, path));
    }
    await db.close();
  });
});
