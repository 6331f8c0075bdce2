import { describe, expect, it } from 'vitest';
import { timesOf } from './statement-desk.ts';

describe('the days of a statement', () => {
  it.each([
    ['', '', null, null],
    ['2027-03-28', '', '2027-03-27T23:00:00.000Z', null],
    // The clocks go forward on that day.
    ['2027-03-28', '2027-03-28', '2027-03-27T23:00:00.000Z', '2027-03-28T22:00:00.000Z'],
    ['', '2026-12-31', null, '2026-12-31T23:00:00.000Z'],
  ])('from "%s" to "%s" are whole days by the clocks of the venue', (first, last, from, to) => {
    expect(timesOf({ first, last }, 'Europe/Berlin')).toEqual({ from, to });
  });

  it('begin with the next hour where there is no midnight', () => {
    expect(timesOf({ first: '2018-11-04', last: '' }, 'America/Sao_Paulo')).toEqual({
      from: '2018-11-04T03:00:00.000Z',
      to: null,
    });
  });

  it('are none where the last is before the first', () => {
    expect(timesOf({ first: '2027-03-02', last: '2027-03-01' }, 'UTC')).toBeNull();
  });
});
