import type { Database } from '../../../src/platform/postgres/database.ts';

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

/** A digest of each table: equal if and only if nothing that counts has changed. */
export async function fingerprint(database: Database): Promise<Record<string, string>> {
  const tables = await Promise.all(
    Object.entries(STATE).map(async ([table, columns]): Promise<[string, string]> => {
      const [row] = await database.query<{ digest: string }>(
        `SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(t::text, ';' ORDER BY t::text)), '') AS digest
           FROM (SELECT ${columns} FROM ${table}) AS t`,
      );
      return [table, row!.digest];
    }),
  );
  return Object.fromEntries(tables);
}
