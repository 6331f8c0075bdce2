import { newId } from '../../platform/ids.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import type { SeatEvent } from '../events/events.ts';
import { writeEvents } from '../events/events.ts';
import { reserveVersions } from '../seat-map/seat-ledger.ts';

/** The lock records in PostgreSQL (table seat_locks): what makes a hold a promise. */

/** How often a hold may be extended; the extension itself comes with `extendLock`. */
const EXTENSIONS = 1;

export interface LockRecord {
  lockId: string;
  showId: string;
  ownerId: string;
  seatIds: readonly string[];
  token: number;
  total: number;
  ttl_ms: number;
}

/**
 * Writes the lock, its seats' state and its event in one statement. Resolves with the map's new version and the deadline,
 * or with null when the show is not on sale at that moment. Rejects with a unique violation, nothing written, when a seat
 * is held (`seat_states_pkey`) or the lock is there already (`seat_locks_pkey`).
 */
export async function recordLock(
  database: Querier,
  lock: LockRecord,
): Promise<{ version: number; expiresAt: Date } | null> {
  const [row] = await database.query<{ version: number; expiresAt: Date }>(
    `WITH head AS (
       UPDATE seat_maps m SET version = m.version + 1
         FROM shows s
        WHERE m.show_id = $1 AND s.id = $1 AND s.status = 'ON_SALE'
          AND (s.sales_start_at IS NULL OR s.sales_start_at <= now())
          AND (s.sales_end_at IS NULL OR s.sales_end_at > now())
       RETURNING m.version
     ), lock AS (
       INSERT INTO seat_locks (id, show_id, owner_id, seat_ids, token, total, expires_at, extensions_left)
       SELECT $2, $1, $3, $4::text[], $5, $6, now() + $7::int * interval '1 millisecond', ${EXTENSIONS} FROM head
       RETURNING expires_at
     ), states AS (
       INSERT INTO seat_states (show_id, seat_id, state, lock_id)
       SELECT $1, seat_id, 'LOCKED', $2 FROM lock, unnest($4::text[]) AS seat_id
     ), event AS (
       INSERT INTO outbox (event_id, topic, key, type, payload)
       SELECT $8, 'seat-events', $1, 'seat.locked', jsonb_build_object(
         'event_type', 'seat.locked', 'event_id', $8::text, 'occurred_at', $9::text, 'show_id', $1::text,
         'version', head.version, 'seat_ids', to_jsonb($4::text[]), 'lock_id', $2::text, 'actor', $3::text,
         'expires_at', to_char(lock.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
       FROM head, lock
     )
     SELECT head.version, lock.expires_at AS "expiresAt" FROM head, lock`,
    [
      lock.showId,
      lock.lockId,
      lock.ownerId,
      lock.seatIds,
      lock.token,
      lock.total,
      lock.ttl_ms,
      newId('event'),
      new Date().toISOString(),
    ],
  );
  return row ?? null;
}

export interface EndedLock {
  lockId: string;
  seatIds: string[];
}

type EndedEvent = Pick<SeatEvent, 'event_type' | 'show_id' | 'version' | 'seat_ids' | 'lock_id'>;

/** Ends a running lock before its time. Resolves with its event, or with null when it does not run any more. */
export async function recordRelease(
  database: Database,
  { lockId, showId, actor }: { lockId: string; showId: string; actor: string },
): Promise<EndedEvent | null> {
  const [event] = await endLocks(database, {
    showId,
    reason: 'RELEASED',
    actor,
    which: `SELECT id FROM seat_locks WHERE id = $1 AND status = 'ACTIVE' AND booked_at IS NULL FOR UPDATE`,
    values: [lockId],
  });
  return event ?? null;
}

/**
 * Ends up to `limit` overdue locks of a show that no booking was made of. Several nodes may do so at once: each lock is
 * ended by one. Resolves with the events, in version order.
 */
export async function recordExpiries(database: Database, showId: string, limit: number): Promise<EndedEvent[]> {
  return await endLocks(database, {
    showId,
    reason: 'EXPIRED',
    actor: 'system',
    which: `SELECT id FROM seat_locks
             WHERE show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL AND expires_at <= now()
             ORDER BY expires_at, id LIMIT $2 FOR UPDATE SKIP LOCKED`,
    values: [showId, limit],
  });
}

interface EndLocks {
  showId: string;
  reason: 'RELEASED' | 'EXPIRED';
  actor: string;
  /** Selects and locks the ids of the locks to end. */
  which: string;
  values: unknown[];
}

async function endLocks(database: Database, { showId, reason, actor, which, values }: EndLocks): Promise<EndedEvent[]> {
  return await database.transaction(async (tx) => {
    const ended = await tx.query<EndedLock>(
      `UPDATE seat_locks SET status = '${reason}', ended_at = now() WHERE id IN (${which})
       RETURNING id AS "lockId", seat_ids AS "seatIds"`,
      values,
    );
    if (ended.length === 0) return [];
    const firstVersion = await reserveVersions(tx, showId, ended.length);
    if (firstVersion === null) throw new Error(`show ${showId} has no seat map`);
    await tx.query('DELETE FROM seat_states WHERE show_id = $1 AND lock_id = ANY($2)', [
      showId,
      ended.map((lock) => lock.lockId),
    ]);
    const events = ended.map((lock, index) => ({
      event_type: 'seat.unlocked' as const,
      show_id: showId,
      version: firstVersion + index,
      seat_ids: lock.seatIds,
      lock_id: lock.lockId,
      actor,
      reason,
    }));
    await writeEvents(tx, events);
    return events;
  });
}
