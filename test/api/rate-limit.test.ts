import { expect, test } from 'vitest';
import { Problem, problemResponse } from '../../functions/api/problem.ts';
import { rateLimiter } from '../../functions/api/rate-limit.ts';
import { otherTenant, startProduct } from './product.ts';

function refusal(take: () => void): Problem {
  try {
    take();
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('not refused');
}

test('a tenant has its burst, then its rate, and the refusal says when to come back', () => {
  let now = 0;
  const take = rateLimiter({ now: () => now }, { perSecond: 2, burst: 3 });
  for (let n = 0; n < 3; n += 1) take('shop');
  const refused = problemResponse(refusal(() => take('shop')));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  now += 500;
  take('shop');
  refusal(() => take('shop'));
});

test('one tenant’s burst costs another nothing', () => {
  const take = rateLimiter({ now: () => 0 }, { perSecond: 1, burst: 1 });
  take('loud');
  refusal(() => take('loud'));
  take('quiet');
});

test('an idle tenant saves up no more than its burst', () => {
  let now = 0;
  const take = rateLimiter({ now: () => now }, { perSecond: 1000, burst: 2 });
  now += 3_600_000;
  take('shop');
  take('shop');
  refusal(() => take('shop'));
});

test('a slow rate names the seconds until the next request', () => {
  const take = rateLimiter({ now: () => 0 }, { perSecond: 0.1, burst: 1 });
  take('shop');
  expect(problemResponse(refusal(() => take('shop'))).headers.get('retry-after')).toBe('10');
});

test('a clock that goes back takes nothing away', () => {
  let now = 10_000;
  const take = rateLimiter({ now: () => now }, { perSecond: 1, burst: 2 });
  take('shop');
  now = 0;
  take('shop');
});

test('over HTTP it is a 429 for that tenant alone', async () => {
  const running = await startProduct(2);
  try {
    const other = await otherTenant(running);
    const answers = await Promise.all(Array.from({ length: 40 }, () => running.call('GET', '/v1/tenant')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(20);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect((await other('GET', '/v1/tenant')).status).toBe(200);
  } finally {
    await running.close();
  }
});
