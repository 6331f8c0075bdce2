import { describe, expect, it } from 'vitest';
import { exponentOf } from './currencies.ts';
import { moneyFormat } from './money-format.ts';

const format = (amount: number, currency: string, locale: string) =>
  moneyFormat({ currency, exponent: exponentOf(currency), locale })(amount).replaceAll(/[\u00a0\u202f]/g, ' ');

describe('a money format', () => {
  it.each([
    [123_450, 'EUR', '€1,234.50'],
    [5, 'EUR', '€0.05'],
    [0, 'USD', '$0.00'],
    [1_500, 'JPY', '¥1,500'],
    [0, 'JPY', '¥0'],
    [1_500, 'KWD', 'KWD 1.500'],
    [7, 'TND', 'TND 0.007'],
    [150_000, 'HUF', 'HUF 1,500.00'],
    [1_500_000, 'IQD', 'IQD 1,500.000'],
    [150_000, 'IDR', 'IDR 1,500.00'],
    [150_000, 'COP', 'COP 1,500.00'],
    [1_500, 'ISK', 'ISK 1,500'],
    [-4_550, 'EUR', '-€45.50'],
    [Number.MAX_SAFE_INTEGER, 'EUR', '€90,071,992,547,409.91'],
  ])('says %i minor units of %s as %s', (amount, currency, text) => {
    expect(format(amount, currency, 'en')).toBe(text);
  });

  it('writes as people of the locale do', () => {
    expect(format(123_450, 'HUF', 'hu')).toBe('1234,50 Ft');
    expect(format(123_450, 'EUR', 'de-AT')).toMatch(/1[ .]234,50/);
    expect(() => format(1, 'EUR', 'no locale')).toThrow(RangeError);
  });
});
