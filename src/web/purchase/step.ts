import type { Booking, SeatLock } from '../api/box-office-types.ts';

/** Where the buyer is: `ended` is an order that did not become a booking. */
export type Step = 'picking' | 'held' | 'paying' | 'waiting' | 'confirmed' | 'ended';

export interface Order {
  lock: SeatLock | null;
  booking: Booking | null;
  /** The customer is known, and can still be changed: the booking is made as it is paid. */
  isReviewing?: boolean;
  /** The booking that was paid in the payment provider's form just now: its payment is told of later. */
  paidInForm?: string | null;
}

export function stepOf({ lock, booking, isReviewing = false, paidInForm = null }: Order): Step {
  switch (booking?.status) {
    case undefined:
      if (!lock) return 'picking';
      return isReviewing ? 'paying' : 'held';
    case 'PENDING_PAYMENT':
      return booking?.id === paidInForm || booking?.payments.some(isUnderWay) ? 'waiting' : 'paying';
    case 'CONFIRMED':
    case 'PARTLY_REFUNDED':
      return 'confirmed';
    default:
      return 'ended';
  }
}

/** One that waits for the buyer to pay in the provider's form is not. */
function isUnderWay({ status, pendingReason, provider }: Booking['payments'][number]): boolean {
  return status === 'PENDING' && (pendingReason !== 'REQUIRES_ACTION' || provider === 'sandbox');
}

/** When what is held ends (ms since 1970, the server's time); null: nothing is held. */
export function deadlineOf({ lock, booking }: Order): number | null {
  const at = booking ? booking.status === 'PENDING_PAYMENT' && booking.expiresAt : lock?.expiresAt;
  return at ? Date.parse(at) : null;
}
