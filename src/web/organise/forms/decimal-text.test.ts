import { describe, expect, it } from 'vitest';
import { textOfUnits, unitsOfText } from './decimal-text.ts';

const read = (text: string, digits: number, locale: string) => unitsOfText(text, { digits, locale });

describe('a typed decimal', () => {
  it.each([
    ['12.50', 2, 'en', 1_250],
    ['12,50', 2, 'de', 1_250],
    // Of another locale, where it can't be mistaken.
    ['12,50', 2, 'en', 1_250],
    ['12.50', 2, 'de', 1_250],
    [' 12,5 ', 2, 'de', 1_250],
    ['12', 2, 'de', 1_200],
    ['12.', 2, 'en', 1_200],
    ['0', 2, 'en', 0],
    ['1,234.50', 2, 'en', 123_450],
    ['1.234,50', 2, 'de', 123_450],
    ['1,234', 2, 'en', 123_400],
    ['1.234', 2, 'de', 123_400],
    ['1.234.567', 2, 'de', 123_456_700],
    ['1 234,50', 2, 'fr', 123_450],
    ['1’234.50', 2, 'de-CH', 123_450],
    ['1200', 0, 'ja', 1_200],
    ['1,200', 0, 'en', 1_200],
    // Of a currency with three digits, the locale says which separator it is.
    ['1.234', 3, 'en', 1_234],
    ['1.234', 3, 'de', 1_234_000],
    ['1,234', 3, 'de', 1_234],
    ['0.001', 3, 'en', 1],
    ['7,7', 3, 'de', 7_700],
  ])('%s with %i digits in %s is %i', (text, digits, locale, units) => {
    expect(read(text, digits, locale)).toBe(units);
  });

  it.each([
    ['', 2, 'en'],
    [' ', 2, 'en'],
    ['-1', 2, 'en'],
    ['1e3', 2, 'en'],
    ['12 €', 2, 'de'],
    ['x', 2, 'en'],
    ['.5', 2, 'en'],
    ['19.99', 0, 'en'],
    ['1.2345', 3, 'en'],
    ['0,123', 2, 'en'],
    ['1,23,456', 2, 'en'],
    ['12.345,678,9', 2, 'de'],
    ['1234,567,890', 2, 'en'],
    ['1.234.56', 2, 'de'],
    ['123456789012', 2, 'en'],
  ])('%s with %i digits in %s is none', (text, digits, locale) => {
    expect(read(text, digits, locale)).toBeNull();
  });

  it('is written as it is read, with all digits or no more than needed', () => {
    expect(textOfUnits(5_550, { digits: 2, locale: 'en' })).toBe('55.50');
    expect(textOfUnits(123_450, { digits: 2, locale: 'de' })).toBe('1234,50');
    expect(textOfUnits(1_200, { digits: 0, locale: 'ja' })).toBe('1200');
    expect(textOfUnits(7_700, { digits: 3, locale: 'de', fewest: 0 })).toBe('7,7');
    for (const locale of ['en', 'de', 'fr', 'ar'])
      for (const digits of [0, 2, 3])
        expect(read(textOfUnits(1_999_999, { digits, locale }), digits, locale)).toBe(1_999_999);
  });
});
