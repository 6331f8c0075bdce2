import { describe, expect, it } from 'vitest';
import { RetryPauses } from './retry-pauses.ts';

describe('retry pauses', () => {
  it('grow with each failure in a row, up to the longest, and begin anew after a success', () => {
    let now_ms = 0;
    const pauses = new RetryPauses({ first_ms: 1_000, max_ms: 60_000 }, () => now_ms);
    expect(pauses.isResting('a')).toBe(false);
    let last_ms = 0;
    for (let failure = 1; failure <= 10; failure += 1) {
      const full_ms = Math.min(60_000, 1_000 * 2 ** (failure - 1));
      last_ms = pauses.failed('a');
      expect(last_ms).toBeGreaterThanOrEqual(full_ms / 2);
      expect(last_ms).toBeLessThanOrEqual(full_ms);
    }
    expect([pauses.isResting('a'), pauses.isResting('b')]).toEqual([true, false]);
    now_ms += last_ms;
    expect(pauses.isResting('a')).toBe(false);
    pauses.done('a');
    expect(pauses.failed('a')).toBeLessThanOrEqual(1_000);
  });

  it('are remembered of a bounded number of keys', () => {
    const pauses = new RetryPauses({ first_ms: 1_000, max_ms: 1_000 });
    for (let key = 0; key <= 10_000; key += 1) pauses.failed(String(key));
    expect([pauses.isResting('0'), pauses.isResting('1'), pauses.isResting('10000')]).toEqual([false, true, true]);
  });
});
