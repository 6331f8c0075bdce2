import { describe, expect, it } from 'vitest';
import { priceOfText, typedPrice } from './price-text.ts';

describe('a typed price', () => {
  it('is read with a point or a comma, and with as many decimals as the currency has', () => {
    expect(priceOfText('55.50', 2)).toBe(5_550);
    expect(priceOfText(' 55,5 ', 2)).toBe(5_550);
    expect(priceOfText('55', 2)).toBe(5_500);
    expect(priceOfText('0', 2)).toBe(0);
    expect(priceOfText('1200', 0)).toBe(1_200);
    expect(priceOfText('1.2345', 3)).toBeNull();
    expect(priceOfText('19.99', 0)).toBeNull();
  });

  it('is none when it is empty, negative, or more than digits', () => {
    for (const text of ['', ' ', '-1', '1e3', '12 €', '1.000,00', 'x']) expect(priceOfText(text, 2)).toBeNull();
  });

  it('is written as it is read', () => {
    const money = (amount: number, exponent: number) => ({ amount, currency: 'XXX', exponent });
    expect(typedPrice(money(5_550, 2))).toBe('55.50');
    expect(typedPrice(money(1_200, 0))).toBe('1200');
    expect(priceOfText(typedPrice(money(1_999_999, 3)), 3)).toBe(1_999_999);
  });
});
