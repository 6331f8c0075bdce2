import { newId } from '../../platform/ids.ts';
import { type Database, prepared, type Querier } from '../../platform/postgres/database.ts';
import { deleteInTurns } from '../../platform/postgres/delete-in-turns.ts';
import { SHARED_SEAT_BYTES } from '../events/event-size.ts';
import { eventTime } from '../events/event-time.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';

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
       AND coalesce(s.sales_end_at, s.starts_at) > now()
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
             'occurred_at', ${eventTime('now()')},
             'show_id', $1::text, 'version', base + position, 'seat_ids', to_json(seat_ids), 'lock_id', id,
             'actor', owner_id,
             'expires_at', ${eventTime('expires_at')})
      FROM wanted JOIN lock USING (id), head ORDER BY position
  )
  SELECT base + position AS version, expires_at AS "expiresAt" FROM wanted JOIN lock USING (id), head ORDER BY position`);

/**
 * Writes locks of one show, their seats' states and their events, in one statement. Resolves with the version that each
 * made and its deadline, in their order, or with null when the show is not on sale at that moment. Rejects with a unique
 * violation, nothing written, when a seat is held (`seat_states_pkey`) or a lock is there already (`seat_locks_pkey`).
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

/** What the lock store is told of locks that have ended. */
export type EndedLocksEvent = MapEvent;

/**
 * Locks that run out at the same moment and share a version and its event, where their seats have not too many bytes for
 * that: an on-sale's first holds end together.
 */
const EXPIRIES_PER_EVENT = 100;
/** What a lock takes up of the SHARED_SEAT_BYTES of an event; at least so much that not more than EXPIRIES_PER_EVENT share it. */
const WEIGHT = `greatest(octet_length(to_json(seat_ids)::text), ${Math.floor(SHARED_SEAT_BYTES / EXPIRIES_PER_EVENT)})`;

// The locks first, then the show's head, then the seats: everyone who ends locks goes in this order. Rows are found by
// their keys (`= ANY (ARRAY(…))`), never by a join: its plan rests on what the planner believes of tables that have just
// grown by an on-sale, and a wrong belief is a loop over all held seats for each lock. Not prepared for the same reason: a
// plan is kept for longer than a belief. A lock whose seats were exchanged since the statement began is left alone (its new
// seats can't be seen here) and told of without a version.
const endLocks = ({ reason, which, actor, group }: EndOfLocks): string => `
  WITH which AS (
    ${which}
  ), ended AS (
    UPDATE seat_locks l SET status = '${reason}', ended_at = now()
     WHERE l.id = ANY (ARRAY(SELECT id FROM which))
       AND l.seat_ids = (SELECT seen.seat_ids FROM seat_locks seen WHERE seen.id = l.id)
    RETURNING l.id, l.seat_ids
  ), grouping AS (
    SELECT id, seat_ids, ${group} AS part FROM ended
  ), numbered AS (
    SELECT id, seat_ids, dense_rank() OVER (ORDER BY part)::int AS position FROM grouping
  ), counted AS (
    SELECT coalesce(max(position), 0) AS n FROM numbered
  ), head AS (
    UPDATE seat_maps m SET version = m.version + n FROM counted WHERE m.show_id = $1 AND n > 0
    RETURNING m.version - n AS base
  ), freed AS (
    DELETE FROM seat_states s
     WHERE s.show_id = $1 AND s.seat_id = ANY (ARRAY(SELECT unnest(seat_ids) FROM ended, head)) AND s.state = 'LOCKED'
  ), grouped AS (
    SELECT position, base + position AS version, array_agg(DISTINCT id) AS lock_ids, array_agg(seat_id) AS seat_ids,
           min(${actor}) AS actor
      FROM numbered, head, unnest(seat_ids) AS seat_id GROUP BY position, base
  ), event AS (
    INSERT INTO outbox (event_id, topic, key, type, payload)
    SELECT event_id, 'seat-events', $1, 'seat.unlocked', json_strip_nulls(json_build_object(
             'event_type', 'seat.unlocked', 'event_id', event_id,
             'occurred_at', ${eventTime('now()')},
             'show_id', $1::text, 'version', version, 'seat_ids', to_json(seat_ids),
             'lock_id', CASE WHEN cardinality(lock_ids) = 1 THEN lock_ids[1] END,
             'lock_ids', CASE WHEN cardinality(lock_ids) > 1 THEN to_json(lock_ids) END,
             'actor', actor, 'reason', '${reason}'))
      FROM grouped, LATERAL (SELECT ($2::text[])[position] AS event_id) AS made ORDER BY position
  )
  SELECT lock_ids, seat_ids, version FROM grouped
   UNION ALL SELECT ARRAY[id], NULL, NULL FROM which WHERE id NOT IN (SELECT id FROM ended)
   ORDER BY version`;

interface EndOfLocks {
  reason: 'RELEASED' | 'EXPIRED';
  /** Selects and locks the records, as `id`. */
  which: string;
  /** Who ends the lock `id`. */
  actor: string;
  /** Locks for which this window function is the same share a version of the map and its event; it goes up with the id. */
  group: string;
}

const RECORD_RELEASES = endLocks({
  reason: 'RELEASED',
  // In the order of their ids, so that two nodes that end the same locks wait for one another, and not in a circle.
  which: `SELECT id FROM seat_locks
      WHERE id = ANY ($3::text[]) AND show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL
      ORDER BY id FOR NO KEY UPDATE`,
  actor: '($4::text[])[array_position($3::text[], id)]',
  group: 'row_number() OVER (ORDER BY id)',
});

const RECORD_EXPIRIES = endLocks({
  reason: 'EXPIRED',
  // Not more than the events that there are ids for can tell of; one at least.
  which: `SELECT id FROM (
      SELECT id, sum(${WEIGHT}) OVER (ORDER BY id) AS bytes, row_number() OVER (ORDER BY id) AS position FROM (
        SELECT id, seat_ids FROM seat_locks
         WHERE show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL AND expires_at <= now()
         ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP LOCKED
      ) AS overdue
    ) AS weighed WHERE bytes <= cardinality($2::text[]) * ${SHARED_SEAT_BYTES} OR position = 1`,
  actor: `'system'`,
  group: `(sum(${WEIGHT}) OVER (ORDER BY id) - 1) / ${SHARED_SEAT_BYTES}`,
});

export interface Releases {
  /** One each for the locks that were ended, in version order. */
  events: EndedLocksEvent[];
  /** Why those in `failed` were not. */
  failure?: unknown;
  failed: ReadonlySet<string>;
}

/**
 * Ends locks of one show before their time: those that still run. Rejects when nothing was ended; what was ended before a
 * later statement failed is told of beside the failure.
 */
export async function recordReleases(
  database: Database,
  showId: string,
  releases: readonly { lockId: string; actor: string }[],
): Promise<Releases> {
  const events: EndedLocksEvent[] = [];
  for (let left = releases; left.length > 0; ) {
    let rows: EndedRow[];
    try {
      rows = await database.query<EndedRow>(RECORD_RELEASES, [
        showId,
        left.map(() => newId('event')),
        left.map(({ lockId }) => lockId),
        left.map(({ actor }) => actor),
      ]);
    } catch (failure) {
      if (left === releases) throw failure;
      return { events, failure, failed: new Set(left.map(({ lockId }) => lockId)) };
    }
    events.push(...eventsOf(showId, rows));
    const changed = new Set(rows.flatMap(({ version, lock_ids }) => (version === null ? lock_ids : [])));
    left = left.filter(({ lockId }) => changed.has(lockId));
  }
  return { events, failed: new Set() };
}

export interface Expiries {
  /** Which the ended locks share, in version order. */
  events: EndedLocksEvent[];
  /** Whether there may be more of them. */
  isFull: boolean;
}

/**
 * Ends up to `limit` overdue locks of a show that no booking was made of: fewer when they have very many seats. Several nodes
 * may do so at once: each lock is ended by one.
 */
export async function recordExpiries(database: Database, showId: string, limit: number): Promise<Expiries> {
  const eventIds = Array.from({ length: Math.ceil(limit / EXPIRIES_PER_EVENT) }, () => newId('event'));
  const events = eventsOf(showId, await database.query<EndedRow>(RECORD_EXPIRIES, [showId, eventIds, limit]));
  return { events, isFull: events.length === eventIds.length };
}

/** Ended without a booking: nothing else points to them. */
const ENDED_UNBOOKED = `status IN ('RELEASED', 'EXPIRED') AND booked_at IS NULL`;
/** Deleted in one statement; what is left goes with the next one. */
const TRIMMED_AT_ONCE = 1_000;

const TRIM_ENDED_LOCKS = `
  DELETE FROM seat_locks
   WHERE id = ANY (ARRAY(SELECT id FROM seat_locks WHERE owner_id = $1 AND ${ENDED_UNBOOKED}
                          ORDER BY created_at DESC, id OFFSET $2 LIMIT ${TRIMMED_AT_ONCE}))`;

/** Forgets an owner's locks that ended without a booking, but for the newest `kept`. */
export async function trimEndedLocks(database: Querier, ownerId: string, kept: number): Promise<void> {
  await database.query(TRIM_ENDED_LOCKS, [ownerId, kept]);
}

/** Forgets all locks that ended without a booking more than so many days ago. */
export async function forgetEndedLocks(database: Querier, keptDays: number): Promise<void> {
  await deleteInTurns(database, 'seat_locks', `${ENDED_UNBOOKED} AND ended_at < now() - interval '${keptDays} days'`);
}

interface EndedRow {
  lock_ids: string[];
  seat_ids: string[];
  version: number | null;
}

function eventsOf(showId: string, rows: readonly EndedRow[]): EndedLocksEvent[] {
  return rows.flatMap(({ version, seat_ids, lock_ids }): EndedLocksEvent[] => {
    if (version === null) return [];
    const locks = lock_ids.length === 1 ? { lock_id: lock_ids[0]! } : { lock_ids };
    return [{ event_type: 'seat.unlocked', show_id: showId, version, seat_ids, ...locks }];
  });
}
