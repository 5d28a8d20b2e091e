/** What is kept in memory of items: never something old, never more than it may hold, and what is in use stays. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCache } from '../../infra/local/store/cache.ts';

/** What an entry weighs besides what it is said to weigh. */
const OVERHEAD = 200;

test('answers what was set last, or nothing; and holds no more than two generations', () => {
  const deed = fc.oneof(
    fc.record({ do: fc.constant('set' as const), key: fc.nat(30), weight: fc.nat(400) }),
    fc.record({ do: fc.constant('get' as const), key: fc.nat(30) }),
    fc.record({ do: fc.constant('drop' as const), key: fc.nat(30) }),
    fc.record({ do: fc.constant('clear' as const) }),
  );
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 200 }), fc.integer({ min: 300, max: 4000 }), (deeds, most) => {
      const cache = openCache<number>(most);
      const last = new Map<string, number>();
      for (const [at, each] of deeds.entries()) {
        if (each.do === 'clear') {
          cache.clear();
          last.clear();
          continue;
        }
        const key = `k${each.key}`;
        if (each.do === 'set') {
          cache.set(key, at, each.weight);
          last.set(key, at);
          continue;
        }
        if (each.do === 'drop') {
          cache.drop(key);
          last.delete(key);
        }
        const found = cache.get(key);
        if (each.do === 'drop') expect(found).toBeUndefined();
        if (found !== undefined) expect(found).toBe(last.get(key));
      }
      const held = [...last.keys()].filter((key) => cache.get(key) !== undefined);
      // One entry may go beyond what fits.
      expect(held.length).toBeLessThanOrEqual(2 * (Math.floor(most / OVERHEAD) + 1));
    }),
  );
});

test('keeps what is asked for while everything else passes by', () => {
  const cache = openCache<string>(10 * OVERHEAD);
  cache.set('in use', 'here', 0);
  for (let at = 0; at < 1000; at += 1) {
    cache.set(`k${at}`, 'passing', 0);
    expect(cache.get('in use')).toBe('here');
  }
  expect(cache.get('k0')).toBeUndefined();
});
