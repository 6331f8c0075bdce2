import { describe, expect, it } from 'vitest';
import { DeliveryPause } from './delivery-pause.ts';

function pauseAt(clock: { now: number }) {
  return new DeliveryPause({ first_ms: 2_000, max_ms: 60_000 }, () => clock.now);
}

describe('a pause', () => {
  it('lets nothing through until its end, then one', () => {
    const clock = { now: 1_000_000 };
    const pause = pauseAt(clock);
    expect(pause.admitted(5)).toBe(5);
    expect(pause.begin()).toBe(true);
    expect(pause.admitted(5)).toBe(0);
    clock.now += pause.remaining_ms;
    expect(pause.admitted(5)).toBe(1);
    expect(pause.end()).toBe(true);
    expect(pause.admitted(5)).toBe(5);
    expect(pause.end()).toBe(false);
  });

  it('is news once, and counts those that were under way together once', () => {
    const clock = { now: 1_000_000 };
    const pause = pauseAt(clock);
    expect([pause.begin(), pause.begin(), pause.begin()]).toEqual([true, false, false]);
    expect(pause.remaining_ms).toBeLessThanOrEqual(2_000);
  });

  it('doubles up to a minute', () => {
    const clock = { now: 1_000_000 };
    const pause = pauseAt(clock);
    const lengths = Array.from({ length: 10 }, () => {
      pause.begin();
      const length_ms = pause.remaining_ms;
      clock.now += length_ms;
      return length_ms;
    });
    expect(lengths.every((length_ms, index) => length_ms >= Math.min(60_000, 2_000 * 2 ** index) / 2)).toBe(true);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(60_000);
  });
});
