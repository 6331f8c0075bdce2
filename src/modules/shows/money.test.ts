import { describe, expect, it } from 'vitest';
import { exponentOf, formatMoney } from './money.ts';

const blank = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('formatMoney', () => {
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
    expect(blank(formatMoney({ amount, currency }))).toBe(text);
  });

  it('writes as people of the locale do', () => {
    expect(blank(formatMoney({ amount: 123_450, currency: 'HUF' }, 'hu'))).toBe('1234,50 Ft');
    expect(blank(formatMoney({ amount: 123_450, currency: 'EUR' }, 'de-AT'))).toMatch(/1[ .]234,50/);
    expect(() => formatMoney({ amount: 1, currency: 'EUR' }, 'no locale')).toThrow(RangeError);
  });
});

describe('exponentOf', () => {
  // Where Intl has other digits than ISO 4217 are the amounts that were 100 or 1,000 times too large.
  it.each(['AFN', 'ALL', 'COP', 'HUF', 'IDR', 'IRR', 'LAK', 'LBP', 'MGA', 'MMK', 'PKR', 'RSD', 'SYP', 'TZS', 'YER'])(
    '%s has two digits, whatever is used in cash',
    (currency) => {
      expect(exponentOf(currency)).toBe(2);
    },
  );

  it.each([
    ['IQD', 3],
    ['ISK', 0],
    ['JPY', 0],
    ['CLF', 4],
    ['EUR', 2],
  ] as const)('%s has %i', (currency, digits) => {
    expect(exponentOf(currency)).toBe(digits);
  });
});
