import { attemptOrRest } from '../../platform/jobs/attempt-or-rest.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { RetryPauses } from '../../platform/timing/retry-pauses.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import { endBookingsOfShow, endBookingWithShow, findBookingsOfShow } from '../bookings/bookings-of-show.ts';
import type { RefundRequests } from '../bookings/refund-requests.ts';
import type { CancellationPayload } from '../events/events.ts';
import { hasRunningHolds } from '../inventory/hold-ends.ts';
import { tellCancellation } from '../shows/show-events.ts';
import {
  type CancellationProgress,
  countCancelled,
  noteAllCancelled,
  noteTold,
  postponeBookingCancellation,
  readProgress,
  takeBookingCancellation,
} from './booking-cancellation.ts';

/** Bookings of one transaction: few enough that their rows are not locked for long. */
const BATCH = 25;
/** Of one show, before others have their turn. */
const BATCHES_IN_A_ROW = 20;
/** Between two looks at what others are at. */
const LOOK_AGAIN_MS = 100;
/** Between two looks at the refunds while they are made, and while nothing of them is heard. */
const WATCH_EVERY_MS = 1_000;
const WATCH_QUIET_EVERY_MS = 30_000;
/** So many looks that find nothing new mean that nothing is heard. */
const QUIET_AFTER = 10;
/** How far it is is told no more often. */
const TELL_EVERY_MS = 1_000;
/** Between two tries to cancel a booking where that fails. */
const PAUSES = { first_ms: 1_000, max_ms: 60 * 60_000 };

export interface BookingEnderDeps {
  database: Database;
  cache: BookingCache;
  refunds: RefundRequests;
  logger: Logger;
}

/**
 * Cancels the bookings of cancelled shows for which that was chosen, batch by batch: each in one transaction with its refunds and with the
 * count of those that are done. So several nodes may be at one show, and another goes on where one has died. Then it watches the refunds,
 * which the refund worker makes, and tells how far all of it is.
 */
export class BookingEnder {
  readonly #deps: BookingEnderDeps;
  readonly #pauses = new RetryPauses(PAUSES);
  /** Those that failed; each is looked at again when its pause is over. */
  readonly #failing = new Set<string>();
  /** Of the show that was told of last: how far it was, when, and how often it was no further since. */
  #told = { showId: '', state: '', at_ms: 0, unchanged: 0 };

  constructor(deps: BookingEnderDeps) {
    this.#deps = deps;
  }

  /** Goes on with a show that is due. */
  async goOn(showId: string): Promise<void> {
    for (let batches = 1; batches <= BATCHES_IN_A_ROW; batches += 1) {
      const state = await this.#endSome(showId);
      await this.#tellNowAndThen(showId);
      if (state === 'more') continue;
      if (state === 'waits') await this.#postpone(showId, LOOK_AGAIN_MS);
      if (state === 'done') await this.#watch(showId);
      return;
    }
  }

