import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { Places } from './places.ts';
import type { MapEvent } from './seat-changes.ts';
import { lockHead, writeSeatEvents } from './write-seat-events.ts';

/** Places that are off sale, inside the caller's transaction. */

const BLOCK = readStatement(new URL('./sql/block.sql', import.meta.url));
const UNBLOCK = readStatement(new URL('./sql/unblock.sql', import.meta.url));

export interface Blocking {
  showId: string;
  places: Places;
  /** Who does it. */
  actor: string;
}

/** What was told of the change, or the places for which it can't be: the caller then ends the transaction. */
export type BlockingOutcome = { events: MapEvent[] } | { refused: Places };

/** Takes places off sale, all or none: those that are not AVAILABLE are refused. Null when there is no such show. */
export async function block(
  tx: Querier,
  blocking: Blocking & { reason: string | null },
): Promise<BlockingOutcome | null> {
  const { showId, places, actor, reason } = blocking;
  if (!(await lockHead(tx, showId))) return null;
  const refused = refusedOf(places, await tx.query(BLOCK, [showId, places.seatIds, reason]));
  if (refused.seatIds.length > 0) return { refused };
  return { events: await writeSeatEvents(tx, { event_type: 'seat.blocked', show_id: showId, actor }, places) };
}

/** Puts places on sale again, all or none: those that are not BLOCKED are refused. Null when there is no such show. */
export async function unblock(tx: Querier, { showId, places, actor }: Blocking): Promise<BlockingOutcome | null> {
  if (!(await lockHead(tx, showId))) return null;
  const refused = refusedOf(places, await tx.query(UNBLOCK, [showId, places.seatIds]));
  if (refused.seatIds.length > 0) return { refused };
  return { events: await writeSeatEvents(tx, { event_type: 'seat.unblocked', show_id: showId, actor }, places) };
}

/** Those of the places that were not changed. */
export function refusedOf({ seatIds }: Places, changed: readonly { seat_id: string }[]): Places {
  if (changed.length === seatIds.length) return { seatIds: [] };
  const done = new Set(changed.map(({ seat_id }) => seat_id));
  return { seatIds: seatIds.filter((seatId) => !done.has(seatId)) };
}
