import type { Logger } from '../observability/logger.ts';
import { CommitsInDoubtError } from '../outages/outage.ts';
import type { Querier } from './database.ts';
import { readStatement } from './statement-file.ts';

const FIND_LOSSY_SETTINGS = readStatement(new URL('./sql/find-lossy-settings.sql', import.meta.url));
const READ_WITNESS = readStatement(new URL('./sql/read-witness.sql', import.meta.url));

/** Says in one line when PostgreSQL is set to acknowledge commits that it may lose. */
export async function warnOfLossyCommits(database: Querier, logger: Logger): Promise<void> {
  const lossy = await database.query<{ setting: string }>(FIND_LOSSY_SETTINGS);
  if (lossy.length === 0) return;
  const settings = lossy.map(({ setting }) => setting).join(', ');
  logger.warn(
    { settings },
    `PostgreSQL may lose bookings that were acknowledged when it crashes: ${settings} (see docs/operations.md)`,
  );
}

/** Rejects while PostgreSQL takes no change: it has recovered, and no node has begun a new epoch of its history yet. */
export async function assertCommitsAreKnown(database: Querier): Promise<void> {
  const witness = await database.query(READ_WITNESS);
  if (witness.length === 0) throw new CommitsInDoubtError();
}
