import { describe, expect, it } from 'vitest';
import { refundShares, sumOfRefundable, undisputedFirst } from './refund-shares.ts';
import type { Refundable } from './refund-writer.ts';

const left = (paymentId: string, amount: number): Refundable => ({
  paymentId,
  provider: 'sandbox',
  amount,
  currency: 'EUR',
  isSurplus: false,
  isDisputed: false,
});

const sharesOf = (amount: number, payments: Refundable[]) =>
  refundShares(amount, payments).map(({ payment, amount: share }) => `${payment.paymentId} ${share}`);

describe('what goes back of several payments', () => {
  const payments = [left('second', 700), left('first', 3_000)];

  it('is taken from the first of them as long as that has something left', () => {
    expect(sharesOf(500, payments)).toEqual(['second 500']);
    expect(sharesOf(700, payments)).toEqual(['second 700']);
  });

  it('is taken from the next where that is not enough, and from each no more than it has', () => {
    expect(sharesOf(701, payments)).toEqual(['second 700', 'first 1']);
    expect(sharesOf(sumOfRefundable(payments), payments)).toEqual(['second 700', 'first 3000']);
  });

  it('is taken of those that the buyer has the bank contest last, in their order otherwise', () => {
    const contested = payments.map((payment) => ({ ...payment, isDisputed: payment.paymentId === 'second' }));
    expect(sharesOf(3_100, undisputedFirst(contested))).toEqual(['first 3000', 'second 100']);
    expect(undisputedFirst(payments)).toEqual(payments);
  });

  it('is never more than all of them have', () => {
    expect(() => sharesOf(3_701, payments)).toThrow('1 more than is left');
  });
});
