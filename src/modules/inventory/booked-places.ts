import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { SHARED_SEAT_BYTES, seatListBytes } from '../events/event-size.ts';
import type { AreaPayload, SeatsUnlocked } from '../events/events.ts';
import type { MapEvent } from './seat-changes.ts';
import { type ChangedPlaces, lockHead, writeSeatEvents } from './write-seat-events.ts';

/** What a booking makes of the places of its hold, inside the caller's transaction. */

const BOOK = readStatement(new URL('./sql/book.sql', import.meta.url));
const FREE = readStatement(new URL('./sql/free.sql', import.meta.url));
const FREE_SEATS_OF = readStatement(new URL('./sql/free-seats-of.sql', import.meta.url));

/** That share an event when they are freed together. */
const BOOKINGS_PER_EVENT = 100;

export interface BookedHold {
  showId: string;
  lockId: string;
  bookingId: string;
}

/** Books the places of a confirmed booking's hold. Null where nothing was left to do. */
export async function book(tx: Querier, booked: BookedHold): Promise<MapEvent | null> {
  const { showId, lockId, bookingId } = booked;
  const changed = await changePlaces(tx, BOOK, booked);
  if (!changed) return null;
  const about = { show_id: showId, lock_id: lockId, booking_id: bookingId, actor: 'system' };
  const [event] = await writeSeatEvents(tx, { event_type: 'seat.booked', ...about }, changed);
  return event!;
}

type WhyFreed = Extract<SeatsUnlocked['reason'], 'BOOKING_CANCELLED' | 'BOOKING_EXPIRED'>;

/** Frees the places of a booking that is over; those of an allotment return to it. Null where nothing was left to do. */
export async function free(tx: Querier, booked: BookedHold, reason: WhyFreed): Promise<MapEvent | null> {
  const { showId, lockId, bookingId } = booked;
  const changed = await changePlaces(tx, FREE, booked);
  if (!changed) return null;
  const about = { show_id: showId, lock_id: lockId, booking_id: bookingId, actor: 'system', reason };
  const [event] = await writeSeatEvents(tx, { event_type: 'seat.unlocked', blocked_seat_ids: null, ...about }, changed);
  return event!;
}

/**
 * Frees the seats of bookings that are over, which have no places of areas, in one statement. They share versions and events, as holds do that
 * end together; a booking has all its seats in one of them. Resolves with the events, in version order.
 */
export async function freeTogether(
  tx: Querier,
  { showId, bookings }: { showId: string; bookings: readonly Pick<BookedHold, 'lockId' | 'bookingId'>[] },
  reason: WhyFreed,
): Promise<MapEvent[]> {
  if (!(await lockHead(tx, showId))) throw new Error(`show ${showId} has no seat map`);
  const ids = bookings.map(({ bookingId }) => bookingId);
  const rows = await tx.query<FreedSeat>(FREE_SEATS_OF, [showId, ids]);
  const byBooking = Map.groupBy(rows, ({ bookingId }) => bookingId);
  const freed = bookings.flatMap(({ lockId, bookingId }) => {
    const seats = byBooking.get(bookingId);
    return seats ? [{ lockId, bookingId, seats }] : [];
  });
  const events: MapEvent[] = [];
  for (const shared of inSharedEvents(freed)) {
    const about = { show_id: showId, ...sharers(shared), actor: 'system', reason };
    const draft = { event_type: 'seat.unlocked' as const, blocked_seat_ids: null, ...about };
    events.push(...(await writeSeatEvents(tx, draft, seatsOf(shared.flatMap(({ seats }) => seats)))));
  }
  return events;
}

interface FreedSeat {
  seat_id: string;
  isBlocked: boolean;
  bookingId: string;
}

interface FreedBooking extends Pick<BookedHold, 'lockId' | 'bookingId'> {
  seats: readonly FreedSeat[];
}

/** In their order, as many to an event as it can have. */
function inSharedEvents(freed: readonly FreedBooking[]): FreedBooking[][] {
  const events: FreedBooking[][] = [];
  let left = 0;
  for (const booking of freed) {
    if (events.length === 0 || left <= 0 || events.at(-1)!.length === BOOKINGS_PER_EVENT) {
      events.push([]);
      left = SHARED_SEAT_BYTES;
    }
    events.at(-1)!.push(booking);
    left -= seatListBytes(booking.seats.map(({ seat_id }) => seat_id));
  }
  return events;
}

/** Who had the seats. */
function sharers(shared: readonly FreedBooking[]) {
  const [only, ...others] = shared;
  if (others.length === 0) return { lock_id: only!.lockId, booking_id: only!.bookingId };
  return { lock_ids: shared.map(({ lockId }) => lockId), booking_ids: shared.map(({ bookingId }) => bookingId) };
}

function seatsOf(rows: readonly { seat_id: string; isBlocked?: boolean }[]) {
  const seatsThat = (areBlocked: boolean) =>
    rows.filter(({ isBlocked = false }) => isBlocked === areBlocked).map(({ seat_id }) => seat_id);
  return { seatIds: seatsThat(false), blockedSeatIds: seatsThat(true) };
}

type ChangedRow = { seat_id: string; isBlocked?: boolean } | ({ seat_id: null } & AreaPayload);

/** By a statement that returns rows as book.sql and free.sql do. Null where nothing was left to do. */
export async function changePlaces(
  tx: Querier,
  statement: string,
  { showId, lockId, bookingId }: BookedHold,
  more: readonly unknown[] = [],
): Promise<ChangedPlaces | null> {
  if (!(await lockHead(tx, showId))) throw new Error(`show ${showId} has no seat map`);
  const rows = await tx.query<ChangedRow>(statement, [showId, lockId, bookingId, ...more]);
  if (rows.length === 0) return null;
  const areas = rows.flatMap((row): AreaPayload[] => {
    if (row.seat_id !== null) return [];
    const { area_id, quantity, available, held, booked } = row;
    return [{ area_id, quantity, available, held, booked }];
  });
  return { ...seatsOf(rows.filter((row) => row.seat_id !== null)), areas };
}
