import { describe, expect, it } from 'vitest';
import { fromStripe, toStripe, UnchargeableAmountError } from './stripe-amounts.ts';

describe('amounts at Stripe', () => {
  it.each([
    [{ amount: 1_250, currency: 'EUR' }, 1_250, 'eur'],
    [{ amount: 1_250, currency: 'JPY' }, 1_250, 'jpy'],
    [{ amount: 1_250, currency: 'KWD' }, 1_250, 'kwd'],
    [{ amount: 1_250, currency: 'ISK' }, 125_000, 'isk'],
    [{ amount: 1_250, currency: 'UGX' }, 125_000, 'ugx'],
    [{ amount: 1_200, currency: 'MGA' }, 12, 'mga'],
  ])('of %j are %i %s, and come back as they were', (ours, amount, currency) => {
    expect(toStripe(ours)).toEqual({ amount, currency });
    expect(fromStripe(amount, currency)).toEqual(ours);
  });

  it.each([
    { amount: 1_255, currency: 'KWD' },
    { amount: 1_250.5, currency: 'EUR' },
    { amount: 1_255, currency: 'MGA' },
  ])('of %j are refused: nobody is charged another amount', (amount) => {
    expect(() => toStripe(amount)).toThrow(UnchargeableAmountError);
  });
});
