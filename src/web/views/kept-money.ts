import type { Booking } from '../api/box-office-types.ts';
import type { ViewContext } from './view-context.ts';

type PaidBooking = Pick<Booking, 'payments' | 'total' | 'lines' | 'refunds'>;

/** What of what was paid for a cancelled booking does not go back, and that it is the fees where it is these; null: all goes back. */
export function keptWords({ texts, formats }: ViewContext, booking: PaidBooking): string | null {
  const { payments, total, lines, refunds } = booking;
  if (!payments.some(({ status }) => status === 'SUCCEEDED' || status === 'REFUNDED')) return null;
  const back = refunds.filter(({ refundStatus }) => refundStatus !== 'FAILED');
  const kept = back.reduce((left, { amount }) => left - amount.amount, total.amount);
  // What failed is seen to: it is not kept.
  if (kept <= 0 || back.length < refunds.length) return null;
  const fees = lines.reduce((sum, { kind, total: of }) => sum + (kind === 'FEE' ? of.amount : 0), 0);
  const amount = formats.money({ ...total, amount: kept });
  return kept === fees ? texts.feesKept(amount) : texts.moneyKept(amount);
}
