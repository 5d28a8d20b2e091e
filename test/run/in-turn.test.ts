/** Tenants take turns among what is due. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inTurn } from '../../functions/domain/run/in-turn.ts';

const item = (tenant: string, sk: string) => ({ pk: `${tenant}|contact|c`, sk });

test('one of each tenant, then the next of each', () => {
  const many = ['1', '2', '3'].map((sk) => item('many', sk));
  expect(inTurn([...many, item('few', '4')]).map(({ sk }) => sk)).toEqual(['1', '4', '2', '3']);
});

test('everybody has a turn, in the order of their own, and none waits longer than others have items', () => {
  const items = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 });
  fc.assert(
    fc.property(items, (tenants) => {
      const all = tenants.map((tenant, at) => item(tenant, String(at)));
      const turns = inTurn(all);
      expect(turns.toSorted((x, y) => Number(x.sk) - Number(y.sk))).toEqual(all);
      const seen = new Map<string, number[]>();
      turns.forEach(({ pk, sk }, at) => {
        const own = seen.get(pk) ?? [];
        expect(Number(sk)).toBeGreaterThan(own.at(-1) ?? -1);
        seen.set(pk, [...own, Number(sk)]);
        // Before the n-th of a tenant stand at most n of every other.
        expect(at).toBeLessThan((own.length + 1) * 3);
      });
    }),
  );
});
