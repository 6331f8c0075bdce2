import type { Cache } from '../../platform/caching/cache.ts';
import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
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

const REFUSED = `
  SELECT payload->>'booking_id' AS id, max((payload->>'revision')::integer) AS revision
    FROM outbox_refused JOIN outbox ON outbox.id = outbox_id
   WHERE topic = '${TOPICS.booking}' AND refused_at > coalesce($1::timestamptz, now()) - $2::interval
     AND payload->>'booking_id' IS NOT NULL AND payload->>'revision' IS NOT NULL
   GROUP BY 1`;

/**
 * Makes the cache forget what a booking's event has made old though the log has refused the event: the cache may have been away
 * when the booking was changed, and no consumer will tell it. Every few seconds, and when it is woken.
 */
export function createRefusedBookingsReader(deps: RefusedBookingsReaderDeps): DueWorker {
  const { database, logger } = deps;
  let lookedAt: string | null = null;

  return createDueWorker({
    name: 'reader of refused booking events',
    logger,
    maxSleep_ms: LOOK_EVERY_MS,
    async runDue() {
      const [clock] = await database.query<{ now: string }>('SELECT now()::text AS now');
      const failures: unknown[] = [];
      const overlap = lookedAt === null ? FIRST : OVERLAP;
      for (const { id, revision } of await database.query<{ id: string; revision: number }>(REFUSED, [
        lookedAt,
        overlap,
      ])) {
        await invalidateBooking(deps, id, revision).catch((error) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
      // Not before the cache has taken them all: while it is away this is tried again.
      lookedAt = clock!.now;
      return null;
    },
  });
}
