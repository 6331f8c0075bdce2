import { expect, it } from 'vitest';
import { CountdownMoments } from './countdown-moments.ts';

it('tells each moment once, the latest of several, and none for a new deadline', () => {
  const moments = new CountdownMoments();
  const deadline = 300_000;
  expect([0, 59_000, 60_500, 61_000, 245_000, 246_000, 291_000].map((now) => moments.passed(deadline, now))).toEqual([
    null,
    null,
    240_000,
    null,
    60_000,
    null,
    10_000,
  ]);
  expect(moments.passed(null, 291_000)).toBeNull();
  expect(moments.passed(320_000, 291_000)).toBeNull();
  expect(moments.passed(320_000, 311_000)).toBe(10_000);
});
