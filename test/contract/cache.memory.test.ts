import { describe } from 'vitest';
import { createMemoryCache } from '../../src/embedded/memory-cache.ts';
import { cacheContract } from '../kit/contracts/cache.contract.ts';
import { ManualClock } from '../kit/product/clock.ts';

describe('the cache in memory', () => {
  cacheContract(async () => {
    const clock = new ManualClock();
    return {
      cache: createMemoryCache({ now: clock.now }),
      key: 'key',
      advance: async (ms) => clock.advance(ms),
      [Symbol.asyncDispose]: async () => {},
    };
  });
});
