import type { Logger } from '../observability/logger.ts';
import { CommitsInDoubtError } from '../outages/outage.ts';
import type { Querier } from './database.ts';

const SETTINGS = `
  SELECT name || ' = ' || setting AS setting FROM pg_settings
   WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off' ORDER BY name`;

/** Says in one line when PostgreSQL is set to acknowledge commits that it may lose. */
export async function warnOfLossyCommits(database: Querier, logger: Logger): Promise<void> {
  const lossy = await database.query<{ setting: string }>(SETTINGS);
  if (lossy.length === 0) return;
  const settings = lossy.map(({ setting }) => setting).join(', ');
  logger.warn(
    { settings },
    `PostgreSQL may lose bookings that were acknowledged when it crashes: ${settings} (see docs/operations.md)`,
  );
}

/** Rejects while PostgreSQL takes no change: it has recovered, and no node has begun a new epoch of its history yet. */
export async function assertCommitsAreKnown(database: Querier): Promise<void> {
  const witness = await database.query('SELECT FROM history_witness');
  if (witness.length === 0) throw new CommitsInDoubtError();
}
