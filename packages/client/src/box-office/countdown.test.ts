import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Countdown } from './countdown.ts';
import { ServerClock } from './server-clock.ts';

/** By the server's clock; the device's is an hour behind. */
const NOW = Date.parse('2030-01-01T00:00:00.000Z');
const inSeconds = (seconds: number) => new Date(NOW + seconds * 1_000).toISOString();

describe('the time that is left', () => {
  let clock: ServerClock;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: NOW - 3_600_000 });
    clock = new ServerClock();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('counts down by the server’s clock, whatever the device’s says, and ends at 0', () => {
    clock.observe({ expiresAt: inSeconds(3), remainingSeconds: 3 });
    const told: (number | null)[] = [];
    const countdown = new Countdown({ now: () => clock.now(), tell: (seconds) => told.push(seconds) });
    countdown.until(inSeconds(3));
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([3, 2, 1, 0]);
    expect(vi.getTimerCount()).toBe(0);
    countdown.until(null);
    expect(told.at(-1)).toBeNull();
  });

  it('does not go back with an answer that tells less exactly, and follows a clock that was set', () => {
    clock.observe({ expiresAt: inSeconds(100), remainingSeconds: 100 });
    vi.advanceTimersByTime(900);
    // Of 99.1 seconds the answer tells the whole ones.
    clock.observe({ expiresAt: inSeconds(100), remainingSeconds: 99 });
    expect(clock.now()).toBe(NOW + 900);
    vi.setSystemTime(Date.now() - 60_000);
    clock.observe({ expiresAt: inSeconds(100), remainingSeconds: 99 });
    expect(clock.now()).toBe(NOW + 1_000);
    clock.observe({ expiresAt: inSeconds(100), remainingSeconds: 0 });
    expect(clock.now()).toBe(NOW + 1_000);
  });
});
