import { expect } from 'vitest';
import type { Database } from '../../../src/platform/postgres/database.ts';
import { eventually } from '../basics/eventually.ts';

/** What a refused operation must leave as it was: table by table, the columns that mean something to people. */
const STATE: Record<string, string> = {
  venues: '*',
  seating_plans: 'id',
  shows: '*',
  seat_maps: 'show_id, version',
  seat_states: '*',
  seat_locks: '*',
  bookings: '*',
  booked_seats: '*',
  payments: '*',
  tickets: '*',
  sandbox_charges: '*',
  outbox: 'id, event_id',
};

/** Resolves when bookings that were made or cancelled before have had their effects on seats. */
async function bookingsSettled(database: Database): Promise<void> {
  await eventually(async () => {
    const open = await database.query(
      `SELECT FROM outbox o WHERE topic LIKE '%booking-events' AND NOT EXISTS
         (SELECT FROM processed_events p WHERE p.consumer = 'seat-service' AND p.event_id = o.event_id)`,
    );
    expect(open).toHaveLength(0);
  });
}

/** A digest of each table: equal if and only if nothing that counts has changed. What came before has settled. */
export async function fingerprint(database: Database): Promise<Record<string, string>> {
  await bookingsSettled(database);
  // In one statement, as of one moment.
  const digests = Object.entries(STATE).map(
    ([table, columns]) =>
      `SELECT '${table}' AS name, count(*) || ' rows, ' || coalesce(md5(string_agg(t::text, ';' ORDER BY t::text)), '') AS digest
         FROM (SELECT ${columns} FROM ${table}) AS t`,
  );
  const rows = await database.query<{ name: string; digest: string }>(digests.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}
