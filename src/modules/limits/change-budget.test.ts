import { describe, expect, it } from 'vitest';
import { changeBudget, changesOfBudget } from './change-budget.ts';

const settings = { perMinuteOfAddress: 120, perMinuteOfCaller: 30 };
const guest = { callerId: 'guest_1', address: '192.0.2.1' };

describe('how often locks may be changed', () => {
  it('is counted by the address where that is counted, and else by the caller', () => {
    expect(changeBudget(guest, settings)).toEqual({
      caller: '192.0.2.1',
      isAddress: true,
      change_ms: 500,
      budget_ms: 600_000,
    });
    const ofCaller = { caller: 'guest_1', isAddress: false, change_ms: 2_000, budget_ms: 600_000 };
    expect(changeBudget({ ...guest, address: null }, settings)).toEqual(ofCaller);
    expect(changeBudget(guest, { ...settings, perMinuteOfAddress: 0 })).toEqual(ofCaller);
  });

  it('has no limit that is 0', () => {
    expect(changeBudget(guest, { perMinuteOfAddress: 0, perMinuteOfCaller: 0 })).toBeNull();
    expect(changeBudget({ ...guest, address: null }, { ...settings, perMinuteOfCaller: 0 })).toBeNull();
  });

  it.each([1, 7, 120, 59_999, 1_000_000])('is ten minutes’ worth at once of %i a minute', (perMinuteOfAddress) => {
    expect(changesOfBudget(changeBudget(guest, { ...settings, perMinuteOfAddress })!)).toBe(10 * perMinuteOfAddress);
  });
});
