import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

it('lets a burst through, then what comes back, and never saves more than a burst', () => {
  let now_ms = 0;
  let fullAt_ms = 0;
  const bucket = new TokenBucket({ perSecond: 10, burst: 3, now: () => now_ms });
  const take = () => {
    const taken = bucket.take(fullAt_ms);
    fullAt_ms = taken ?? fullAt_ms;
    return taken !== null;
  };
  const taken = () => [1, 2, 3, 4].map(take);
  expect(taken()).toEqual([true, true, true, false]);
  now_ms += 99;
  expect(take()).toBe(false);
  now_ms += 1;
  expect(take()).toBe(true);
  now_ms += 60_000;
  expect(taken()).toEqual([true, true, true, false]);
});
