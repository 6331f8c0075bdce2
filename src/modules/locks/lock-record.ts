import { newId } from '../../platform/ids.ts';
import { type Database, prepared } from '../../platform/postgres/database.ts';
import type { SeatEvent } from '../events/events.ts';

/** The lock records in PostgreSQL (table seat_locks): what makes a hold a promise. Each function is one statement. */

/** How often a hold may be extended. */
export const EXTENSIONS = 1;

export interface LockRecord {
  lockId: string;
  showId: string;
  ownerId: string;
  seatIds: readonly string[];
  token: number;
  total: number;
  ttl_ms: number;
}

export interface RecordedLock {
  /** Of the map, after the lock. */
  version: number;
  expiresAt: Date;
}

const RECORD_LOCKS = prepared(`
  WITH wanted AS (
    SELECT * FROM jsonb_to_recordset($2::jsonb)
      AS l (position int, id text, owner_id text, seat_ids text[], token bigint, total bigint, ttl_ms int, event_id text)
  ), head AS (
    UPDATE seat_maps m SET version = m.version + (SELECT count(*)::int FROM wanted)
      FROM shows s
     WHERE m.show_id = $1 AND s.id = $1 AND s.status = 'ON_SALE'
       AND (s.sales_start_at IS NULL OR s.sales_start_at <= now())
       AND (s.sales_end_at IS NULL OR s.sales_end_at > now())
    RETURNING m.version - (SELECT count(*)::int FROM wanted) AS base
  ), lock AS (
    INSERT INTO seat_locks (id, show_id, owner_id, seat_ids, token, total, expires_at, extensions_left)
    SELECT id, $1, owner_id, seat_ids, token, total, now() + ttl_ms * interval '1 millisecond', ${EXTENSIONS}
      FROM wanted, head
    RETURNING id, expires_at
  ), states AS (
    INSERT INTO seat_states (show_id, seat_id, state, lock_id)
    SELECT $1, seat_id, 'LOCKED', wanted.id FROM wanted JOIN lock USING (id), unnest(wanted.seat_ids) AS seat_id
  ), event AS (
    INSERT INTO outbox (event_id, topic, key, type, payload)
    SELECT event_id, 'seat-events', $1, 'seat.locked', json_build_object(
             'event_type', 'seat.locked', 'event_id', event_id,
             'occurred_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'show_id', $1::text, 'version', base + position, 'seat_ids', to_json(seat_ids), 'lock_id', id,
             'actor', owner_id,
             'expires_at', to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      FROM wanted JOIN lock USING (id), head ORDER BY position
  )
  SELECT base + position AS version, expires_at AS "expiresAt" FROM wanted JOIN lock USING (id), head ORDER BY position`);

/**
 * Writes locks of one show, their seats' states and their events, in one statement. Resolves with the version that each
 * made and its deadline, in their order, or with null when the show is not on sale at that moment. Rejects with a unique violation, nothing
 * written, when a seat is held (`seat_states_pkey`) or a lock is there already (`seat_locks_pkey`).
 */
export async function recordLocks(
  database: Database,
  showId: string,
  locks: readonly LockRecord[],
): Promise<RecordedLock[] | null> {
  const wanted = locks.map((lock, index) => ({
    position: index + 1,
    id: lock.lockId,
    owner_id: lock.ownerId,
    seat_ids: lock.seatIds,
    token: lock.token,
    total: lock.total,
    ttl_ms: lock.ttl_ms,
    event_id: newId('event'),
  }));
  const recorded = await database.query<RecordedLock>(RECORD_LOCKS, [showId, JSON.stringify(wanted)]);
  return recorded.length > 0 ? recorded : null;
}

/** What the lock store is told of an ended lock. */
export type EndedLockEvent = Pick<SeatEvent, 'event_type' | 'show_id' | 'version' | 'seat_ids'> & { lock_id: string };

