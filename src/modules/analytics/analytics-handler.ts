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
 * The analytics consumer's effect: counts booking events into their shows' metrics, inside the transaction that marks them
 * as processed, so each counts once. Every event adds the same whenever it comes, so the sums are right for any
 * order across bookings, redeliveries included. All bookings of a show are counted in one row, for which each transaction waits: those that
 * come together are counted by one.
 */
export function createAnalyticsHandler() {
  return async (events: readonly { payload: unknown }[], tx: Querier): Promise<void> => {
    const byShow = new Map<string, Increments>();
    for (const { payload } of events) {
      const booking = parseBookingEvent(payload);
      const sum = byShow.get(booking.show_id) ?? NOTHING;
      byShow.set(booking.show_id, plus(sum, await incrementsOf(booking, tx)));
    }
    await add(tx, byShow);
  };
}

function plus(sum: Increments, added: Increments): Increments {
  const names = Object.keys(NOTHING) as (keyof Increments)[];
  return Object.fromEntries(names.map((name) => [name, sum[name] + added[name]])) as unknown as Increments;
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

async function add(tx: Querier, byShow: ReadonlyMap<string, Increments>): Promise<void> {
  const all = [...byShow.values()];
  await tx.query(ADD_TO_METRICS, [
    [...byShow.keys()],
    all.map(({ bookingsCreated }) => bookingsCreated),
    all.map(({ bookingsConfirmed }) => bookingsConfirmed),
    all.map(({ bookingsCancelled }) => bookingsCancelled),
    all.map(({ bookingsExpired }) => bookingsExpired),
    all.map(({ bookingsRefunded }) => bookingsRefunded),
    all.map(({ seatsSold }) => seatsSold),
    all.map(({ revenue }) => revenue),
  ]);
}
