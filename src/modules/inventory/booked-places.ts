import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { SeatsUnlocked } from '../events/events.ts';
import type { MapEvent } from './seat-changes.ts';
import { lockHead, writeSeatEvents } from './write-seat-events.ts';

/** What a booking makes of the places of its hold, inside the caller's transaction. */

const BOOK = readStatement(new URL('./sql/book.sql', import.meta.url));
const FREE = readStatement(new URL('./sql/free.sql', import.meta.url));

export interface BookedHold {
  showId: string;
  lockId: string;
  bookingId: string;
}

/** Books the places of a confirmed booking's hold. Null where nothing was left to do. */
export async function book(tx: Querier, booked: BookedHold): Promise<MapEvent | null> {
  const { showId, lockId, bookingId } = booked;
  const seatIds = (await change(tx, BOOK, booked)).map(({ seat_id }) => seat_id);
  if (seatIds.length === 0) return null;
  const about = { show_id: showId, lock_id: lockId, booking_id: bookingId, actor: 'system' };
  const [event] = await writeSeatEvents(tx, { event_type: 'seat.booked', ...about }, { seatIds });
  return event!;
}

/** Frees the places of a booking that is over; those of an allotment return to it. Null where nothing was left to do. */
export async function free(
  tx: Querier,
  booked: BookedHold,
  reason: Extract<SeatsUnlocked['reason'], `BOOKING_${string}`>,
): Promise<MapEvent | null> {
  const { showId, lockId, bookingId } = booked;
  const freed = await change<{ isBlocked: boolean }>(tx, FREE, booked);
  if (freed.length === 0) return null;
  const [blocked, free] = [true, false].map((is) =>
    freed.flatMap((row) => (row.isBlocked === is ? [row.seat_id] : [])),
  );
  const about = { show_id: showId, lock_id: lockId, booking_id: bookingId, actor: 'system', reason };
  const [event] = await writeSeatEvents(
    tx,
    { event_type: 'seat.unlocked', blocked_seat_ids: null, ...about },
    { seatIds: free!, blockedSeatIds: blocked! },
  );
  return event!;
}

async function change<Row>(
  tx: Querier,
  statement: string,
  { showId, lockId, bookingId }: BookedHold,
): Promise<(Row & { seat_id: string })[]> {
  if (!(await lockHead(tx, showId))) throw new Error(`show ${showId} has no seat map`);
  return await tx.query(statement, [showId, lockId, bookingId]);
}
