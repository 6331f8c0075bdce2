import { expect, it } from 'vitest';
import { createFormats } from '../i18n/formats.ts';
import { textsIn } from '../i18n/language.ts';
import { movedMoney } from './money-moves.ts';

const price = (amount: number) => ({ amount, currency: 'EUR', exponent: 2 });
const context = { texts: textsIn('en'), formats: createFormats('en-GB'), locale: 'en-GB' };
const refund = (amount: number, refundStatus: 'PENDING' | 'SUCCEEDED' | 'FAILED') => ({
  ...{ id: 'refund_1', refundStatus, amount: price(amount), createdAt: '2030-01-01T12:00:00Z' },
});
const moved = (paid: number, balance: number, refunds: ReturnType<typeof refund>[]) => {
  const booking = { paid: price(paid), balance: price(balance), refunds };
  const show = { venue: { name: 'Hall', city: 'Porto', timezone: 'Europe/Lisbon' } };
  const money = movedMoney({ ...context, booking, show });
  return money && [money.paid.amount, ...money.refunds.map(({ amount }) => amount.amount), money.left.amount];
};

it('takes what is under way off what is kept by now, and nothing that failed', () => {
  const refunds = [refund(9_000, 'SUCCEEDED'), refund(7_150, 'PENDING'), refund(3_000, 'FAILED')];
  expect(moved(24_950, 15_950, refunds)).toEqual([24_950, -9_000, -7_150, -3_000, 8_800]);
});

it('says nothing of bookings of which nothing goes back', () => {
  expect(moved(17_800, 17_800, [])).toBeNull();
});
