import { describe, expect, it } from 'vitest';
import { type PaceState, paceOf, TICK_MS } from './admission-pace.ts';

const START: PaceState = {
  now_ms: 1_000_000,
  ticked_ms: null,
  paced_ms: null,
  perMinute: 300,
  maxActive: 100_000,
  active: 0,
  waiting: 100_000,
  rate: 0,
};

/** Ticks for so long; `each` may change the room before each one. Resolves with when each was admitted. */
function run(
  seconds: number,
  state: Partial<PaceState> = {},
  each: (state: PaceState, at_ms: number) => Partial<PaceState> | 'dead' = () => ({}),
): { at_ms: number[]; last: PaceState } {
  let now: PaceState = { ...START, ...state };
  const at_ms: number[] = [];
  for (let passed_ms = 0; passed_ms < seconds * 1_000; passed_ms += TICK_MS) {
    const change = each(now, passed_ms);
    if (change === 'dead') continue;
    now = { ...now, ...change, now_ms: START.now_ms + passed_ms };
    const { count, paced_ms, rate } = paceOf(now);
    at_ms.push(...Array.from({ length: count }, () => passed_ms));
    const ticked_ms = now.now_ms;
    now = { ...now, ticked_ms, paced_ms, rate, active: now.active + count, waiting: now.waiting - count };
  }
  return { at_ms, last: now };
}

const countIn = (at_ms: readonly number[], from_s: number, to_s: number) =>
  at_ms.filter((at) => at >= from_s * 1_000 && at < to_s * 1_000).length;

describe('the pace of admissions', () => {
  it.each([1, 5, 6, 60, 300, 2_000, 20_000])('is %i a minute, evenly', (perMinute) => {
    const { at_ms } = run(600, { perMinute, waiting: 1_000_000, maxActive: 1_000_000 });
    for (let minute = 0; minute < 10; minute += 1) {
      const count = countIn(at_ms, 60 * minute, 60 * minute + 60);
      expect(Math.abs(count - perMinute)).toBeLessThanOrEqual(Math.max(1, perMinute * 0.01));
    }
    expect(Math.abs(at_ms.length - 10 * perMinute)).toBeLessThanOrEqual(Math.max(1, perMinute * 0.1));
    for (let second = 0; second < 600; second += 1) {
      expect(countIn(at_ms, second, second + 1)).toBeLessThanOrEqual(Math.ceil(perMinute / 60) + 1);
    }
  });

  it.each([5, 60, 300, 20_000])('is measured, at %i a minute', (perMinute) => {
    const { last } = run(600, { perMinute, waiting: 1_000_000, maxActive: 1_000_000 });
    expect(last.rate / perMinute).toBeGreaterThan(0.5);
    expect(last.rate / perMinute).toBeLessThan(2);
  });

  it('makes up for a node that was gone for some seconds, at twice the pace at most', () => {
    const { at_ms } = run(180, {}, (_state, at) => (at >= 30_000 && at < 37_000 ? 'dead' : {}));
    expect(countIn(at_ms, 30, 37)).toBe(0);
    expect(countIn(at_ms, 0, 60)).toBeGreaterThanOrEqual(300 * 0.95);
    for (let second = 0; second < 180; second += 1) expect(countIn(at_ms, second, second + 1)).toBeLessThanOrEqual(12);
  });

  it('makes up for ten seconds of a long outage, and no more', () => {
    const { at_ms } = run(400, {}, (_state, at) => (at >= 60_000 && at < 180_000 ? 'dead' : {}));
    expect(countIn(at_ms, 180, 240)).toBeLessThanOrEqual(300 + 55);
    expect(countIn(at_ms, 240, 300)).toBeLessThanOrEqual(303);
  });

  it('never admits more than there is room for, and hands places on as they come free', () => {
    const { at_ms } = run(60, { maxActive: 10 }, (state, at) => (at === 30_000 ? { active: state.active - 3 } : {}));
    expect(at_ms).toHaveLength(13);
    expect(countIn(at_ms, 30, 31)).toBe(3);
  });

  it('lets no crowd in at once after a quiet time', () => {
    const { at_ms } = run(120, { waiting: 0 }, (_state, at) => (at === 60_000 ? { waiting: 1_000 } : {}));
    expect(countIn(at_ms, 60, 61)).toBeLessThanOrEqual(12);
    expect(countIn(at_ms, 60, 120)).toBeLessThanOrEqual(300 * 1.05);
  });

  it('is kept for a second, or for one admission, while nobody waits', () => {
    const atRest = { ...START, ticked_ms: START.now_ms - 3_600_000, paced_ms: START.now_ms - 3_600_000, waiting: 0 };
    expect(paceOf(atRest)).toMatchObject({ count: 0, paced_ms: START.now_ms - 1_000 });
    expect(paceOf({ ...atRest, perMinute: 6 })).toMatchObject({ count: 0, paced_ms: START.now_ms - 10_000 });
  });

  it('admits nobody where more are active than may be', () => {
    expect(paceOf({ ...START, maxActive: 5, active: 9 }).count).toBe(0);
  });
});
