import type { Querier } from '../../platform/postgres/database.ts';
import type { BookingEvent, SeatsBooked, SeatsUnlocked } from '../events/events.ts';
import { parseBookingEvent } from '../events/parse-booking-event.ts';
import { type NewEvent, writeEvents } from '../events/write-events.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import { reserveVersions } from '../inventory/seat-ledger.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';

/** What the handler needs of a consumed event. */
interface IncomingBookingEvent {
  payload: unknown;
}

/**
 * The seat service of the founding document: it confirms the lock when its booking is created, books the seats when the
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

type BookingChange = Pick<BookingEvent, 'event_type' | 'booking_id' | 'show_id' | 'lock_id'>;

/** The effect of a booking's event on its lock and seats, unless it has been had. */
export async function settleSeats(tx: Querier, booking: BookingChange): Promise<MapEvent | null> {
  switch (booking.event_type) {
    case 'booking.created':
      await tx.query(
        `UPDATE seat_locks SET status = 'CONFIRMED'
          WHERE id = $1 AND status = 'ACTIVE' AND EXISTS (SELECT FROM bookings WHERE id = $2)`,
        [booking.lock_id, booking.booking_id],
      );
      return null;
    case 'booking.confirmed':
      return await changeSeats(tx, booking, {
        tell: (change) => ({ event_type: 'seat.booked', ...change }),
        // Cancelled meanwhile, and freed already: then no row is left, and nothing happens.
        statement: `UPDATE seat_states SET state = 'BOOKED', booking_id = $3, lock_id = NULL
                     WHERE show_id = $1 AND lock_id = $2 AND state = 'LOCKED'
                       AND EXISTS (SELECT FROM bookings WHERE id = $3 AND status = 'CONFIRMED') RETURNING seat_id`,
      });
    case 'booking.cancelled':
      return await changeSeats(tx, booking, freeing('BOOKING_CANCELLED'));
    case 'booking.expired':
      return await changeSeats(tx, booking, freeing('BOOKING_EXPIRED'));
    case 'booking.refunded':
      // Its seats were freed when it was cancelled or expired.
      return null;
    case 'booking.erased':
      return null;
  }
}

const FREE = `DELETE FROM seat_states WHERE show_id = $1 AND (lock_id = $2 OR booking_id = $3)
                 AND EXISTS (SELECT FROM bookings WHERE id = $3 AND status NOT IN ('PENDING_PAYMENT', 'CONFIRMED'))
              RETURNING seat_id`;

function freeing(reason: SeatsUnlocked['reason']): SeatsChange {
  return { statement: FREE, tell: (change) => ({ event_type: 'seat.unlocked', ...change, reason }) };
}

interface SeatsChange {
  statement: string;
  /** Completes the event. */
  tell(change: BookedSeats): NewEvent<SeatsBooked | SeatsUnlocked>;
}

type BookedSeats = Omit<NewEvent<SeatsBooked>, 'event_type'>;

async function changeSeats(
  tx: Querier,
  booking: BookingChange,
  { tell, statement }: SeatsChange,
): Promise<MapEvent | null> {
  // The head first, as everyone who changes seats does; a version that no seat needs is given back.
  const version = await reserveVersions(tx, booking.show_id);
  if (version === null) throw new Error(`show ${booking.show_id} has no seat map`);
  const seats = await tx.query<{ seat_id: string }>(statement, [booking.show_id, booking.lock_id, booking.booking_id]);
  if (seats.length === 0) {
    await tx.query('UPDATE seat_maps SET version = version - 1 WHERE show_id = $1', [booking.show_id]);
    return null;
  }
  const event = tell({
    show_id: booking.show_id,
    version,
    seat_ids: seats.map((seat) => seat.seat_id),
    lock_id: booking.lock_id,
    booking_id: booking.booking_id,
    actor: 'system',
  });
  await writeEvents(tx, [event]);
  return event;
}
