import type { Database } from '../../platform/postgres/database.ts';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import type { Settle } from '../idempotency/idempotency.ts';
import { exchangeHeld } from '../inventory/holds.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import type { SeenSeats } from '../inventory/seen-seats.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import { assertKnownSeats } from '../seat-map/seat-conflicts.ts';
import { planSeatIds } from '../seat-map/seat-id.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { totalOfSeats } from '../shows/prices.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import type { ChangeCounter } from './change-counter.ts';
import { writeJudged } from './choice-judge.ts';
import type { LockAccess } from './lock-access.ts';
import { changedSeats, type UpdateLockInput } from './lock-input.ts';
import type { SeatLock } from './seat-lock.ts';
import type { RecordSeats, SeatTaker } from './seat-taker.ts';

export interface LockUpdaterDeps {
  database: Database;
  access: LockAccess;
  changes: ChangeCounter;
  taker: SeatTaker;
  seatMap: SeatMapService;
  shows: ShowsService;
  limits: Pick<CallerLimits, 'originOf' | 'changesOf'>;
  maxSeats: number;
}

/** What is to become of a lock. */
interface LockChange {
  lock: SeatLock;
  show: Show;
  plan: SeatingPlanModel;
  /** Of the lock, as they are to be. */
  seatIds: string[];
  added: readonly string[];
  removed: readonly string[];
  /** What they cost then. */
  total: number;
}

const MAX_TRIES = 3;

/** Adds seats to locks that run and takes others out of them, all or nothing. */
export class LockUpdater {
  readonly #deps: LockUpdaterDeps;

  constructor(deps: LockUpdaterDeps) {
    this.#deps = deps;
  }

  /** `settle` answers the caller's idempotency key in the transaction of the change. */
  async update(calling: Calling, input: UpdateLockInput, settle: Settle): Promise<void> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      // False: another update of the same lock came first, or it has ended: that shows when it is read again.
      if (await this.#tryUpdate(calling, input, settle)) return;
    }
    throw new ServiceUnavailableError('The lock is being changed by another request.', 1);
  }

  async #tryUpdate(calling: Calling, input: UpdateLockInput, settle: Settle): Promise<boolean> {
    const { shows, seatMap } = this.#deps;
    const change = await this.#changeOf(calling, input);
    const exchanged = await this.#hold(calling, change, (seen) => this.#record(change, seen, settle));
    if (!exchanged) {
      // Maybe for its prices.
      shows.forget(change.show.id);
      return false;
    }
    await seatMap.apply(exchanged);
    return true;
  }

  async #changeOf({ principal }: Calling, input: UpdateLockInput): Promise<LockChange> {
    const { database, access, shows, maxSeats } = this.#deps;
    const lock = await access.ownRunningLock(principal, input.lockId);
    const added = planSeatIds(lock.showId, input.addSeatIds ?? []);
    const removed = planSeatIds(lock.showId, input.removeSeatIds ?? []);
    const seatIds = changedSeats({ seatIds: lock.seatIds, addSeatIds: added, removeSeatIds: removed }, maxSeats);
    const show =
      added.length > 0
        ? await shows.getShowOnSale(principal, lock.showId, 'input.lockId')
        : (await shows.getShow(lock.showId))!;
    const plan = await shows.planOf(show);
    await assertKnownSeats(database, { showId: show.id, plan, seatIds: added, principalId: principal.id });
    return { lock, show, plan, seatIds, added, removed, total: totalOfSeats(show, plan, seatIds).amount };
  }

  /** Judges the change where a rule applies to it, takes what is added in the lock store, and records it. */
  async #hold(calling: Calling, change: LockChange, record: RecordSeats<MapEvent>): Promise<MapEvent | null> {
    const { taker, limits } = this.#deps;
    const { lock, show, plan, seatIds, added, removed, total } = change;
    const { id: lockId, showId, ownerId } = lock;
    const origin = limits.originOf(calling, plan.seatById.size);
    const changes = limits.changesOf(calling, show);
    const isCounted = added.length === 0 && changes !== null;
    if (isCounted) await taker.countChange(showId, changes);
    const choice = { show, plan, lockId, seatIds, added, removed };
    const toCount = { choice, changes: isCounted ? null : changes };
    return await this.#deps.changes.judging(calling.principal, toCount, async (judge) => {
      if (added.length === 0) return judge ? await writeJudged(judge, await judge.look(), record) : await record(null);
      const wanted = { lockId, showId, ownerId, seatIds: added, total, origin, changes, judge };
      return await taker.takeMore(wanted, { ttl_ms: lock.remaining_ms, givenBack: removed.length }, record);
    });
  }

  async #record(change: LockChange, seen: SeenSeats | null, settle: Settle): Promise<MapEvent | null> {
    const { lock, show, seatIds, added, removed, total } = change;
    return await this.#deps.database.transaction(async (tx) => {
      const exchanged = await exchangeHeld(tx, {
        showId: lock.showId,
        lockId: lock.id,
        before: lock,
        after: { seatIds },
        total,
        pricesVersion: show.pricesVersion,
        added: { seatIds: added },
        removed: { seatIds: removed },
        seen,
      });
      if (exchanged) await settle(tx, { lockId: lock.id });
      return exchanged;
    });
  }
}
