import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { type BookedHold, changePlaces } from './booked-places.ts';
import type { AreaQuantity } from './places.ts';
import type { MapEvent } from './seat-changes.ts';
import { type ChangedPlaces, lockHead, writeSeatEvents } from './write-seat-events.ts';

/** What a change of a booking that stands makes of places, in the transaction of the change, which has locked the booking's row. */

const FREE_PART = readStatement(new URL('./sql/free-part.sql', import.meta.url));
const TAKE_HOLD = readStatement(new URL('./sql/take-hold.sql', import.meta.url));
const BOOK_TAKEN = readStatement(new URL('./sql/book-taken.sql', import.meta.url));

/** Places that a booking gives back. */
export interface GivenPlaces {
  seatIds: readonly string[];
  /** Each area once. */
  areas: readonly AreaQuantity[];
}

/** A hold, and its seats. */
export interface TakenHold {
  lockId: string;
  seatIds: readonly string[];
}

/**
 * Takes a hold that runs, for a booking that is to have its seats: nobody else can have it then. False, nothing written, where it does not run
 * (any more) or has other seats.
 */
export async function takeHold(tx: Querier, showId: string, { lockId, seatIds }: TakenHold): Promise<boolean> {
  return (await tx.query(TAKE_HOLD, [showId, lockId, seatIds])).length === 1;
}

/**
 * Books the seats of a hold that was taken (null: of none), and frees what the booking gives back; those of an allotment return to it. Resolves
 * with the events of the map: one, unless it has too many seats for that, and none where nothing changes in it. Rejects where the booking, or
 * the hold, does not have them.
 */
export async function exchangeBooked(
  tx: Querier,
  booked: BookedHold,
  { given, taken }: { given: GivenPlaces; taken: TakenHold | null },
): Promise<MapEvent[]> {
  const { showId, bookingId } = booked;
  if (!(await lockHead(tx, showId))) throw new Error(`show ${showId} has no seat map`);
  const freed = await freePart(tx, booked, given);
  if (!taken) return freed ? await tellFreed(tx, booked, freed) : [];
  const rows = await tx.query(BOOK_TAKEN, [showId, taken.lockId, bookingId]);
  if (rows.length !== taken.seatIds.length) throw new Error(`hold ${taken.lockId} does not have its seats`);
  const { seatIds = [], blockedSeatIds = [], areas = [] } = freed ?? {};
  const more = {
    ...(seatIds.length > 0 ? { unlocked_seat_ids: [...seatIds] } : {}),
    ...(areas.length > 0 ? { unlocked_areas: [...areas] } : {}),
  };
  const about = { show_id: showId, lock_id: taken.lockId, booking_id: bookingId, actor: 'system', ...more };
  const draft = { event_type: 'seat.booked' as const, blocked_seat_ids: null, ...about };
  const events = await writeSeatEvents(tx, draft, { seatIds: taken.seatIds, blockedSeatIds });
  return events.map((event, index) => (index === 0 ? { ...event, ...more } : event));
}

async function tellFreed(tx: Querier, { showId, bookingId }: BookedHold, freed: ChangedPlaces): Promise<MapEvent[]> {
  const about = { show_id: showId, booking_id: bookingId, actor: 'system', reason: 'BOOKING_CHANGED' as const };
  return await writeSeatEvents(tx, { event_type: 'seat.unlocked', blocked_seat_ids: null, ...about }, freed);
}

/** Null where nothing is given back. */
async function freePart(tx: Querier, booked: BookedHold, given: GivenPlaces): Promise<ChangedPlaces | null> {
  const areas = given.areas.map(({ areaId, quantity }) => ({ area_id: areaId, quantity }));
  if (given.seatIds.length + areas.length === 0) return null;
  const changed = await changePlaces(tx, FREE_PART, booked, [given.seatIds, JSON.stringify(areas)]);
  const count = changed ? changed.seatIds.length + (changed.blockedSeatIds ?? []).length : 0;
  if (!changed || count !== given.seatIds.length || (changed.areas ?? []).length !== areas.length) {
    throw new Error(`booking ${booked.bookingId} does not have the places that it gives back`);
  }
  return changed;
}
