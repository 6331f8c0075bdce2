import type { Querier } from './database.ts';
import { readStatement } from './statement-file.ts';

const READ_CLOCK = readStatement(new URL('./sql/read-clock.sql', import.meta.url));

/** PostgreSQL's time. All deadlines are by it: nodes' own clocks differ, and may be set while they run. */
export async function readClock(database: Querier): Promise<Date> {
  const [row] = await database.query<{ now: Date }>(READ_CLOCK);
  return row!.now;
}
