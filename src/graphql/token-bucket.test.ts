import { expect, it } from 'vitest';
import { createTokenBucket } from './token-bucket.ts';

it('lets a burst through, then what comes back, and never saves more than a burst', () => {
  let now_ms = 0;
  const bucket = createTokenBucket({ perSecond: 10, burst: 3, now: () => now_ms });
  const taken = () => [1, 2, 3, 4].map(() => bucket.take());
  expect(taken()).toEqual([true, true, true, false]);
  now_ms += 99;
  expect(bucket.take()).toBe(false);
  now_ms += 1;
  expect(bucket.take()).toBe(true);
  now_ms += 60_000;
  expect(taken()).toEqual([true, true, true, false]);
});
