import { createDueWorker, type DueWorker } from '../../platform/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { lockOverdueBookings } from './booking.ts';
import type { BookingCache } from './booking-cache.ts';
import { changeStatus } from './booking-record.ts';

const SWEEP_EVERY_MS = 200;
const BATCH = 100;

/** Expires bookings that were not paid in time; the seat service frees their seats. Every node sweeps. */
export function createBookingSweeper(deps: { database: Database; cache: BookingCache; logger: Logger }): DueWorker {
  return createDueWorker({
    name: 'booking sweeper',
    maxSleep_ms: SWEEP_EVERY_MS,
    logger: deps.logger,
    async runDue() {
      for (;;) {
        const count = await deps.database.transaction(async (tx) => {
          const overdue = await lockOverdueBookings(tx, BATCH);
          for (const booking of overdue) await changeStatus(tx, deps.cache, booking, { to: 'EXPIRED' });
          return overdue.length;
        });
        if (count > 0) deps.logger.info({ count }, 'bookings expired unpaid');
        if (count < BATCH) return null;
      }
    },
  });
}
