import { describe, expect, it } from 'vitest';
import { createFormats } from './formats.ts';

describe('formats', () => {
  it('writes minor units as money of the locale, yen without any', () => {
    expect(createFormats('en-GB').money({ amount: 123_450, currency: 'EUR', exponent: 2 })).toBe('€1,234.50');
    expect(createFormats('de').money({ amount: 123_450, currency: 'EUR', exponent: 2 })).toBe('1.234,50\u00a0€');
    expect(createFormats('en-GB').money({ amount: 1_200, currency: 'JPY', exponent: 0 })).toBe('JP¥1,200');
  });

  it('writes as many digits as the API says, where Intl has others for cash', () => {
    const { money } = createFormats('en-GB');
    expect(money({ amount: 150_000, currency: 'HUF', exponent: 2 })).toBe('HUF\u00a01,500.00');
    expect(money({ amount: 1_500_000, currency: 'IQD', exponent: 3 })).toBe('IQD\u00a01,500.000');
  });

  it('writes times in the venue’s time zone', () => {
    const at = '2027-03-22T18:30:00.000Z';
    expect(createFormats('en-GB').moment(at, 'Europe/Berlin')).toContain('19:30');
    expect(createFormats('de').moment(at, 'America/New_York')).toContain('14:30');
  });

  it.each([
    ['2027-03-14T22:59:00Z', 'Europe/Berlin', 'Sun, 14 March 2027, 23:59 CET'],
    ['2027-03-14T23:00:00Z', 'Europe/Berlin', 'Mon, 15 March 2027, 00:00 CET'],
    ['2028-01-01T04:59:00Z', 'America/New_York', 'Fri, 31 December 2027, 23:59 GMT-5'],
    ['2027-03-14T10:00:00Z', 'Pacific/Kiritimati', 'Mon, 15 March 2027, 00:00 GMT+14'],
    ['2027-03-28T00:59:00Z', 'Europe/Berlin', 'Sun, 28 March 2027, 01:59 CET'],
    ['2027-03-28T01:00:00Z', 'Europe/Berlin', 'Sun, 28 March 2027, 03:00 CEST'],
    ['2027-10-31T00:30:00Z', 'Europe/Berlin', 'Sun, 31 October 2027, 02:30 CEST'],
    ['2027-10-31T01:30:00Z', 'Europe/Berlin', 'Sun, 31 October 2027, 02:30 CET'],
  ])('writes %s in %s as %s, whatever the clock of the buyer’s device says', (at, timeZone, text) => {
    expect(createFormats('en-GB').moment(at, timeZone).replace(' at ', ', ')).toBe(text);
  });

  it('counts up to the second that is begun', () => {
    const { duration } = createFormats('en');
    expect([0, 1, 59_001, 245_000, 7_445_000].map(duration)).toEqual(['0:00', '0:01', '1:00', '4:05', '2:04:05']);
    expect(duration(-5)).toBe('0:00');
  });

  it('counts in days and hours what is farther away than a day', () => {
    const left_ms = (294 * 3_600 + 12 * 60 + 18) * 1_000;
    expect(createFormats('en').duration(left_ms)).toBe('12 days 6 hours');
    expect(createFormats('de').duration(25 * 3_600_000)).toBe('1 Tag 1 Stunde');
    expect(createFormats('en').duration(86_399_000)).toBe('23:59:59');
  });
});
