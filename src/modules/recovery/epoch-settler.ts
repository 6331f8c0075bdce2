import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { claimEpochs, giveEpochsBack, settleEpochs } from '../history/unsettled-epochs.ts';
import type { SeatLockStore } from '../locks/seat-lock-store.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { renewLockStore } from './cache-renewal.ts';
import { repairSeats } from './seat-repair.ts';

export interface EpochSettlerDeps {
  database: Database;
  store: SeatLockStore;
  seatMap: Pick<SeatMapService, 'apply'>;
  logger: Logger;
}

export interface EpochSettler extends DueWorker {
  /** A new epoch has begun. */
  begin(): void;
  /** How many bookings had seats that were not as the booking says, since this node has started. */
  readonly mendedCount: number;
}

const LOOK_EVERY_MS = 5_000;
/** When the events that were published again have come, and at most an hour after the last time. */
const MEND_AFTER_MS = 90_000;
const MEND_EVERY_MS = 60 * 60 * 1_000;

/**
 * What one node does for all when an epoch has begun: makes the lock store anew (again until it could be reached), and
 * later mends seats whose cause is gone.
 */
export function createEpochSettler(deps: EpochSettlerDeps): EpochSettler {
  const { database, store, seatMap, logger } = deps;
  let mendedCount = 0;
  let mendAt_ms = performance.now() + MEND_AFTER_MS;

  async function settle(number: number): Promise<void> {
    try {
      const { freedSeats } = await renewLockStore(database, store);
      await settleEpochs(database, number);
      logger.info({ number, freedSeats }, 'the lock store is made anew for the new epoch');
    } catch (error) {
      await giveEpochsBack(database).catch(() => {});
      throw error;
    }
  }

  async function mend(): Promise<void> {
    mendAt_ms = performance.now() + MEND_EVERY_MS;
    const { bookingIds, isCutShort } = await repairSeats({ database, seatMap, logger });
    if (isCutShort) mendAt_ms = performance.now() + MEND_AFTER_MS;
    if (bookingIds.length === 0) return;
    mendedCount += bookingIds.length;
    logger.warn({ bookingIds }, 'seats were not as their bookings say, and are mended');
  }

  const worker = createDueWorker({
    name: 'epoch settler',
    logger,
    maxSleep_ms: LOOK_EVERY_MS,
    async runDue() {
      const number = await claimEpochs(database);
      if (number !== null) await settle(number);
      if (performance.now() >= mendAt_ms) await mend();
      return null;
    },
  });
  return {
    ...worker,
    get mendedCount() {
      return mendedCount;
    },
    begin() {
      mendAt_ms = performance.now() + MEND_AFTER_MS;
      worker.wake();
    },
  };
}
