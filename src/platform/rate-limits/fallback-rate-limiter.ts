import { isOutage } from '../outages/outage.ts';
import type { RateLimiter } from './rate-limiter.ts';

/**
 * The shared limiter; while it is away this node's own, so that an outage neither refuses everyone nor lets everyone in. Each
 * node then counts for itself, from full buckets.
 */
export function createFallbackRateLimiter(shared: RateLimiter, own: RateLimiter): RateLimiter {
  async function orOwn<T>(use: (limiter: RateLimiter) => Promise<T>): Promise<T> {
    try {
      return await use(shared);
    } catch (error) {
      if (!isOutage(error)) throw error;
      return await use(own);
    }
  }
  return {
    take: (key, rate) => orOwn((limiter) => limiter.take(key, rate)),
    look: (key, rate) => orOwn((limiter) => limiter.look(key, rate)),
    charge: (key, rate) => orOwn((limiter) => limiter.charge(key, rate)),
    giveBack: (key, rate) => orOwn((limiter) => limiter.giveBack(key, rate)),
  };
}
