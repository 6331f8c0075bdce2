import { describe, expect, it } from 'vitest';
import { readRefund } from './typed-refund.ts';

const EURO = { most: 5_000, exponent: 2, locale: 'de' };

describe('a typed refund', () => {
  it('is read in the locale’s manner, with its reason', () => {
    expect(readRefund({ amount: '12,50', reason: ' Heizung ' }, EURO)).toMatchObject({
      ok: true,
      input: { amount: 1_250, reason: 'Heizung' },
    });
    expect(readRefund({ amount: '7', reason: '' }, { most: 7, exponent: 0, locale: 'en' })).toMatchObject({
      ok: true,
      input: { amount: 7 },
    });
  });

  it.each([
    ['', 'missing'],
    ['x', 'noPrice'],
    ['0', 'noAmount'],
    ['1,234', 'noPrice'],
  ])('"%s" is refused: %s', (amount, kind) => {
    const reading = readRefund({ amount, reason: '' }, EURO);
    expect(reading).toMatchObject({ ok: false });
    expect(!reading.ok && reading.problems.get('refund-amount')).toEqual({ kind });
  });

  it('is at most what is left, which is said', () => {
    expect(readRefund({ amount: '50,00', reason: '' }, EURO).ok).toBe(true);
    const reading = readRefund({ amount: '50,01', reason: '' }, EURO);
    expect(!reading.ok && [...reading.problems]).toEqual([['refund-amount', { kind: 'tooMuch', most: 5_000 }]]);
  });

  it('has no reason that is longer than the API takes', () => {
    const reading = readRefund({ amount: '1', reason: 'x'.repeat(501) }, EURO);
    expect(!reading.ok && [...reading.problems]).toEqual([['refund-reason', { kind: 'tooLong' }]]);
  });
});
