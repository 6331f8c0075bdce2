import { attemptOrRest } from '../../platform/jobs/attempt-or-rest.ts';
import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { RetryPauses } from '../../platform/timing/retry-pauses.ts';
import { findOverdueBookings, lockOverdueBookings } from './booking.ts';
import type { BookingCache } from './booking-cache.ts';
import { changeStatuses } from './booking-record.ts';

const SWEEP_EVERY_MS = 200;
const BATCH = 100;
/** Between two tries to expire a booking where that fails. */
const PAUSES = { first_ms: 1_000, max_ms: 60 * 60_000 };

/**
 * Expires bookings that were not paid in time; the seat service frees their seats. Many share a transaction; when it fails
 * each has its own, so that one that can't be expired keeps no other from it. Every worker sweeps.
 */
export function createBookingSweeper(deps: { database: Database; cache: BookingCache; logger: Logger }): DueWorker {
  const { database, cache, logger } = deps;
  const pauses = new RetryPauses(PAUSES);
  /** Those that failed; each is looked at again when its pause is over. */
  const failing = new Set<string>();

  async function expire(bookingIds: readonly string[]): Promise<number> {
    const count = await database.transaction(async (tx) => {
      const overdue = await lockOverdueBookings(tx, bookingIds);
      await changeStatuses(tx, cache, overdue, { to: 'EXPIRED' });
      return overdue.length;
    });
    if (count > 0) logger.info({ count }, 'bookings expired unpaid');
    return count;
  }

  const expireAlone = (bookingId: string) =>
    attemptOrRest(
      pauses,
      bookingId,
      async () => {
        await expire([bookingId]);
        failing.delete(bookingId);
      },
      (err, retryIn_ms) => {
        failing.add(bookingId);
        logger.error({ err, bookingId, retryIn_ms }, 'a booking was not expired, trying again');
      },
    );

  return createDueWorker({
    name: 'booking sweeper',
    maxSleep_ms: SWEEP_EVERY_MS,
    logger,
    async runDue() {
      for (const bookingId of failing) await expireAlone(bookingId);
      for (;;) {
        const overdue = await findOverdueBookings(database, { limit: BATCH, except: [...failing] });
        if (overdue.length === 0) return null;
        try {
          // Fewer: the others are in another node's hands.
          if ((await expire(overdue)) < BATCH) return null;
        } catch (error) {
          if (isOutage(error)) throw error;
          for (const bookingId of overdue) await expireAlone(bookingId);
          if (overdue.length < BATCH) return null;
        }
      }
    },
  });
}
