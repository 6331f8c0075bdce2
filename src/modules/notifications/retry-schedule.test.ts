import { describe, expect, it } from 'vitest';
import { retryPause } from './retry-schedule.ts';

const HOUR_MS = 3_600_000;
const failingSince = new Date('2027-01-08T18:00:00Z');
const inHours = (hours: number) => ({
  keepTrying_ms: 120 * HOUR_MS,
  now: failingSince.getTime() + hours * HOUR_MS,
  random: () => 1,
});

describe('retryPause', () => {
  it('grows to an hour, less up to a fifth', () => {
    const pauseAfter = (attempts: number) => retryPause({ attempts, refusals: 0, failingSince }, inHours(1));
    expect([1, 2, 3, 7, 2_000].map(pauseAfter)).toEqual([10_000, 30_000, 90_000, HOUR_MS, HOUR_MS]);
    expect(retryPause({ attempts: 1, refusals: 0, failingSince }, { ...inHours(0), random: () => 0 })).toBe(8_000);
  });

  it('goes on for as long as it is told to, from the first failure on', () => {
    expect(retryPause({ attempts: 80, refusals: 0, failingSince }, inHours(119))).toBe(HOUR_MS);
    expect(retryPause({ attempts: 80, refusals: 0, failingSince }, inHours(120))).toBeNull();
  });

  it('ends with the third refusal for good, however many attempts failed otherwise', () => {
    expect(retryPause({ attempts: 40, refusals: 2, failingSince }, inHours(0))).toBe(HOUR_MS);
    expect(retryPause({ attempts: 3, refusals: 3, failingSince }, inHours(0))).toBeNull();
  });
});
