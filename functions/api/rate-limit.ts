/**
 * A token bucket per tenant, in the memory of this process: exact on one machine; on AWS each warm function has its own,
 * and the gateway's throttle stands before them. One tenant's burst never costs another.
 */
import type { Clock } from '../ports/clock.ts';
import { Problem } from './problem.ts';

export type Rate = { readonly perSecond: number; readonly burst: number };

type Bucket = { tokens: number; at: number };

/** @example const take = rateLimiter(clock, { perSecond: 500, burst: 1000 }); take('shop'); // throws the 429 when empty */
export function rateLimiter(clock: Clock, { perSecond, burst }: Rate): (tenant: string) => void {
  const buckets = new Map<string, Bucket>();
  return (tenant) => {
    const now = clock.now();
    const bucket = buckets.get(tenant) ?? { tokens: burst, at: now };
    buckets.set(tenant, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return;
    }
    const seconds = Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    throw new Problem(
      'too-many-requests',
      `At most ${perSecond} requests a second (${burst} at once) are answered for a tenant. Try again in ${seconds} s.`,
      { headers: { 'retry-after': String(seconds) } },
    );
  };
}
