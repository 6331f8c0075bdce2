import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { AreaPayload, SeatsUnlocked } from '../events/events.ts';
import type { MapEvent } from './seat-changes.ts';
import { type ChangedPlaces, lockHead, writeSeatEvents } from './write-seat-events.ts';

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
  const changed = await changePlaces(tx, BOOK, booked);
  if (!changed) return null;
  const about = { show_id: showId, lock_id: lockId, booking_id: bookingId, actor: 'system' };
  const [event] = await writeSeatEvents(tx, { event_type: 'seat.booked', ...about }, changed);
  return event!;
}

/** Frees the places of a booking that is over; those of an allotment return to it. Null where nothing was left to do. */
export async function free(
  tx: Querier,
  booked: BookedHold,
  reason: Extract<SeatsUnlocked['reason'], `BOOKING_${string}`>,
): Promise<MapEvent | null> {
  const { showId, lockId, bookingId } = booked;
  const changed = await changePlaces(tx, FREE, booked);
  if (!changed) return null;
  const about = { show_id: showId, lock_id: lockId, booking_id: bookingId, actor: 'system', reason };
  const [event] = await writeSeatEvents(tx, { event_type: 'seat.unlocked', blocked_seat_ids: null, ...about }, changed);
  return event!;
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
  const seatsThat = (areBlocked: boolean) =>
    rows.flatMap((row) => (row.seat_id !== null && (row.isBlocked ?? false) === areBlocked ? [row.seat_id] : []));
  const areas = rows.flatMap((row): AreaPayload[] => {
    if (row.seat_id !== null) return [];
    const { area_id, quantity, available, held, booked } = row;
    return [{ area_id, quantity, available, held, booked }];
  });
  return { seatIds: seatsThat(false), blockedSeatIds: seatsThat(true), areas };
}
