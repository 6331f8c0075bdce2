import type { Querier } from './database.ts';

/** PostgreSQL's time. All deadlines are by it: nodes' own clocks differ, and may be set while they run. */
export async function readClock(database: Querier): Promise<Date> {
  const [row] = await database.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  return row!.now;
}
