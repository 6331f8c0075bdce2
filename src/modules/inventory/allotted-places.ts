import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { AreaPayload } from '../events/events.ts';
import { type BlockingOutcome, refusedOf } from './blocked-places.ts';
import type { Places } from './places.ts';
import type { AllottedSeat } from './seat-ledger.ts';
import { lockHead, writeSeatEvents } from './write-seat-events.ts';

/**
 * Seats of allotments, inside the caller's transaction. A seat that is an allotment's has its row in seat_states for as long: BLOCKED while
 * nobody has it, which is how everyone else sees it, and BLOCKED again when it is given back (sql/parts/return-to-allotments.sql). Places of
 * areas are in allotted-areas.ts.
 */

const ALLOT = readStatement(new URL('./sql/allot.sql', import.meta.url));
const FREE_ALLOTTED_PLACES = readStatement(new URL('./sql/free-allotted-places.sql', import.meta.url));
const UNALLOT = readStatement(new URL('./sql/unallot.sql', import.meta.url));
const TAKE_ALLOTTED = readStatement(new URL('./sql/take-allotted.sql', import.meta.url));

export interface Allotting {
  showId: string;
  /** That the caller has locked. */
  allotmentId: string;
  /** Who does it. */
  actor: string;
}

/**
 * Makes places an allotment's, all or none: those that are held, sold or of an allotment are refused; blocked ones are taken over. Null
 * when there is no such show.
 */
export async function allot(tx: Querier, allotting: Allotting & { places: Places }): Promise<BlockingOutcome | null> {
  const { showId, allotmentId, actor, places } = allotting;
  if (!(await lockHead(tx, showId))) return null;
  const rows = await tx.query<{ seat_id: string; wasBlocked: boolean }>(ALLOT, [showId, places.seatIds, allotmentId]);
  const refused = refusedOf(places, rows);
  if (refused.seatIds.length > 0) return { refused };
  // The map shows those as blocked that were: nothing is to be told of them.
  const wereBlocked = new Set(rows.flatMap(({ seat_id, wasBlocked }) => (wasBlocked ? [seat_id] : [])));
  const seatIds = places.seatIds.filter((seatId) => !wereBlocked.has(seatId));
  return { events: await writeSeatEvents(tx, { event_type: 'seat.blocked', show_id: showId, actor }, { seatIds }) };
}

/**
 * Takes places out of an allotment, all or none (without `places`: all that it has, also of areas): those that nobody holds are AVAILABLE, the others
 * become so when they are given back. Those that are not its own are refused. Null when there is no such show.
 */
export async function unallot(
  tx: Querier,
  { showId, allotmentId, actor, places = null }: Allotting & { places?: Places | null },
): Promise<BlockingOutcome | null> {
  if (!(await lockHead(tx, showId))) return null;
  const rows = await tx.query<{ seat_id: string; isFree: boolean }>(UNALLOT, [
    showId,
    allotmentId,
    places?.seatIds ?? null,
  ]);
  const refused = refusedOf(places ?? { seatIds: [] }, rows);
  if (refused.seatIds.length > 0) return { refused };
  const seatIds = rows.flatMap(({ seat_id, isFree }) => (isFree ? [seat_id] : []));
  const areas = places ? [] : await tx.query<AreaPayload>(FREE_ALLOTTED_PLACES, [showId, allotmentId]);
  const draft = { event_type: 'seat.unblocked' as const, show_id: showId, actor };
  return { events: await writeSeatEvents(tx, draft, { seatIds, areas }) };
}

/** Seats of an allotment that a hold was to have are held by somebody, or blocked otherwise. What the transaction wrote is to be undone. */
export class AllottedSeatsTakenError extends Error {
  override readonly name = 'AllottedSeatsTakenError';

  constructor() {
    super('seats of an allotment are not there to be taken');
  }
}

/**
 * Gives holds their seats of allotments, in the transaction that has made them. A lock without any asks nothing. Throws
 * AllottedSeatsTakenError.
 */
export async function takeAllotted(
  tx: Querier,
  showId: string,
  holds: readonly { lockId: string; allotted?: readonly AllottedSeat[] | undefined }[],
): Promise<void> {
  const wanted = holds.flatMap(({ lockId, allotted = [] }) => allotted.map((seat) => ({ ...seat, lockId })));
  if (wanted.length === 0) return;
  const given = await tx.query(TAKE_ALLOTTED, [
    showId,
    wanted.map(({ seatId }) => seatId),
    wanted.map(({ allotmentId }) => allotmentId),
    wanted.map(({ lockId }) => lockId),
  ]);
  if (given.length < wanted.length) throw new AllottedSeatsTakenError();
}
