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
const ADD_SEATS = readStatement(new URL('./sql/add-seats.sql', import.meta.url));
const CHANGE_LINES = readStatement(new URL('./sql/change-lines.sql', import.meta.url));

/** A seat that a booking has from a change on. */
export interface AddedSeat {
  seatId: string;
  tierId: string;
  tierName: string;
  price: number;
  discount: number;
  ticketTypeId: string | null;
}

/** What a booking that stands has no more, what it has instead, and what it costs then. */
export interface BookingChange {
  seatIds: readonly string[];
  /** Rows of its areas, and how many places of each. */
  rows: readonly { position: number; areaId: string; quantity: number }[];
  /** May be of those that it gives back: as other tickets. */
  added: readonly AddedSeat[];
  planId: string;
  lines: readonly PriceLine[];
}

/**
 * Takes seats and places out of a booking, whose row the caller has locked and which has others then, gives it those, and tells of it. Resolves with it as it is
 * then. Rejects where it does not have them.
 */
export async function changeBooking(
  tx: Querier,
  cache: BookingCache,
  booking: Booking,
  { seatIds, rows, added, planId, lines }: BookingChange,
): Promise<Booking> {
  const revision = booking.revision + 1;
  await cache.expectRevision(booking.id, revision);
  const positions = rows.map(({ position }) => position);
  const quantities = rows.map(({ quantity }) => quantity);
  const [done] = await tx.query<{ count: number }>(RETURN_PLACES, [booking.id, seatIds, positions, quantities]);
  if (done!.count !== seatIds.length + rows.length) throw new Error(`booking ${booking.id} has not what it gives back`);
  if (added.length > 0) await addSeats(tx, booking.id, { added, planId });
  await tx.query(CHANGE_LINES, [booking.id, revision, JSON.stringify(lines), totalOfLines(lines)]);
  const after = found(await lockBooking(tx, booking.id));
  const { areas: returnedAreas } = areasToTell(rows);
  await writeEvents(tx, [
    {
      ...bookingEvent(after, 'booking.changed'),
      ...(added.length > 0 ? { added_seat_ids: added.map(({ seatId }) => seatId) } : {}),
      returned_seat_ids: [...seatIds],
      ...(returnedAreas ? { returned_areas: returnedAreas } : {}),
    },
  ]);
  return after;
}

async function addSeats(
  tx: Querier,
  bookingId: string,
  { added, planId }: Pick<BookingChange, 'added' | 'planId'>,
): Promise<void> {
  const rows = await tx.query(ADD_SEATS, [
    bookingId,
    planId,
    added.map(({ seatId }) => seatId),
    added.map(({ tierId }) => tierId),
    added.map(({ tierName }) => tierName),
    added.map(({ price }) => price),
    added.map(({ discount }) => discount),
    added.map(({ ticketTypeId }) => ticketTypeId),
  ]);
  if (rows.length !== added.length) throw new Error(`booking ${bookingId} did not get all seats that it is to have`);
}
