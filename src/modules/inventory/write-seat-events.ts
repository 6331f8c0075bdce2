import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { splitSeats } from '../events/event-size.ts';
import type { AreaPayload } from '../events/events.ts';
import type { MapEvent } from './seat-changes.ts';
import { type SeatEventDraft, seatEvent } from './seat-event.ts';

/**
 * For changes of places in more than one statement: the show's head is locked first, as by everyone who changes places, and the
 * change is told of when it is known which places it has.
 */

const LOCK_HEAD = readStatement(new URL('./sql/lock-head.sql', import.meta.url));
const WRITE_SEAT_EVENTS = readStatement(new URL('./sql/write-change.sql', import.meta.url));

/** Keeps everyone else from changing places of the show until the transaction ends. False when there is no such show. */
export async function lockHead(tx: Querier, showId: string): Promise<boolean> {
  return (await tx.query(LOCK_HEAD, [showId])).length > 0;
}

/** The same for what a cancelled show does not get any more. False when there is no such show, and when it is cancelled. */
export async function lockOpenHead(tx: Querier, showId: string): Promise<boolean> {
  const [head] = await tx.query<{ closed: boolean }>(LOCK_HEAD, [showId]);
  return head?.closed === false;
}

/** Places that were changed, the areas with how they stand then. */
export interface ChangedPlaces {
  seatIds: readonly string[];
  areas?: readonly AreaPayload[];
  /** Of a booking that is over, beside the others: those that returned to their allotments. */
  blockedSeatIds?: readonly string[];
}

/** Takes a version and writes its event for the places that were changed: several, where they are too many for one. */
export async function writeSeatEvents(
  tx: Querier,
  draft: SeatEventDraft & { lock_id?: string; lock_ids?: string[]; booking_id?: string; booking_ids?: string[] },
  { seatIds, areas = [], blockedSeatIds = [] }: ChangedPlaces,
): Promise<MapEvent[]> {
  const [hasAreas, isBlocking] = [areas.length > 0, blockedSeatIds.length > 0];
  const isOne = isBlocking || (seatIds.length === 0 && hasAreas);
  const lists = isOne ? [[...seatIds]] : splitSeats(seatIds);
  const { event_type, show_id } = draft;
  const eventIds = lists.map(() => newId('event'));
  const rows = await tx.query<{ version: number }>(WRITE_SEAT_EVENTS, [
    show_id,
    seatEvent(hasAreas ? ({ ...draft, areas: null } as SeatEventDraft) : draft),
    JSON.stringify(lists),
    eventIds,
    isBlocking ? blockedSeatIds : null,
    hasAreas ? JSON.stringify(areas) : null,
  ]);
  const about = whoseOf(draft);
  return rows.map(({ version }, index): MapEvent => {
    const withAreas = hasAreas && index === 0 ? { areas } : {};
    const blocked = isBlocking ? { blocked_seat_ids: blockedSeatIds } : {};
    return { event_type, show_id, version, seat_ids: lists[index]!, ...blocked, ...withAreas, ...about };
  });
}

function whoseOf({ lock_id, lock_ids, booking_id }: Pick<MapEvent, 'lock_id' | 'lock_ids' | 'booking_id'>) {
  return {
    ...(lock_id === undefined ? {} : { lock_id }),
    ...(lock_ids === undefined ? {} : { lock_ids }),
    ...(booking_id === undefined ? {} : { booking_id }),
  };
}
