import { describe, expect, it } from 'vitest';
import { limitsOfShow, NO_LIMITS, readLimits } from './typed-limits.ts';

describe('limits per buyer, as they are typed', () => {
  it('are the box office’s where nothing is typed', () => {
    const nothing = { seatsPerLock: null, seatsPerBuyer: null, locksPerBuyer: null };
    expect(readLimits(NO_LIMITS)).toMatchObject({ ok: true, input: nothing });
    expect(limitsOfShow(nothing)).toEqual(NO_LIMITS);
  });

  it('are whole numbers', () => {
    const input = { seatsPerLock: 6, seatsPerBuyer: 8, locksPerBuyer: null };
    expect(readLimits({ ...NO_LIMITS, seatsPerLock: ' 6 ', seatsPerBuyer: '8' })).toMatchObject({ ok: true, input });
    expect(readLimits(limitsOfShow(input))).toMatchObject({ ok: true, input });
  });

  it.each(['0', '-1', '1.5', 'six', '1234567'])('are not %j', (text) => {
    const problems = new Map([['locksPerBuyer', { kind: 'noLimit' }]]);
    expect(readLimits({ ...NO_LIMITS, locksPerBuyer: text })).toEqual({ ok: false, problems });
  });

  it('let a buyer hold what one order may have', () => {
    const problems = new Map([['seatsPerBuyer', { kind: 'fewerThanLock' }]]);
    expect(readLimits({ ...NO_LIMITS, seatsPerLock: '6', seatsPerBuyer: '5' })).toEqual({ ok: false, problems });
  });
});
