import type { Database } from '../../../src/platform/postgres/database.ts';

/**
 * Holds each seat of the show by a lock of its own, as many at once as would take buyers minutes: the rows alone, of which no event tells.
 * Resolves with how many there are.
 */
export async function holdAllSeats(
  database: Database,
  showId: string,
  { except = [] }: { except?: readonly string[] } = {},
): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `WITH seat AS (
       SELECT s.id, row_number() OVER (ORDER BY s.id) AS number
         FROM shows JOIN plan_seats AS s USING (plan_id) WHERE shows.id = $1 AND s.id <> ALL ($2::text[])
     ), hold AS (
       INSERT INTO seat_locks (id, show_id, owner_id, seat_ids, token, total, expires_at, extensions_left)
       SELECT 'lock_' || left(upper(md5($1 || number)), 26), $1, 'guest_' || number, ARRAY[id], (1::bigint << 40) + number, 0, now() + interval '1 hour', 1 FROM seat
       RETURNING id, seat_ids
     ), held AS (
       INSERT INTO seat_states (show_id, seat_id, state, lock_id) SELECT $1, seat_ids[1], 'LOCKED', id FROM hold RETURNING 1
     )
     SELECT count(*)::int AS count FROM held`,
    [showId, except],
  );
  return row!.count;
}

/** How many locks of the show have which status. */
export async function countLocks(database: Database, showId: string): Promise<Record<string, number>> {
  const rows = await database.query<{ status: string; count: number }>(
    'SELECT status::text, count(*)::int FROM seat_locks WHERE show_id = $1 GROUP BY status',
    [showId],
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}
