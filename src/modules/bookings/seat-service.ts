import type { EventsHandler } from '../../platform/events/consumer.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { BookingEvent, BookingEventType } from '../events/events.ts';
import { parseBookingEvent } from '../events/parse-booking-event.ts';
import { book, free, freeTogether } from '../inventory/booked-places.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';

/**
 * The seat service: it confirms the lock when its booking is created, books the seats when the
 * booking is confirmed, and frees them when it is cancelled or expires. Each once: the consumer deduplicates by event id
 * in the transaction of the effect. What the event tells of must still be so: PostgreSQL may have lost the booking, or its
 * last change, after the event was published (an asynchronous failover).
 */
export function createSeatServiceHandler({ seatMap }: { seatMap: Pick<SeatMapService, 'apply'> }): EventsHandler {
  return {
    async together(events, tx) {
      const changes = await settleSeats(
        tx,
        events.map(({ payload }) => changeOf(parseBookingEvent(payload))),
      );
      return async () => void (await Promise.all(changes.map((change) => seatMap.apply(change))));
    },
  };
}

const CONFIRM_LOCK = readStatement(new URL('./sql/confirm-lock.sql', import.meta.url));

export interface BookingChange {
  type: BookingEventType;
  showId: string;
  lockId: string;
  bookingId: string;
  /** False: it has seats alone. */
  mayHavePlaces: boolean;
}

function changeOf({ event_type: type, show_id: showId, lock_id: lockId, booking_id: bookingId, areas }: BookingEvent) {
  return { type, showId, lockId, bookingId, mayHavePlaces: areas !== undefined };
}

const ENDINGS = [
  ['booking.cancelled', 'BOOKING_CANCELLED'],
  ['booking.expired', 'BOOKING_EXPIRED'],
] as const satisfies [BookingEventType, string][];

/**
 * The effect of bookings' events on their locks and seats, unless it has been had: locks first, then the seats of one show after the other, by
 * their ids, so that nobody waits for somebody who waits for them. Of a booking, what it has become later comes later. Bookings that are over,
 * thousands of a cancelled show, give their seats back together. Resolves with what has changed in the maps.
 */
export async function settleSeats(tx: Querier, bookings: readonly BookingChange[]): Promise<MapEvent[]> {
  const created = bookings.filter(({ type }) => type === 'booking.created');
  if (created.length > 0) {
    await tx.query(CONFIRM_LOCK, [created.map(({ lockId }) => lockId), created.map(({ bookingId }) => bookingId)]);
  }
  const changes: MapEvent[] = [];
  const shows = [...Map.groupBy(bookings, ({ showId }) => showId)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [showId, ofShow] of shows) {
    for (const booking of ofShow) {
      if (booking.type !== 'booking.confirmed') continue;
      // Cancelled meanwhile, and freed already: then nothing is left to book.
      const change = await book(tx, booking);
      if (change) changes.push(change);
    }
    for (const [ending, reason] of ENDINGS) {
      const ended = ofShow.filter(({ type }) => type === ending);
      changes.push(...(await freeAll(tx, { showId, ended, reason })));
    }
  }
  return changes;
}

interface EndedOfShow {
  showId: string;
  ended: readonly BookingChange[];
  reason: (typeof ENDINGS)[number][1];
}

/** Those with places of areas one by one: each event tells how the areas stand after it. */
async function freeAll(tx: Querier, { showId, ended, reason }: EndedOfShow): Promise<MapEvent[]> {
  const changes: MapEvent[] = [];
  const withSeatsAlone = ended.filter(({ mayHavePlaces }) => !mayHavePlaces);
  if (withSeatsAlone.length > 0)
    changes.push(...(await freeTogether(tx, { showId, bookings: withSeatsAlone }, reason)));
  for (const booking of ended) {
    if (!booking.mayHavePlaces) continue;
    const change = await free(tx, booking, reason);
    if (change) changes.push(change);
  }
  return changes;
}
