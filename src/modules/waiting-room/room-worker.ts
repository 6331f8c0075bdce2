import { attemptOrRest } from '../../platform/jobs/attempt-or-rest.ts';
import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { levelOfFailure } from '../../platform/outages/outage.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { createNotificationListener } from '../../platform/postgres/notification-listener.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { RetryPauses } from '../../platform/timing/retry-pauses.ts';
import { TICK_MS } from './admission-pace.ts';
import type { RoomTicker } from './room-ticker.ts';

const NEXT_TICKS = readStatement(new URL('./sql/next-ticks.sql', import.meta.url));
/** How late a room is noticed that a node has left behind, or of which this one was not told. */
const LOOK_EVERY_MS = 5_000;
const BATCH = 100;
/** Another node is at what is due. */
const LOOK_AGAIN_MS = TICK_MS / 2;
/** Between two tries where a tick fails. */
const PAUSES = { first_ms: TICK_MS, max_ms: 5_000 };

/**
 * Ticks the rooms that are due. Every worker looks; a room's tick is done by who takes its row first. PostgreSQL tells it of ticks that come due
 * earlier than they were.
 */
export function createRoomWorker(deps: {
  database: Pick<Database, 'query' | 'directUrl'>;
  ticker: Pick<RoomTicker, 'tick'>;
  logger: Logger;
}): DueWorker {
  const { database, ticker, logger } = deps;
  const pauses = new RetryPauses(PAUSES);

  /** Resolves with whether its draw is under way. */
  async function tickOrRest(showId: string): Promise<boolean> {
    let isUnderWay = false;
    await attemptOrRest(
      pauses,
      showId,
      async () => {
        isUnderWay = (await ticker.tick(showId)) === 'UNDER_WAY';
      },
      (err, retryIn_ms) =>
        logger[levelOfFailure(err)]({ err, showId, retryIn_ms }, 'waiting room not ticked, trying again'),
    );
    return isUnderWay;
  }

  const worker = createDueWorker({
    name: 'waiting room worker',
    maxSleep_ms: LOOK_EVERY_MS,
    logger,
    async runDue() {
      const rooms = await database.query<{ showId: string; ms: number }>(NEXT_TICKS, [BATCH]);
      const due = rooms.filter(({ ms }) => ms <= 0);
      const draws = await Promise.all(due.map(({ showId }) => tickOrRest(showId)));
      if (draws.includes(true)) return 0;
      if (due.length > 0) return Math.min(LOOK_AGAIN_MS, rooms[due.length]?.ms ?? LOOK_AGAIN_MS);
      return rooms[0] ? Math.max(1, rooms[0].ms) : null;
    },
  });
  const news = createNotificationListener({
    url: database.directUrl,
    channel: 'waiting_rooms',
    onNews: worker.wake,
    logger,
  });
  return {
    ...worker,
    start() {
      news.start();
      worker.start();
    },
    async stop(deadline_ms) {
      await Promise.all([news.stop(), worker.stop(deadline_ms)]);
    },
  };
}
