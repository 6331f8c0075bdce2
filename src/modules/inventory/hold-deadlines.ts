import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { HeldArea } from './places.ts';
import type { MapEvent } from './seat-changes.ts';
import { seatEvent } from './seat-event.ts';

/** Deadlines that come sooner, for tests of shops (see modules/sandbox). */

const FIND_RUNNING_HOLDS = readStatement(new URL('./sql/find-running-holds.sql', import.meta.url));
const BRING_FORWARD = readStatement(new URL('./sql/bring-forward.sql', import.meta.url));

export interface MovedHold {
  lockId: string;
  ownerId: string;
  seatIds: string[];
  areas: HeldArea[];
  ttl_ms: number;
  event: MapEvent;
}

interface MovedRow {
  lock_id: string;
  owner_id: string;
  seat_ids: string[];
  places: HeldArea[];
  version: number;
  ttl_ms: number;
}

/** The holds of the show that run, and that no booking was made of. */
export async function findRunningHolds(database: Querier, showId: string): Promise<string[]> {
  const rows = await database.query<{ id: string }>(FIND_RUNNING_HOLDS, [showId]);
  return rows.map(({ id }) => id);
}

/** Brings the deadlines of those of the holds that run forward, by so much, or (null) to now. They end by their deadlines as any. */
export async function bringHoldsForward(
  tx: Querier,
  { showId, lockIds, by_ms }: { showId: string; lockIds: readonly string[]; by_ms: number | null },
): Promise<MovedHold[]> {
  if (lockIds.length === 0) return [];
  const event = seatEvent({ event_type: 'seat.locked', show_id: showId, lock_id: null, actor: null, expires_at: null });
  const eventIds = lockIds.map(() => newId('event'));
  const rows = await tx.query<MovedRow>(BRING_FORWARD, [showId, event, by_ms, lockIds, eventIds]);
  return rows.map(({ lock_id, owner_id, seat_ids, places, version, ttl_ms }) => ({
    lockId: lock_id,
    ownerId: owner_id,
    seatIds: seat_ids,
    areas: places,
    ttl_ms,
    event: { event_type: 'seat.locked', show_id: showId, lock_id, version, seat_ids },
  }));
}
