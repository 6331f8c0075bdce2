import { describe, expect, it } from 'vitest';
import { type CooldownState, charged, cooldownOf, forgiven, remembered } from './cooldown.ts';

const MINUTE_MS = 60_000;
const times = { first_ms: 30_000, max_ms: 1_800_000 };
const ofCaller = cooldownOf('HOLDS', 1, times)!;
const ofAddress = cooldownOf('SEATS', 60, times)!;
const NEW: CooldownState = { ends: 0, forgotten: 0 };

/** How long each of them makes wait, each of them after so many that run out at that time. */
function waitsAfter(cooldown: typeof ofCaller, counts: readonly number[], every_ms = 0): number[] {
  let [state, at] = [NEW, 1_000_000];
  return counts.map((count) => {
    state = charged(state, cooldown, { count, at });
    const wait_ms = Math.max(0, state.ends - at);
    at += every_ms;
    return wait_ms / 1_000;
  });
}

describe('a cool-down', () => {
  it('of a caller begins with the second hold, and doubles up to the most', () => {
    expect(waitsAfter(ofCaller, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1])).toEqual([
      0, 30, 60, 120, 240, 480, 960, 1800, 1800, 1800,
    ]);
  });

  it('of an address begins beyond what is free, and doubles with each further as many', () => {
    expect(waitsAfter(ofAddress, [60, 1, 59, 1, 59, 1])).toEqual([0, 30, 30, 60, 60, 120]);
    expect(waitsAfter(ofAddress, [200, 200, 200, 200])).toEqual([120, 960, 1800, 1800]);
  });

  it('forgets as many in an hour as are free', () => {
    expect(waitsAfter(ofCaller, [1, 1, 1], 60 * MINUTE_MS)).toEqual([0, 0, 0]);
    expect(waitsAfter(ofCaller, [1, 1, 1], 30 * MINUTE_MS)).toEqual([0, 30, 30]);
    const state = charged(NEW, ofAddress, { count: 120, at: 1_000 });
    expect(remembered(state, ofAddress, 1_000)).toBe(120);
    expect(remembered(state, ofAddress, 1_000 + 60 * MINUTE_MS)).toBe(60);
    expect(remembered(state, ofAddress, 1_000 + 200 * MINUTE_MS)).toBe(0);
  });

  it('remembers no more than cost something', () => {
    const state = charged(NEW, ofCaller, { count: 1_000, at: 0 });
    expect(remembered(state, ofCaller, 0)).toBe(8);
    expect(charged(state, ofCaller, { count: 1, at: 0 })).toEqual(state);
  });

  it('ends for an address once as much is paid as makes it free', () => {
    const state = charged(NEW, ofAddress, { count: 70, at: 1_000 });
    expect(forgiven(state, ofAddress, { count: 9, at: 1_000 }).ends).toBe(state.ends);
    expect(forgiven(state, ofAddress, { count: 10, at: 1_000 }).ends).toBe(0);
  });

  it('is none where nothing may be free, or nothing costs', () => {
    expect(cooldownOf('HOLDS', 0, times)).toBeNull();
    expect(cooldownOf('HOLDS', 1, { ...times, first_ms: 0 })).toBeNull();
    expect(cooldownOf('HOLDS', 1, { first_ms: 100, max_ms: 50 })).toMatchObject({ first_ms: 50, max_ms: 50 });
  });
});
