import { expect, it } from 'vitest';
import { boundedRatio, MAX_BITMAP_SIDE_PX } from './bitmap.ts';

it('keeps the ratio that is wanted where the bitmap stays within its bound, and lowers it where not', () => {
  expect(boundedRatio({ width: 800, height: 600 }, 2)).toBe(2);
  const ratio = boundedRatio({ width: 1_000, height: 20_000 }, 3);
  expect(20_000 * ratio).toBe(MAX_BITMAP_SIDE_PX);
  expect(boundedRatio({ width: 0, height: 0 }, 2)).toBe(2);
});
