import type { DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { pause } from '../../platform/timing/pause.ts';
import { DomainError, NotFoundError, ServiceUnavailableError } from '../../shared/errors.ts';
import type { AllotmentsService } from '../allotments/allotments.service.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import type { LiveMapHub } from '../live-map/live-map-hub.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SandboxWebhooks } from '../payments/sandbox-webhooks.ts';
import type { SeatBlockingService } from '../seat-map/seat-blocking.service.ts';
import type { SeatingService } from '../seating/seating.service.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import {
  countUnsettled,
  findPurchases,
  listSandboxShows,
  type Purchase,
  removeShows,
  type SandboxShow,
} from './sandbox-rows.ts';
import { SANDBOX_ADMIN } from './sandbox-shows.ts';

export interface SandboxResetDeps {
  database: Database;
  seating: SeatingService;
  shows: ShowsService;
  locks: LocksService;
  bookings: BookingsService;
  seatBlocking: SeatBlockingService;
  allotments: AllotmentsService;
  hub: Pick<LiveMapHub, 'renew'>;
  refundWorker: DueWorker;
  sandboxWebhooks: SandboxWebhooks;
}

/** Until everything that was ended has been told and consumed. */
const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 25;

/**
 * Removes shows of the sandbox, and nothing else. First they end as any show might: cancelled, bookings refunded, holds given back,
 * allotments released, blocked seats freed, each with its events, so that whoever follows them has a map without a seat that is taken. Then they are
 * gone, and those who still follow them are told so.
 */
export class SandboxReset {
  readonly #deps: SandboxResetDeps;
  readonly #consumers: readonly string[];

  /** `consumers`: those whose effects are in PostgreSQL. */
  constructor(deps: SandboxResetDeps, consumers: readonly string[]) {
    this.#deps = deps;
    this.#consumers = consumers;
  }

  /** Resolves with the ids of the shows that it has removed. */
  async reset({ showId = null }: { showId?: string | null | undefined }): Promise<string[]> {
    const { database } = this.#deps;
    const deadline = performance.now() + PATIENCE_MS;
    const removed = await listSandboxShows(database, showId);
    if (showId !== null && removed.length === 0) throw new NotFoundError('Sandbox show', 'input.showId');
    while (!(await this.#tryToRemove(removed))) {
      if (performance.now() > deadline) {
        throw new ServiceUnavailableError('What the shows have done is still being told. Nothing was removed.', 1);
      }
    }
    this.#forget(removed);
    return removed.map(({ id }) => id);
  }

  /** False while something is still on its way, or has come between. */
  async #tryToRemove(shows: readonly SandboxShow[]): Promise<boolean> {
    if (shows.length === 0) return true;
    const { database, refundWorker, sandboxWebhooks } = this.#deps;
    for (const show of shows) await this.#end(show);
    await sandboxWebhooks.idle();
    await refundWorker.idle();
    const showIds = shows.map(({ id }) => id);
    if ((await countUnsettled(database, showIds, this.#consumers)) > 0) {
      await pause(LOOK_EVERY_MS);
      return false;
    }
    return await database.transaction((tx) => removeShows(tx, shows, this.#consumers));
  }

  async #end({ id: showId }: SandboxShow): Promise<void> {
    const { database, shows } = this.#deps;
    await shows.cancelShow(SANDBOX_ADMIN, { showId });
    for (const purchase of await findPurchases(database, showId)) {
      try {
        await this.#endPurchase(showId, purchase);
      } catch (error) {
        // It has ended by itself meanwhile; else it is there at the next try.
        if (!(error instanceof DomainError)) throw error;
      }
    }
  }

  async #endPurchase(showId: string, { kind, id }: Purchase): Promise<void> {
    const { allotments, locks, bookings, seatBlocking } = this.#deps;
    if (kind === 'allotment') await allotments.releaseAllotment(SANDBOX_ADMIN, { allotmentId: id });
    else if (kind === 'lock') await locks.releaseLock(SANDBOX_ADMIN, { lockId: id });
    else if (kind === 'booking')
      await bookings.cancelBooking(SANDBOX_ADMIN, { bookingId: id, reason: 'Sandbox reset' });
    else await seatBlocking.unblockSeats(SANDBOX_ADMIN, { showId, seatIds: [id] });
  }

  /** Whoever follows one of them reads again, and finds that it is gone. */
  #forget(removed: readonly SandboxShow[]): void {
    const { shows, seating, hub } = this.#deps;
    for (const { id } of removed) shows.forget(id);
    seating.renew();
    hub.renew();
  }
}
