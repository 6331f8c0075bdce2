import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { BookingEvent } from '../events/events.ts';
import { parseBookingEvent } from '../events/parse-booking-event.ts';
import { book, free } from '../inventory/booked-places.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';

/** What the handler needs of a consumed event. */
interface IncomingBookingEvent {
  payload: unknown;
}

/**
 * The seat service: it confirms the lock when its booking is created, books the seats when the
 * booking is confirmed, and frees them when it is cancelled or expires. Each once: the consumer deduplicates by event id
 * in the transaction of the effect. What the event tells of must still be so: PostgreSQL may have lost the booking, or its
 * last change, after the event was published (an asynchronous failover).
 */
export function createSeatServiceHandler({ seatMap }: { seatMap: SeatMapService }) {
  return async ({ payload }: IncomingBookingEvent, tx: Querier): Promise<(() => Promise<void>) | undefined> => {
    const booking = parseBookingEvent(payload);
    const change = await settleSeats(tx, booking);
    return change ? () => seatMap.apply(change) : undefined;
  };
}

const CONFIRM_LOCK = readStatement(new URL('./sql/confirm-lock.sql', import.meta.url));

type BookingChange = Pick<BookingEvent, 'event_type' | 'booking_id' | 'show_id' | 'lock_id'>;

/** The effect of a booking's event on its lock and seats, unless it has been had. */
export async function settleSeats(tx: Querier, booking: BookingChange): Promise<MapEvent | null> {
  const booked = { showId: booking.show_id, lockId: booking.lock_id, bookingId: booking.booking_id };
  switch (booking.event_type) {
    case 'booking.created':
      await tx.query(CONFIRM_LOCK, [booking.lock_id, booking.booking_id]);
      return null;
    case 'booking.confirmed':
      // Cancelled meanwhile, and freed already: then nothing is left to book.
      return await book(tx, booked);
    case 'booking.cancelled':
      return await free(tx, booked, 'BOOKING_CANCELLED');
    case 'booking.expired':
      return await free(tx, booked, 'BOOKING_EXPIRED');
    case 'booking.refunded':
    case 'booking.partly_refunded':
    case 'booking.refund_failed':
      // Its seats were freed when it was cancelled or expired, or stay its own.
      return null;
    case 'booking.changed':
    case 'booking.customer_changed':
    case 'booking.erased':
      // What a change gives back is free in its own transaction.
      return null;
  }
}
