import { describe, expect, it } from 'vitest';
import { exponentOf } from './currencies.ts';

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
