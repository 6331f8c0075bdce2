import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { writeEvents } from '../events/write-events.ts';
import { type PriceLine, totalOfLines } from '../pricing/price-lines.ts';
import type { Booking } from './booking.ts';
import { lockBooking } from './booking.ts';
import { found } from './booking-access.ts';
import type { BookingCache } from './booking-cache.ts';
import { areasToTell, bookingEvent } from './booking-record.ts';

const RETURN_PLACES = readStatement(new URL('./sql/return-places.sql', import.meta.url));
const CHANGE_LINES = readStatement(new URL('./sql/change-lines.sql', import.meta.url));

/** What a booking that stands has no more, and what it costs then. */
export interface BookingChange {
  seatIds: readonly string[];
  /** Rows of its areas, and how many places of each. */
  rows: readonly { position: number; areaId: string; quantity: number }[];
  lines: readonly PriceLine[];
}

/**
 * Takes seats and places out of a booking, whose row the caller has locked and which keeps others, and tells of it. Resolves with it as it is
 * then. Rejects where it does not have them.
 */
export async function changeBooking(
  tx: Querier,
  cache: BookingCache,
  booking: Booking,
  { seatIds, rows, lines }: BookingChange,
): Promise<Booking> {
  const revision = booking.revision + 1;
  await cache.expectRevision(booking.id, revision);
  const positions = rows.map(({ position }) => position);
  const quantities = rows.map(({ quantity }) => quantity);
  const [done] = await tx.query<{ count: number }>(RETURN_PLACES, [booking.id, seatIds, positions, quantities]);
  if (done!.count !== seatIds.length + rows.length) throw new Error(`booking ${booking.id} has not what it gives back`);
  await tx.query(CHANGE_LINES, [booking.id, revision, JSON.stringify(lines), totalOfLines(lines)]);
  const after = found(await lockBooking(tx, booking.id));
  const { areas: returnedAreas } = areasToTell(rows);
  await writeEvents(tx, [
    {
      ...bookingEvent(after, 'booking.changed'),
      returned_seat_ids: [...seatIds],
      ...(returnedAreas ? { returned_areas: returnedAreas } : {}),
    },
  ]);
  return after;
}
