import type { DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { bringReleasesForward } from '../allotments/allotment-writer.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import { bringBookingsForward } from '../bookings/booking-deadlines.ts';
import { bringHoldsForward, findRunningHolds, type MovedHold } from '../inventory/hold-deadlines.ts';
import type { LiveMapHub } from '../live-map/live-map-hub.ts';
import { LockNotActiveError } from '../locks/locks.errors.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import type { SeatLockStore } from '../locks/seat-lock-store.ts';
import { bringPaymentsForward } from '../payments/payment-deadlines.ts';
import type { SandboxWebhooks } from '../payments/sandbox-webhooks.ts';
import { bringRefundsForward } from '../refunds/due-refunds.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { bringShowForward } from '../shows/show-times.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { existing, listSandboxShows } from './sandbox-rows.ts';

export interface SandboxClockDeps {
  database: Database;
  store: SeatLockStore;
  seatMap: SeatMapService;
  shows: ShowsService;
  locks: LocksService;
  bookingCache: BookingCache;
  hub: Pick<LiveMapHub, 'notifier'>;
  sandboxWebhooks: SandboxWebhooks;
  /** Those that end what is overdue, and tell of it. */
  lockSweeper: DueWorker;
  bookingSweeper: DueWorker;
  showClock: DueWorker;
  allotmentReleaser: DueWorker;
  refundWorker: DueWorker;
}

interface Moved {
  holds: MovedHold[];
  bookingIds: string[];
}

/**
 * Time for tests of shops. No clock is moved: what a show waits for comes sooner by so much, which to everyone who looks at what is
 * left is the same, in PostgreSQL, in the lock store and on pages, whose clocks go on. What is due then ends as it always does.
 */
export class SandboxClock {
  readonly #deps: SandboxClockDeps;

  constructor(deps: SandboxClockDeps) {
    this.#deps = deps;
  }

  /** Brings forward what that show, or every show of the sandbox, waits for. Resolves when what is due has been done. */
  async advance({ seconds, showId = null }: { seconds: number; showId?: string | null | undefined }): Promise<Show[]> {
    const { database, shows } = this.#deps;
    const moved = await listSandboxShows(database, showId);
    if (showId !== null && moved.length === 0) throw new NotFoundError('Sandbox show', 'input.showId');
    for (const { id } of moved) await this.#advanceShow(id, seconds * 1000);
    await this.#settle();
    const advanced = await Promise.all(
      moved.map(async ({ id }) => {
        shows.forget(id);
        return await shows.getShow(id);
      }),
    );
    // A reset may have come between.
    const left = advanced.filter((show) => show !== null);
    if (showId !== null && left.length === 0) throw new NotFoundError('Sandbox show', 'input.showId');
    return left;
  }

  /** Ends a lock, or the unpaid booking that was made of it, as its deadline would. */
  async expireLock(lockId: string): Promise<SeatLock> {
    const { database, locks, bookingCache } = this.#deps;
    const { showId, bookingId, status } = existing(await locks.readLock(lockId), 'Seat lock', 'input.lockId');
    const moved = await database.transaction(async (tx): Promise<Moved> => {
      const holds = await bringHoldsForward(tx, { showId, lockIds: [lockId], by_ms: null });
      if (holds.length > 0 || bookingId === null) return { holds, bookingIds: [] };
      return { holds, bookingIds: await bringBookingsForward(tx, bookingCache, { showId, bookingId, by_ms: null }) };
    });
    await this.#tell(showId, moved);
    await this.#settle();
    if (moved.holds.length + moved.bookingIds.length === 0) throw new LockNotActiveError(status);
    return existing(await locks.readLock(lockId), 'Seat lock', 'input.lockId');
  }

  async #advanceShow(showId: string, by_ms: number): Promise<void> {
    const { database, bookingCache } = this.#deps;
    const moved = await database.transaction(async (tx): Promise<Moved> => {
      const lockIds = await findRunningHolds(tx, showId);
      const holds = await bringHoldsForward(tx, { showId, lockIds, by_ms });
      const bookingIds = await bringBookingsForward(tx, bookingCache, { showId, by_ms });
      await bringPaymentsForward(tx, showId, by_ms);
      await bringRefundsForward(tx, showId, by_ms);
      await bringReleasesForward(tx, showId, by_ms);
      await bringShowForward(tx, showId, by_ms, 'sandbox');
      return { holds, bookingIds };
    });
    await this.#tell(showId, moved);
  }

  /** Bookings have no event for this, and the lock store has deadlines of its own. */
  async #tell(showId: string, { holds, bookingIds }: Moved): Promise<void> {
    const { store, seatMap, hub, shows } = this.#deps;
    shows.forget(showId);
    for (const { event, ...hold } of holds) {
      await store.extend({ showId, ...hold }).catch(() => undefined);
      await seatMap.apply(event);
    }
    for (const bookingId of bookingIds) hub.notifier.notify(bookingId);
  }

  async #settle(): Promise<void> {
    const { lockSweeper, bookingSweeper, showClock, allotmentReleaser, sandboxWebhooks, refundWorker } = this.#deps;
    const workers = [lockSweeper, sandboxWebhooks, bookingSweeper, showClock, allotmentReleaser, refundWorker];
    for (const worker of workers) await worker.idle();
  }
}
