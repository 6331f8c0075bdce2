import { describe, expect, it } from 'vitest';
import { createMemoryRateLimiter } from '../../src/platform/rate-limits/memory-rate-limiter.ts';
import { rateLimiterContract } from '../kit/contracts/rate-limiter.contract.ts';
import { ManualClock } from '../kit/product/clock.ts';

describe('the rate limiter in memory', () => {
  rateLimiterContract(async () => {
    const clock = new ManualClock();
    return {
      limiter: createMemoryRateLimiter({ now: clock.now }),
      advance: async (ms) => clock.advance(ms),
      [Symbol.asyncDispose]: async () => {},
    };
  });

  it('forgets the bucket that was used longest ago when there are too many', async () => {
    const clock = new ManualClock();
    const limiter = createMemoryRateLimiter({ now: clock.now, maxBuckets: 2 });
    const rate = { burst: 1, interval_ms: 1_000 };
    for (const key of ['a', 'b', 'c']) expect(await limiter.take(key, rate)).toBe(0);
    expect(await limiter.take('c', rate)).toBe(1_000);
    expect(await limiter.take('a', rate)).toBe(0);
  });
});
