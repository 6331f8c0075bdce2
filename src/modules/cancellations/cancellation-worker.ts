import { attemptOrRest } from '../../platform/jobs/attempt-or-rest.ts';
import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { RetryPauses } from '../../platform/timing/retry-pauses.ts';
import { findDueCancellations, forgetCancellation, untilNextCancellation_ms } from '../shows/show-cancellations.ts';
import type { ShowEnder } from './show-ender.ts';

/** How late a show is noticed that another node has cancelled. */
const LOOK_EVERY_MS = 1_000;
/** What is left is being changed by others. */
const LOOK_AGAIN_MS = 100;
const BATCH = 100;
/** Between two tries where a show's end fails. */
const PAUSES = { first_ms: 1_000, max_ms: 60_000 };

export interface CancellationWorkerDeps {
  database: Database;
  ender: Pick<ShowEnder, 'end'>;
  logger: Logger;
}

/**
 * Looks after shows that were cancelled, once each, a moment later: whoever cancelled a show ends what is held of it, and this ends what that
 * node could not, or has left where it died. Every worker looks; several may be at one show.
 */
export function createCancellationWorker({ database, ender, logger }: CancellationWorkerDeps): DueWorker {
  const pauses = new RetryPauses(PAUSES);

  const endOrRest = (showId: string) =>
    attemptOrRest(
      pauses,
      showId,
      async () => {
        if (await ender.end(showId, 'system')) await forgetCancellation(database, showId);
      },
      (err, retryIn_ms) =>
        logger.error({ err, showId, retryIn_ms }, 'what is held of a cancelled show was not ended, trying again'),
    );

  return createDueWorker({
    name: 'cancellation worker',
    maxSleep_ms: LOOK_EVERY_MS,
    logger,
    async runDue() {
      for (const showId of await findDueCancellations(database, BATCH)) {
        await endOrRest(showId);
      }
      const next_ms = await untilNextCancellation_ms(database);
      return next_ms === null ? null : Math.max(next_ms, LOOK_AGAIN_MS);
    },
  });
}
