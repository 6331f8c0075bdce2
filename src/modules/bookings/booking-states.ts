import type { BookingEventType } from '../events/events.ts';
import type { Booking, BookingStatus, RefundState } from './booking.ts';

/** From each status, the statuses that may follow. Everything else is illegal. */
export const BOOKING_TRANSITIONS: Readonly<Record<BookingStatus, readonly BookingStatus[]>> = {
  PENDING_PAYMENT: ['CONFIRMED', 'CANCELLED', 'EXPIRED'],
  CONFIRMED: ['CANCELLED'],
  // A payment that succeeded is given back; one that came too late as well.
  CANCELLED: ['REFUNDED'],
  EXPIRED: ['REFUNDED'],
  REFUNDED: [],
};

/** What is told when a booking has come to a status. */
export const EVENT_OF_STATUS: Readonly<Record<Exclude<BookingStatus, 'PENDING_PAYMENT'>, BookingEventType>> = {
  CONFIRMED: 'booking.confirmed',
  CANCELLED: 'booking.cancelled',
  EXPIRED: 'booking.expired',
  REFUNDED: 'booking.refunded',
};

export function mayBecome(from: BookingStatus, to: BookingStatus): boolean {
  return BOOKING_TRANSITIONS[from].includes(to);
}

/** The status as clients are told it. */
export function shownStatus({
  status,
  refundState,
}: Pick<Booking, 'status' | 'refundState'>): BookingStatus | RefundState {
  return refundState ?? status;
}

/** Whether the booking's seats belong to its customer in that status. */
export function holdsSeats(status: BookingStatus): boolean {
  return status === 'PENDING_PAYMENT' || status === 'CONFIRMED';
}
