import { attemptOrRest } from '../../platform/jobs/attempt-or-rest.ts';
import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { RetryPauses } from '../../platform/timing/retry-pauses.ts';
import { findDueBookingCancellations, untilNextBookingCancellation_ms } from './booking-cancellation.ts';
import type { BookingEnder } from './booking-ender.ts';

/** How late a show is noticed that another node has cancelled. */
const LOOK_EVERY_MS = 1_000;
const SHOWS = 10;
/** Between two tries where going on with a show fails. */
const PAUSES = { first_ms: 1_000, max_ms: 60_000 };

export interface BookingCancellationWorkerDeps {
  database: Querier;
  ender: Pick<BookingEnder, 'goOn'>;
  logger: Logger;
}

/** Goes on with the cancellation of bookings of cancelled shows, until nothing of it is left to do. Every worker does so. */
export function createBookingCancellationWorker(deps: BookingCancellationWorkerDeps): DueWorker {
  const { database, ender, logger } = deps;
  const pauses = new RetryPauses(PAUSES);

  const goOnOrRest = (showId: string) =>
    attemptOrRest(
      pauses,
      showId,
      () => ender.goOn(showId),
      (err, retryIn_ms) =>
        logger.error({ err, showId, retryIn_ms }, 'the bookings of a cancelled show were not seen to, trying again'),
    );

  return createDueWorker({
    name: 'booking cancellation worker',
    maxSleep_ms: LOOK_EVERY_MS,
    logger,
    async runDue() {
      const due = (await findDueBookingCancellations(database, SHOWS)).filter((id) => !pauses.isResting(id));
      for (const showId of due) await goOnOrRest(showId);
      const next_ms = await untilNextBookingCancellation_ms(database);
      if (next_ms === null) return null;
      return due.length > 0 ? Math.max(next_ms, 0) : Math.max(next_ms, 100);
    },
  });
}