  /** 'more': others may be left. 'waits': those that are left are being changed by others. 'done': none is left, for good. */
  async #endSome(showId: string): Promise<'more' | 'waits' | 'done'> {
    try {
      return await this.#endBatch(showId);
    } catch (error) {
      if (isOutage(error)) throw error;
      this.#deps.logger.error({ err: error, showId }, 'bookings of a cancelled show are cancelled one by one');
      return await this.#endOneByOne(showId);
    }
  }

  async #endBatch(showId: string): Promise<'more' | 'waits' | 'done'> {
    const { database, refunds } = this.#deps;
    const state = await database.transaction(async (tx) => {
      const taken = await takeBookingCancellation(tx, showId);
      if (!taken) return 'waits';
      if (taken.areCancelled) return 'done';
      const how = { reason: taken.reason, terms: taken.refund };
      const count = await endBookingsOfShow(tx, this.#deps, this.#some(showId), how);
      if (count > 0) await countCancelled(tx, showId, count);
      if (count === BATCH) return 'more';
      return (await this.#closeIfAll(tx, showId)) ? 'done' : 'waits';
    });
    refunds.wake();
    return state;
  }

  /** Each has a transaction of its own, so that one that can't be cancelled keeps no other from it. */
  async #endOneByOne(showId: string): Promise<'more' | 'waits'> {
    const { database, logger } = this.#deps;
    const ids = await findBookingsOfShow(database, this.#some(showId));
    for (const bookingId of ids) {
      await attemptOrRest(
        this.#pauses,
        bookingId,
        async () => {
          await this.#endOne(showId, bookingId);
          this.#failing.delete(bookingId);
        },
        (err, retryIn_ms) => {
          this.#failing.add(bookingId);
          logger.error({ err, showId, bookingId, retryIn_ms }, 'a booking was not cancelled, trying again');
        },
      );
    }
    this.#deps.refunds.wake();
    return ids.length < BATCH ? 'waits' : 'more';
  }

  async #endOne(showId: string, bookingId: string): Promise<void> {
    await this.#deps.database.transaction(async (tx) => {
      const taken = await takeBookingCancellation(tx, showId);
      if (!taken) return;
      const how = { reason: taken.reason, terms: taken.refund };
      if (await endBookingWithShow(tx, this.#deps, bookingId, how)) await countCancelled(tx, showId, 1);
    });
  }

  #some(showId: string) {
    const except = [...this.#failing].filter((id) => this.#pauses.isResting(id));
    return { showId, limit: BATCH, except };
  }

  /** None is left, and none can be made any more: nobody holds anything of the show. */
  async #closeIfAll(tx: Querier, showId: string): Promise<boolean> {
    if (await hasRunningHolds(tx, showId)) return false;
    const left = await findBookingsOfShow(tx, { showId, limit: 1, except: [] });
    if (left.length > 0) return false;
    await noteAllCancelled(tx, showId);
    return true;
  }

  async #watch(showId: string): Promise<void> {
    const progress = await this.#read(showId);
    if (!progress) return;
    if (progress.finishedAt === null) {
      await this.#tell(showId, progress, TELL_EVERY_MS);
      await this.#postpone(showId, this.#told.unchanged < QUIET_AFTER ? WATCH_EVERY_MS : WATCH_QUIET_EVERY_MS);
    } else {
      // The last word does not wait.
      await this.#tell(showId, progress, 0);
      await this.#postpone(showId, null);
    }
  }

  async #tellNowAndThen(showId: string): Promise<void> {
    const { showId: last, at_ms } = this.#told;
    if (last === showId && performance.now() - at_ms < TELL_EVERY_MS) return;
    const progress = await this.#read(showId);
    if (progress) await this.#tell(showId, progress, TELL_EVERY_MS);
  }

  async #tell(showId: string, progress: CancellationProgress, pause_ms: number): Promise<void> {
    const told = toldOf(progress);
    const state = JSON.stringify(told);
    const isSame = this.#told.showId === showId && this.#told.state === state;
    this.#told = { showId, state, at_ms: performance.now(), unchanged: isSame ? this.#told.unchanged + 1 : 0 };
    await this.#deps.database.transaction(async (tx) => {
      if (await noteTold(tx, showId, told, pause_ms)) await tellCancellation(tx, showId, told);
    });
  }

  async #read(showId: string): Promise<CancellationProgress | undefined> {
    return (await readProgress(this.#deps.database, [showId])).get(showId);
  }

  async #postpone(showId: string, by_ms: number | null): Promise<void> {
    await postponeBookingCancellation(this.#deps.database, showId, by_ms);
  }
}

function toldOf(progress: CancellationProgress): CancellationPayload {
  const { refund, bookings, cancelled, refundsPending, refundsSucceeded, refundsFailed } = progress;
  return {
    refund,
    bookings,
    cancelled,
    refunds_pending: refundsPending,
    refunds_succeeded: refundsSucceeded,
    refunds_failed: refundsFailed,
  };
}
