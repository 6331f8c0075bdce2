import { expect, it } from 'vitest';
import { createFormats } from '../i18n/formats.ts';
import { textsIn } from '../i18n/language.ts';
import { movedMoney } from './money-moves.ts';

const price = (amount: number) => ({ amount, currency: 'EUR', exponent: 2 });
const context = { texts: textsIn('en'), formats: createFormats('en-GB'), locale: 'en-GB' };
const payment = (amount: number, status: 'SUCCEEDED' | 'REFUNDED' | 'FAILED') => ({ status, amount: price(amount) });
const refund = (amount: number, refundStatus: 'PENDING' | 'SUCCEEDED' | 'FAILED') => ({
  refundStatus,
  amount: price(amount),
  createdAt: '2030-01-01T12:00:00Z',
});
const moved = (payments: ReturnType<typeof payment>[], refunds: ReturnType<typeof refund>[]) => {
  const money = movedMoney({
    ...context,
    booking: { payments, refunds, total: price(0) } as never,
    show: { venue: { name: 'Hall', city: 'Porto', timezone: 'Europe/Lisbon' } },
  });
  return money && [money.paid.amount, ...money.refunds.map(({ amount }) => amount.amount), money.left.amount];
};

it('takes what goes back off all that was paid, and nothing that failed', () => {
  const payments = [payment(17_800, 'SUCCEEDED'), payment(7_150, 'REFUNDED'), payment(9_999, 'FAILED')];
  expect(moved(payments, [refund(9_000, 'SUCCEEDED'), refund(7_150, 'PENDING'), refund(3_000, 'FAILED')])).toEqual([
    24_950, -9_000, -7_150, -3_000, 8_800,
  ]);
});

it('is told of bookings of which nothing goes back: nothing', () => {
  expect(moved([payment(17_800, 'SUCCEEDED')], [])).toBeNull();
});