// The locks first, then the show's head, then the seats: everyone who ends locks goes in this order. Rows are found by their
// keys (`= ANY (ARRAY(…))`), never by a join: its plan rests on what the planner believes of tables that have just grown
// by an on-sale, and a wrong belief is a loop over all held seats for each lock. Not prepared
// for the same reason: a plan is kept for longer than a belief. A lock whose seats were exchanged since the statement began
// is left alone (its new seats can't be seen here) and told of without a version.
const endLocks = (reason: 'RELEASED' | 'EXPIRED', which: string, actor: string): string => `
  WITH which AS (
    ${which}
  ), ended AS (
    UPDATE seat_locks l SET status = '${reason}', ended_at = now()
     WHERE l.id = ANY (ARRAY(SELECT id FROM which))
       AND l.seat_ids = (SELECT seen.seat_ids FROM seat_locks seen WHERE seen.id = l.id)
    RETURNING l.id, l.seat_ids
  ), counted AS (
    SELECT count(*)::int AS n FROM ended
  ), head AS (
    UPDATE seat_maps m SET version = m.version + n FROM counted WHERE m.show_id = $1 AND n > 0
    RETURNING m.version - n AS base
  ), freed AS (
    DELETE FROM seat_states s
     WHERE s.show_id = $1 AND s.seat_id = ANY (ARRAY(SELECT unnest(seat_ids) FROM ended, head)) AND s.state = 'LOCKED'
  ), numbered AS (
    SELECT ended.*, row_number() OVER (ORDER BY ended.id)::int AS position, base FROM ended, head
  ), event AS (
    INSERT INTO outbox (event_id, topic, key, type, payload)
    SELECT event_id, 'seat-events', $1, 'seat.unlocked', json_build_object(
             'event_type', 'seat.unlocked', 'event_id', event_id,
             'occurred_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'show_id', $1::text, 'version', base + position, 'seat_ids', to_json(seat_ids), 'lock_id', id,
             'actor', ${actor}, 'reason', '${reason}')
      FROM numbered, LATERAL (SELECT ($2::text[])[position] AS event_id) AS made ORDER BY position
  )
  SELECT id AS lock_id, seat_ids, base + position AS version FROM numbered
   UNION ALL SELECT id, NULL, NULL FROM which WHERE id NOT IN (SELECT id FROM ended)
   ORDER BY version`;

const RECORD_RELEASES = endLocks(
  'RELEASED',
  // In the order of their ids, so that two nodes that end the same locks wait for one another, and not in a circle.
  `SELECT id FROM seat_locks
      WHERE id = ANY ($3::text[]) AND show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL
      ORDER BY id FOR NO KEY UPDATE`,
  '($4::text[])[array_position($3::text[], id)]',
);

const RECORD_EXPIRIES = endLocks(
  'EXPIRED',
  `SELECT id FROM seat_locks
      WHERE show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL AND expires_at <= now()
      ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP LOCKED`,
  `'system'`,
);

/** Ends locks of one show before their time: those that still run. Resolves with their events, in version order. */
export async function recordReleases(
  database: Database,
  showId: string,
  releases: readonly { lockId: string; actor: string }[],
): Promise<EndedLockEvent[]> {
  const events: EndedLockEvent[] = [];
  for (let left = releases; left.length > 0; ) {
    const rows = await database.query<EndedRow>(RECORD_RELEASES, [
      showId,
      left.map(() => newId('event')),
      left.map(({ lockId }) => lockId),
      left.map(({ actor }) => actor),
    ]);
    events.push(...eventsOf(showId, rows));
    const changed = new Set(rows.filter(({ version }) => version === null).map(({ lock_id }) => lock_id));
    left = left.filter(({ lockId }) => changed.has(lockId));
  }
  return events;
}

/**
 * Ends up to `limit` overdue locks of a show that no booking was made of. Several nodes may do so at once: each lock is
 * ended by one. Resolves with their events, in version order.
 */
export async function recordExpiries(database: Database, showId: string, limit: number): Promise<EndedLockEvent[]> {
  const eventIds = Array.from({ length: limit }, () => newId('event'));
  return eventsOf(showId, await database.query<EndedRow>(RECORD_EXPIRIES, [showId, eventIds, limit]));
}

interface EndedRow {
  lock_id: string;
  seat_ids: string[];
  version: number | null;
}

function eventsOf(showId: string, rows: readonly EndedRow[]): EndedLockEvent[] {
  return rows.flatMap(({ version, ...row }) =>
    version === null ? [] : [{ event_type: 'seat.unlocked', show_id: showId, version, ...row }],
  );
}
