import { describe, expect, it } from 'vitest';
import { createFallbackRateLimiter } from '../../../src/platform/rate-limits/fallback-rate-limiter.ts';
import type { RateLimiter } from '../../../src/platform/rate-limits/rate-limiter.ts';
import { RedisUnavailableError } from '../../../src/platform/redis/connection.ts';

export interface RateLimiterHarness extends AsyncDisposable {
  limiter: RateLimiter;
  /** Lets time pass, without waiting for it. */
  advance(ms: number): Promise<void>;
}

/** Slow enough that what passes by itself during a test brings no token. */
const RATE = { burst: 3, interval_ms: 60_000 };

/** What every rate limiter does. `open` returns one without buckets. */
export function rateLimiterContract(open: () => Promise<RateLimiterHarness>): void {
  const take = async (limiter: RateLimiter, times: number, key = 'a') => {
    let taken = 0;
    for (let i = 0; i < times; i += 1) if ((await limiter.take(key, RATE)) === 0) taken += 1;
    return taken;
  };

  describe('a rate limiter', () => {
    it('lets a burst through, then one in each interval', async () => {
      await using harness = await open();
      expect(await take(harness.limiter, 10)).toBe(3);
      await harness.advance(RATE.interval_ms);
      expect(await take(harness.limiter, 10)).toBe(1);
      await harness.advance(2 * RATE.interval_ms);
      expect(await take(harness.limiter, 10)).toBe(2);
    });

    it('says when there will be a token, and takes none until then', async () => {
      await using harness = await open();
      await take(harness.limiter, 3);
      const wait_ms = await harness.limiter.take('a', RATE);
      expect(wait_ms).toBeGreaterThan(RATE.interval_ms - 5_000);
      expect(wait_ms).toBeLessThanOrEqual(RATE.interval_ms);
      await harness.advance(wait_ms);
      expect(await take(harness.limiter, 2)).toBe(1);
    });

    it('looks without taking', async () => {
      await using harness = await open();
      await take(harness.limiter, 2);
      for (let i = 0; i < 5; i += 1) expect(await harness.limiter.look('a', RATE)).toBe(0);
      expect(await take(harness.limiter, 5)).toBe(1);
      expect(await harness.limiter.look('a', RATE)).toBeGreaterThan(RATE.interval_ms - 5_000);
    });

    it('counts each key for itself', async () => {
      await using harness = await open();
      expect(await take(harness.limiter, 4, 'a')).toBe(3);
      expect(await take(harness.limiter, 4, 'b')).toBe(3);
    });

    it('is never fuller than a burst', async () => {
      await using harness = await open();
      await take(harness.limiter, 1);
      await harness.advance(100 * RATE.interval_ms);
      await harness.limiter.giveBack('a', RATE);
      expect(await take(harness.limiter, 10)).toBe(3);
    });

    it('takes back what was taken for nothing', async () => {
      await using harness = await open();
      await take(harness.limiter, 3);
      await harness.limiter.giveBack('a', RATE);
      expect(await take(harness.limiter, 10)).toBe(1);
    });

    it('charges also what it has not, up to a whole burst', async () => {
      await using harness = await open();
      await take(harness.limiter, 3);
      for (let i = 0; i < 20; i += 1) await harness.limiter.charge('a', RATE);
      await harness.advance(RATE.burst * RATE.interval_ms);
      expect(await take(harness.limiter, 1)).toBe(0);
      await harness.advance(RATE.interval_ms);
      expect(await take(harness.limiter, 2)).toBe(1);
    });

    it('lets no more through when many come at once', async () => {
      await using harness = await open();
      const waits = await Promise.all(Array.from({ length: 20 }, () => harness.limiter.take('a', RATE)));
      expect(waits.filter((wait_ms) => wait_ms === 0)).toHaveLength(3);
    });

    it('is stood in for while it is away, and goes on with what it knew', async () => {
      await using shared = await open();
      await using own = await open();
      let isAway = false;
      const flaky = new Proxy(shared.limiter, {
        get: (target, name: keyof RateLimiter) =>
          isAway ? () => Promise.reject(new RedisUnavailableError('test')) : target[name],
      });
      const limiter = createFallbackRateLimiter(flaky, own.limiter);
      expect(await take(limiter, 10, 'shared')).toBe(3);
      isAway = true;
      expect(await take(limiter, 10, 'own')).toBe(3);
      await limiter.giveBack('own', RATE);
      await limiter.charge('own', RATE);
      expect(await take(limiter, 1, 'own')).toBe(0);
      isAway = false;
      expect(await take(limiter, 1, 'shared')).toBe(0);
    });
  });
}
