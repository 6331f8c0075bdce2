import { createDueWorker, type DueWorker } from '../../platform/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { recordExpiries } from './lock-record.ts';

const SWEEP_EVERY_MS = 200;
const BATCH = 500;

/** Ends every overdue lock of the show now and brings the change to the lock store; resolves with how many there were. */
export async function expireOverdueLocks(
  { database, seatMap }: { database: Database; seatMap: SeatMapService },
  showId: string,
): Promise<number> {
  let total = 0;
  let applied: Promise<unknown> = Promise.resolve();
  for (;;) {
    const events = await recordExpiries(database, showId, BATCH);
    total += events.length;
    // The next batch is announced while the store is told of this one; no more than that waits for it.
    await applied;
    applied = Promise.all(events.map((event) => seatMap.apply(event)));
    if (events.length < BATCH) break;
  }
  await applied;
  return total;
}

/**
 * Ends locks at their deadline, whoever took them and whether or not anybody asks for their seats. Every node sweeps; the
 * deadline is PostgreSQL's, so that nodes' clocks don't matter.
 */
export function createLockSweeper(deps: { database: Database; seatMap: SeatMapService; logger: Logger }): DueWorker {
  return createDueWorker({
    name: 'lock sweeper',
    maxSleep_ms: SWEEP_EVERY_MS,
    logger: deps.logger,
    async runDue() {
      const shows = await deps.database.query<{ showId: string }>(
        `SELECT DISTINCT show_id AS "showId" FROM seat_locks
          WHERE status = 'ACTIVE' AND booked_at IS NULL AND expires_at <= now()`,
      );
      for (const { showId } of shows) {
        const count = await expireOverdueLocks(deps, showId);
        if (count > 0) deps.logger.info({ showId, count }, 'seat locks expired');
      }
      return null;
    },
  });
}
