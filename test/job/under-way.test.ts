/** What a removal waits for: the tenant's own work whenever it began, and what began before it and may be anybody's. */
import { expect, it } from 'vitest';
import { openUnderWay } from '../../infra/local/under-way.ts';

it('is what has not ended: of the tenant, or nobody knows whose and begun by then', async () => {
  let now = 10;
  const underWay = openUnderWay({ now: () => now });
  const request = Promise.withResolvers<void>();
  const requested = underWay.during(() => request.promise);
  now = 20;
  const own = Promise.withResolvers<void>();
  const imported = underWay.during(() => own.promise, 'acme');
  expect(underWay.since(9, 'other')).toBe(false);
  expect(underWay.since(10, 'other')).toBe(true);
  expect(underWay.since(9, 'acme')).toBe(true);
  own.reject(new Error('a full disk'));
  await expect(imported).rejects.toThrow('a full disk');
  expect(underWay.since(9, 'acme')).toBe(false);
  request.resolve();
  await requested;
  expect(underWay.since(10, 'acme')).toBe(false);
});
