import type { Cache } from '../../platform/caching/cache.ts';
import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import { TOPICS } from '../events/topics.ts';
import type { History } from '../history/history.ts';
import { BOOKING_TTL_MS, invalidateBooking } from './booking-cache.ts';

export interface RefusedBookingsReaderDeps {
  database: Pick<Database, 'query'>;
  cache: Pick<Cache, 'invalidate'>;
  keys: RedisKeys;
  history: Pick<History, 'epoch'>;
  logger: Logger;
}

const LOOK_EVERY_MS = 5_000;
/** At the first look: what the cache may still have. Later: what was committed behind the last look. */
const FIRST = `${BOOKING_TTL_MS / 1_000} s`;
const OVERLAP = '60 s';

const FIND_REFUSED = readStatement(new URL('./sql/find-refused-bookings.sql', import.meta.url));

/**
 * Makes the cache forget what a booking's event has made old though the log has refused the event: the cache may have been away
 * when the booking was changed, and no consumer will tell it. Every few seconds, and when it is woken.
 */
export function createRefusedBookingsReader(deps: RefusedBookingsReaderDeps): DueWorker {
  const { database, logger } = deps;
  let lookedAt: Date | null = null;

  return createDueWorker({
    name: 'reader of refused booking events',
    logger,
    maxSleep_ms: LOOK_EVERY_MS,
    async runDue() {
      const now = await readClock(database);
      const failures: unknown[] = [];
      const overlap = lookedAt === null ? FIRST : OVERLAP;
      const refused = await database.query<{ id: string; revision: number }>(FIND_REFUSED, [
        lookedAt,
        overlap,
        TOPICS.booking,
      ]);
      for (const { id, revision } of refused) {
        await invalidateBooking(deps, id, revision).catch((error) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
      // Not before the cache has taken them all: while it is away this is tried again.
      lookedAt = now;
      return null;
    },
  });
}
