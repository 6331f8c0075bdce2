import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { eventTime } from '../events/event-time.ts';

/** Changes of a lock that runs, each with its event in one statement. Null, nothing written, when it does not run (any more). */

const RUNS = `status = 'ACTIVE' AND booked_at IS NULL AND expires_at > now()`;

const RECORD_EXTENSION = `
  WITH lock AS (
    UPDATE seat_locks
       SET expires_at = expires_at + $2 * interval '1 millisecond', extensions_left = extensions_left - 1
     WHERE id = $1 AND ${RUNS} AND extensions_left > 0
    RETURNING id, show_id, owner_id, seat_ids, expires_at
  ), head AS (
    UPDATE seat_maps m SET version = m.version + 1 FROM lock WHERE m.show_id = lock.show_id RETURNING m.version
  ), event AS (
    INSERT INTO outbox (event_id, topic, key, type, payload)
    SELECT $3, 'seat-events', show_id, 'seat.locked', json_build_object(
             'event_type', 'seat.locked', 'event_id', $3::text, 'occurred_at', ${eventTime('now()')},
             'show_id', show_id, 'version', version, 'seat_ids', to_json(seat_ids), 'lock_id', id, 'actor', owner_id,
             'expires_at', ${eventTime('expires_at')})
      FROM lock, head
  )
  SELECT version, greatest(1, ceil(extract(epoch FROM expires_at - clock_timestamp()) * 1000))::int AS "ttl_ms"
    FROM lock, head`;

/** Moves the deadline once by `extension_ms`; the extension is used up. */
export async function recordExtension(
  database: Querier,
  lockId: string,
  extension_ms: number,
): Promise<{ version: number; ttl_ms: number } | null> {
  const [extended] = await database.query<{ version: number; ttl_ms: number }>(RECORD_EXTENSION, [
    lockId,
    extension_ms,
    newId('event'),
  ]);
  return extended ?? null;
}

const RECORD_UPDATE = `
  WITH lock AS (
    UPDATE seat_locks SET seat_ids = $3, total = $4
     WHERE id = $1 AND ${RUNS} AND seat_ids = $2
    RETURNING id, show_id, owner_id, expires_at
  ), head AS (
    UPDATE seat_maps m SET version = m.version + 1 FROM lock WHERE m.show_id = lock.show_id RETURNING m.version
  ), freed AS (
    DELETE FROM seat_states s USING lock, head
     WHERE s.show_id = lock.show_id AND s.lock_id = lock.id AND s.seat_id = ANY($6::text[])
  ), taken AS (
    INSERT INTO seat_states (show_id, seat_id, state, lock_id)
    SELECT show_id, seat_id, 'LOCKED', id FROM lock, head, unnest($5::text[]) AS seat_id
  ), event AS (
    INSERT INTO outbox (event_id, topic, key, type, payload)
    SELECT $7, 'seat-events', show_id, $8, json_strip_nulls(json_build_object(
             'event_type', $8::text, 'event_id', $7::text, 'occurred_at', ${eventTime('now()')},
             'show_id', show_id, 'version', version,
             'seat_ids', to_json(CASE WHEN $8 = 'seat.locked' THEN $5::text[] ELSE $6::text[] END),
             'unlocked_seat_ids', CASE WHEN $8 = 'seat.locked' AND cardinality($6::text[]) > 0 THEN to_json($6::text[]) END,
             'lock_id', id, 'actor', owner_id,
             'reason', CASE WHEN $8 = 'seat.unlocked' THEN 'RELEASED' END,
             'expires_at', CASE WHEN $8 = 'seat.locked' THEN ${eventTime('expires_at')} END))
      FROM lock, head
  )
  SELECT version FROM head`;

export interface LockUpdate {
  lockId: string;
  /** The seats as they were when the update was worked out: with others, nothing is written. */
  seatIdsBefore: readonly string[];
  seatIds: readonly string[];
  total: number;
  added: readonly string[];
  removed: readonly string[];
}

/**
 * Exchanges seats of the lock in one version of the map; its deadline stays. Rejects with a unique violation
 * (`seat_states_pkey`), nothing written, when an added seat is held.
 */
export async function recordUpdate(database: Querier, update: LockUpdate): Promise<{ version: number } | null> {
  const [head] = await database.query<{ version: number }>(RECORD_UPDATE, [
    update.lockId,
    update.seatIdsBefore,
    update.seatIds,
    update.total,
    update.added,
    update.removed,
    newId('event'),
    eventTypeOf(update),
  ]);
  return head ?? null;
}

/** Seats that are added make it a seat.locked, which then names the removed ones as well: one change, one event. */
export function eventTypeOf({ added }: Pick<LockUpdate, 'added'>): 'seat.locked' | 'seat.unlocked' {
  return added.length > 0 ? 'seat.locked' : 'seat.unlocked';
}
