import type { Booking, SeatLock } from '../api/box-office-types.ts';

/** Where the buyer is: `ended` is an order that did not become a booking. */
export type Step = 'picking' | 'held' | 'paying' | 'waiting' | 'confirmed' | 'ended';

export interface Order {
  lock: SeatLock | null;
  booking: Booking | null;
  /** The customer is known, and can still be changed: the booking is made as it is paid. */
  isReviewing?: boolean;
}

export function stepOf({ lock, booking, isReviewing = false }: Order): Step {
  switch (booking?.status) {
    case undefined:
      if (!lock) return 'picking';
      return isReviewing ? 'paying' : 'held';
    case 'PENDING_PAYMENT':
      return booking?.payments.some(({ status }) => status === 'PENDING') ? 'waiting' : 'paying';
    case 'CONFIRMED':
    case 'PARTLY_REFUNDED':
      return 'confirmed';
    default:
      return 'ended';
  }
}

/** When what is held ends (ms since 1970, the server's time); null: nothing is held. */
export function deadlineOf({ lock, booking }: Order): number | null {
  const at = booking ? booking.status === 'PENDING_PAYMENT' && booking.expiresAt : lock?.expiresAt;
  return at ? Date.parse(at) : null;
}
