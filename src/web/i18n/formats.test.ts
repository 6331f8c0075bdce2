import { describe, expect, it } from 'vitest';
import { createFormats } from './formats.ts';

describe('formats', () => {
  it('writes minor units as money of the locale, yen without any', () => {
    expect(createFormats('en-GB').money({ amount: 123_450, currency: 'EUR' })).toBe('€1,234.50');
    expect(createFormats('de').money({ amount: 123_450, currency: 'EUR' })).toBe('1.234,50\u00a0€');
    expect(createFormats('en-GB').money({ amount: 1_200, currency: 'JPY' })).toBe('JP¥1,200');
  });

  it('writes times in the venue’s time zone', () => {
    const at = '2027-03-22T18:30:00.000Z';
    expect(createFormats('en-GB').moment(at, 'Europe/Berlin')).toContain('19:30');
    expect(createFormats('de').moment(at, 'America/New_York')).toContain('14:30');
  });

  it('counts up to the second that is begun', () => {
    const { duration } = createFormats('en');
    expect([0, 1, 59_001, 245_000, 7_445_000].map(duration)).toEqual(['0:00', '0:01', '1:00', '4:05', '2:04:05']);
    expect(duration(-5)).toBe('0:00');
  });
});
