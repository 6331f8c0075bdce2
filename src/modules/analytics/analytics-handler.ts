import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { BookingEvent, MoneyPayload } from '../events/events.ts';
import { parseBookingEvent } from '../events/parse-booking-event.ts';
import { placesIn } from '../inventory/places.ts';

const FIND_TICKET_OF = readStatement(new URL('./sql/find-ticket-of.sql', import.meta.url));
const ADD_TO_METRICS = readStatement(new URL('./sql/add-to-metrics.sql', import.meta.url));

/** What one event adds to its show's metrics. */
interface Increments {
  bookingsCreated: number;
  bookingsConfirmed: number;
  bookingsCancelled: number;
  bookingsExpired: number;
  bookingsRefunded: number;
  seatsSold: number;
  revenue: number;
}

const NOTHING: Increments = {
  bookingsCreated: 0,
  bookingsConfirmed: 0,
  bookingsCancelled: 0,
  bookingsExpired: 0,
  bookingsRefunded: 0,
  seatsSold: 0,
  revenue: 0,
};

/**
 * The analytics consumer's effect: counts a booking event into its show's metrics, inside the transaction that marks the
 * event as processed, so each counts once. Every event adds the same whenever it comes, so the sums are right for any
 * order across bookings, redeliveries included.
 */
export function createAnalyticsHandler() {
  return async (event: { payload: unknown }, tx: Querier): Promise<void> => {
    const booking = parseBookingEvent(event.payload);
    await add(tx, booking.show_id, await incrementsOf(booking, tx));
  };
}

async function incrementsOf(event: BookingEvent, tx: Querier): Promise<Increments> {
  switch (event.event_type) {
    case 'booking.created':
      return { ...NOTHING, bookingsCreated: 1 };
    case 'booking.confirmed':
      return { ...NOTHING, bookingsConfirmed: 1, seatsSold: ticketsOf(event), revenue: event.total.amount };
    case 'booking.expired':
      return { ...NOTHING, bookingsExpired: 1 };
    case 'booking.changed': {
      const { added_seat_ids = [], returned_seat_ids = [], returned_areas } = event;
      // Its refund is told of when it was made.
      return { ...NOTHING, seatsSold: added_seat_ids.length - returned_seat_ids.length - placesIn(returned_areas) };
    }
    case 'booking.customer_changed':
    case 'booking.erased':
      return NOTHING;
    case 'booking.cancelled': {
      const seatsSold = (await wasConfirmed(event, tx)) ? -ticketsOf(event) : 0;
      return { ...NOTHING, bookingsCancelled: 1, seatsSold };
    }
    case 'booking.refunded': {
      // Money that came too late for its booking was never counted as revenue. Seats go back with the cancellation that
      // comes before every refund of a confirmed booking.
      return { ...NOTHING, bookingsRefunded: 1, revenue: -(event.refunded ?? (await paidBack(event, tx))).amount };
    }
    case 'booking.partly_refunded':
      return { ...NOTHING, revenue: -(event.refunded?.amount ?? 0) };
    case 'booking.refund_failed':
      return { ...NOTHING, revenue: event.returned?.amount ?? 0 };
  }
}

/** What an event gave back that does not say so, as those of an earlier release: all of it, if it had been paid. */
async function paidBack(event: BookingEvent, tx: Querier): Promise<Pick<MoneyPayload, 'amount'>> {
  return (await wasConfirmed(event, tx)) ? event.total : { amount: 0 };
}

/** One for each seat and place. */
function ticketsOf({ seat_ids, areas }: BookingEvent): number {
  return seat_ids.length + placesIn(areas);
}

/**
 * Whether the booking had been confirmed before this event. Tickets are written at the confirmation and never deleted, and
 * a booking that was cancelled can't be confirmed any more: the answer is the same however late the event is read.
 */
async function wasConfirmed(event: BookingEvent, tx: Querier): Promise<boolean> {
  const tickets = await tx.query(FIND_TICKET_OF, [event.booking_id]);
  return tickets.length > 0;
}

async function add(tx: Querier, showId: string, increments: Increments): Promise<void> {
  await tx.query(ADD_TO_METRICS, [
    showId,
    increments.bookingsCreated,
    increments.bookingsConfirmed,
    increments.bookingsCancelled,
    increments.bookingsExpired,
    increments.bookingsRefunded,
    increments.seatsSold,
    increments.revenue,
  ]);
}
