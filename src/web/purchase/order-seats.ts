import { type Hall, type HallSeat, seatsOfIds } from '../../../packages/map/src/hall/hall.ts';
import type { BookingSummary, SeatLock } from '../api/box-office-types.ts';
import { type Order, stepOf } from './step.ts';

/** The seats of a lock or a booking, in the plan's order. */
export function orderedSeats(hall: Hall, { seats }: Pick<SeatLock | BookingSummary, 'seats'>): HallSeat[] {
  const known = seatsOfIds(
    hall,
    seats.map(({ id }) => id),
  );
  return known.sort((a, b) => a.index - b.index);
}

const KEEPS_SEATS: ReadonlySet<string> = new Set(['CONFIRMED', 'PARTLY_REFUNDED', 'PENDING_PAYMENT']);

/** All that is the buyer's: what the order holds, and what earlier bookings have. */
export function ownSeatIds(order: Order, bookings: readonly BookingSummary[]): Set<string> {
  // The list may not have heard yet that the booking at hand was cancelled.
  const others = bookings.filter(({ id }) => id !== order.booking?.id);
  const kept = others.filter(({ status }) => KEEPS_SEATS.has(status));
  const current = stepOf(order) === 'ended' ? [] : (order.booking?.seats ?? []);
  const held = [...(order.lock?.seats ?? []), ...current, ...kept.flatMap(({ seats }) => seats)];
  return new Set(held.map(({ id }) => id));
}
