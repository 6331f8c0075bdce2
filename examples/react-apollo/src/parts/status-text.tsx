import type { BookingStatus } from '../api/shop.generated';
import { timeOfDay } from '../format';

const WORDS: Record<BookingStatus, string> = {
  PENDING_PAYMENT: 'not paid yet',
  CONFIRMED: 'paid',
  CANCELLED: 'cancelled',
  EXPIRED: 'not paid in time',
  REFUNDED: 'refunded',
  PARTLY_REFUNDED: 'paid, and partly refunded',
  REFUND_FAILED: 'cancelled, the refund is under way',
};

/** How it is about a booking. */
export function StatusText({ status, payableUntil }: { status: BookingStatus; payableUntil: string | null }) {
  return (
    <>
      {WORDS[status]}
      {payableUntil && `: please pay by ${timeOfDay(payableUntil)}`}
    </>
  );
}
