import { describe, expect, it } from 'vitest';
import { allowedLimits, appliedLimits, changedLimits, NO_SHOW_LIMITS, showLimitIssues } from './show-limits.ts';

const MOST = { seatsPerLock: 50, seatsPerBuyer: 60, locksPerBuyer: 10 };

describe('limits of a show', () => {
  it('are the server’s where the show has none', () => {
    expect(appliedLimits(NO_SHOW_LIMITS, MOST)).toEqual(MOST);
    expect(showLimitIssues(NO_SHOW_LIMITS, MOST)).toEqual([]);
  });

  it('apply as the show has them, and never beyond the server’s', () => {
    const own = { seatsPerLock: 4, seatsPerBuyer: 8, locksPerBuyer: 2 };
    expect(appliedLimits(own, MOST)).toEqual(own);
    const lowered = { seatsPerLock: 3, seatsPerBuyer: 5, locksPerBuyer: 1 };
    expect(appliedLimits(own, lowered)).toEqual(lowered);
    expect(allowedLimits({ ...own, seatsPerBuyer: null }, lowered)).toEqual({ ...lowered, seatsPerBuyer: null });
  });

  it('let one lock have no more than what the show lets a buyer hold', () => {
    expect(appliedLimits({ ...NO_SHOW_LIMITS, seatsPerBuyer: 6 }, MOST)).toEqual({
      ...MOST,
      seatsPerLock: 6,
      seatsPerBuyer: 6,
    });
  });

  it('change one by one: what is not given stays, and null is the server’s again', () => {
    const own = { seatsPerLock: 4, seatsPerBuyer: 8, locksPerBuyer: 2 };
    expect(changedLimits(own, null)).toEqual(own);
    expect(changedLimits(own, { seatsPerLock: null, locksPerBuyer: 3 })).toEqual({
      ...{ seatsPerLock: null, seatsPerBuyer: 8, locksPerBuyer: 3 },
    });
  });

  it.each([
    ['seatsPerLock', 0],
    ['seatsPerLock', 51],
    ['seatsPerBuyer', 61],
    ['locksPerBuyer', -1],
    ['locksPerBuyer', 11],
    ['locksPerBuyer', 1.5],
  ] as const)('are refused at the field: %s of %d', (name, limit) => {
    expect(showLimitIssues({ ...NO_SHOW_LIMITS, [name]: limit }, MOST)).toEqual([
      {
        path: `input.limits.${name}`,
        message: `must be from 1 to ${MOST[name]}, which this server allows`,
        code: 'OUT_OF_RANGE',
        minimum: 1,
        maximum: MOST[name],
      },
    ]);
  });

  it('are refused where a buyer could never have a whole lock', () => {
    expect(showLimitIssues({ seatsPerLock: 6, seatsPerBuyer: 5, locksPerBuyer: null }, MOST)).toEqual([
      {
        path: 'input.limits.seatsPerBuyer',
        message: 'must be at least seatsPerLock (6)',
        code: 'OUT_OF_RANGE',
        minimum: 6,
      },
    ]);
  });
});
