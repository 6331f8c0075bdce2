import { attemptOrRest } from '../../platform/jobs/attempt-or-rest.ts';
import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { RetryPauses } from '../../platform/timing/retry-pauses.ts';
import { expire } from '../inventory/hold-ends.ts';
import { locksOf, type MapEvent } from '../inventory/seat-changes.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';

/** How late a deadline may be noticed that came closer after the last look: by a lock of a shorter time, taken meanwhile. */
const SWEEP_EVERY_MS = 200;
/** What is overdue still is in somebody else's hands: of another node that sweeps, or of a change of the lock. */
const LOOK_AGAIN_MS = 20;
/** Locks of one statement: few enough that the first are on their way to the maps while the last are still ended. */
const BATCH = 1_000;
/** Between two tries to end the locks of a show where that fails. */
const PAUSES = { first_ms: 1_000, max_ms: 60_000 };

/** How many locks this node has ended at their deadlines. */
export interface LockExpiries {
  count: number;
}

interface SweepDeps {
  database: Database;
  seatMap: SeatMapService;
}

/** Ends every overdue lock of the show now and brings the change to the lock store; resolves with how many there were. */
export async function expireOverdueLocks({ database, seatMap }: SweepDeps, showId: string): Promise<number> {
  const { count, events } = await sweep(database, showId);
  await Promise.all(events.map((event) => seatMap.apply(event)));
  return count;
}

/** Ends every overdue lock of the show; resolves with how many there were, and with their events in version order. */
async function sweep(database: Database, showId: string): Promise<{ count: number; events: MapEvent[] }> {
  const events: MapEvent[] = [];
  for (let count = 0; ; ) {
    const batch = await expire(database, showId, BATCH);
    count += batch.events.reduce((sum, event) => sum + locksOf(event).length, 0);
    events.push(...batch.events);
    if (!batch.isFull) return { count, events };
  }
}

const NEXT_DEADLINE = readStatement(new URL('./sql/next-deadline.sql', import.meta.url));
const OVERDUE_SHOWS = readStatement(new URL('./sql/overdue-shows.sql', import.meta.url));

/**
 * Ends locks at their deadline, whoever took them and whether or not anybody asks for their seats. Every worker sweeps; the
 * deadline is PostgreSQL's, so that nodes' clocks don't matter.
 */
export function createLockSweeper(deps: SweepDeps & { logger: Logger; expiries?: LockExpiries }): DueWorker {
  const { database, seatMap, logger, expiries } = deps;

  const pauses = new RetryPauses(PAUSES);
  const telling = new Set<string>();
  /** Not awaited, so that a store that is slow or away keeps no lock from ending; while it is, it is left to the events. */
  function tellStore(showId: string, events: readonly MapEvent[]): void {
    if (telling.has(showId)) return;
    telling.add(showId);
    void Promise.all(events.map((event) => seatMap.apply(event))).finally(() => telling.delete(showId));
  }

  async function untilNextDeadline_ms(): Promise<number | null> {
    const [row] = await database.query<{ next_ms: number | null }>(NEXT_DEADLINE);
    return row!.next_ms;
  }

  /** A show whose locks can't be ended keeps those of the others from nothing. */
  const sweepShow = (showId: string) =>
    attemptOrRest(
      pauses,
      showId,
      async () => {
        const { count, events } = await sweep(database, showId);
        if (count === 0) return;
        if (expiries) expiries.count += count;
        logger.info({ showId, count }, 'seat locks expired');
        tellStore(showId, events);
      },
      (err, retryIn_ms) => logger.error({ err, showId, retryIn_ms }, 'seat locks were not expired, trying again'),
    );

  return createDueWorker({
    name: 'lock sweeper',
    maxSleep_ms: SWEEP_EVERY_MS,
    logger,
    async runDue() {
      const next_ms = await untilNextDeadline_ms();
      if (next_ms === null || next_ms > 0) return next_ms;
      for (const { showId } of await database.query<{ showId: string }>(OVERDUE_SHOWS)) {
        await sweepShow(showId);
      }
      const left_ms = await untilNextDeadline_ms();
      return left_ms === null ? null : Math.max(left_ms, LOOK_AGAIN_MS);
    },
  });
}
