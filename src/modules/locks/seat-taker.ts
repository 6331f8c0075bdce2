import { ExpiringMap } from '../../platform/caching/expiring-map.ts';
import { type Database, violatedUniqueConstraint } from '../../platform/postgres/database.ts';
import { LimitExceededError, ServiceUnavailableError } from '../../shared/errors.ts';
import { EXTENSIONS } from '../inventory/holds.ts';
import type { SeenSeats } from '../inventory/seen-seats.ts';
import { type ChangeBudget, changesOfBudget } from '../limits/change-budget.ts';
import type { HoldOrigin } from '../limits/hold-origin.ts';
import type { LimitReports } from '../limits/limit-reports.ts';
import { conflictsOf } from '../seat-map/seat-conflicts.ts';
import { SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { type Judge, writeJudged } from './choice-judge.ts';
import { expireOverdueLocks } from './lock-sweeper.ts';
import type { LockRecord, LockWriter } from './lock-writer.ts';
import { findLock, type SeatLock } from './seat-lock.ts';
import type { AcquireOutcome, HoldLimits, SeatLockStore } from './seat-lock-store.ts';

export interface WantedLock extends Omit<LockRecord, 'token' | 'ttl_ms' | 'seen'> {
  /** Where it is taken from; null where that is not counted. */
  origin: HoldOrigin | null;
  /** By what it is counted as a change; without, it is not. */
  changes?: ChangeBudget | null;
  /** Of the choice, where a rule applies to it. */
  judge?: Judge | null;
}

/** Takes seats: first in the lock store, for its quick refusal; then in PostgreSQL, whose word counts. */
export interface SeatTaker {
  /**
   * A new lock on all the seats, or none. Throws SeatsUnavailableError, OrphanSeatsError, LimitExceededError, ShowNotOnSaleError, …,
   * and StaleShowError where the total is not that of the present prices.
   */
  take(lock: WantedLock): Promise<SeatLock>;
  /**
   * More seats for a lock that runs, all or none, held until its deadline. `record` writes them down; it resolves with null
   * when nothing was written, and rejects with a unique violation of `seat_states_pkey` when one is held. Throws
   * SeatsUnavailableError, OrphanSeatsError, LimitExceededError, ServiceUnavailableError.
   */
  takeMore<T>(lock: WantedLock, terms: MoreTerms, record: RecordSeats<T>): Promise<T | null>;
  /** Counts a change of a lock that takes no seats. Throws LimitExceededError. While the store is away nothing is counted. */
  countChange(showId: string, changes: ChangeBudget): Promise<void>;
  /** Throws LimitExceededError when a change was refused here a while ago, and its time has not come. Nothing is asked, or counted. */
  assertMayChange(showId: string, changes: ChangeBudget): void;
}

/** `seen`: what the choice was judged by. */
export type RecordSeats<T> = (seen: SeenSeats | null) => Promise<T | null>;

export interface MoreTerms {
  /** Until the lock's deadline. */
  ttl_ms: number;
  /** How many of the lock's seats `record` gives back: they no longer count for the buyer. */
  givenBack: number;
}

export interface SeatTakerDeps {
  database: Database;
  store: SeatLockStore;
  writer: LockWriter;
  seatMap: SeatMapService;
  shows: ShowsService;
  settings: { ttl_ms: number; buyer: HoldLimits };
  /** Told of what is refused for the limits of a network address. */
  reports: LimitReports;
}

type Acquired = Extract<AcquireOutcome, { outcome: 'ACQUIRED' }>;
type Exceeded = Extract<AcquireOutcome, { outcome: 'LIMIT_EXCEEDED' }>;

const MAX_TRIES = 3;
/** Of so many callers it is remembered that they changed too much; of more, those that did so last. */
const MOST_REMEMBERED = 10_000;

export function createSeatTaker(deps: SeatTakerDeps): SeatTaker {
  const { database, store, writer, seatMap, shows, settings, reports } = deps;
  /** By show and caller: until a change may be made again. */
  const exhausted = new ExpiringMap<true>({ now: () => performance.now(), maxWeight: MOST_REMEMBERED });

  async function take(lock: WantedLock): Promise<SeatLock> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      const seen = lock.judge ? await lock.judge() : null;
      const { token, lapsed } = await acquire(lock, settings.ttl_ms, settings.buyer);
      try {
        const record = { ...lock, token, ttl_ms: settings.ttl_ms };
        const recorded = await write(lock, seen, (now) => writer.record(now ? { ...record, seen: now } : record));
        if (!recorded) throw await shows.whyNotHad(lock.showId);
        await seatMap.apply(recorded.event);
        return freshLock(lock, recorded.expiresAt, settings.ttl_ms);
      } catch (error) {
        const constraint = violatedUniqueConstraint(error);
        if (constraint === 'seat_locks_pkey') return await resume(lock);
        await undo(lock);
        // A store that fell back to an older state counts its tokens again: a new map begins a new epoch of them.
        if (constraint === 'seat_locks_token_unique') await store.dropMap(lock.showId);
        else if (constraint === 'seat_states_pkey') await reconcile(lock, lapsed);
        else throw error;
      }
    }
    throw new ServiceUnavailableError('The seats keep changing hands.', 1);
  }

  async function acquire(lock: WantedLock, ttl_ms: number, limits: HoldLimits): Promise<Acquired> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      const outcome = await store.acquire({ ...lock, ttl_ms, limits });
      switch (outcome.outcome) {
        case 'ACQUIRED':
          return outcome;
        case 'REFUSED':
          throw new SeatsUnavailableError(lock.showId, lock.seatIds, outcome.conflicts);
        case 'LIMIT_EXCEEDED':
          if ('retryAfter_ms' in outcome) reports.report(outcome.limit.toLowerCase());
          throw limitExceeded(outcome, settings.buyer, lock.changes ?? null);
        case 'MAP_MISSING':
          await seatMap.rebuild(lock.showId);
      }
    }
    throw new ServiceUnavailableError('The seat map is being rebuilt.', 1);
  }

  /** Where seats are not as they were seen, the choice is judged again while its own are held in the store. */
  async function write<T>({ judge }: WantedLock, seen: SeenSeats | null, record: RecordSeats<T>): Promise<T | null> {
    return judge && seen ? await writeJudged(judge, seen, record) : await record(null);
  }

  /** As if it had not been tried. */
  async function undo(lock: WantedLock): Promise<void> {
    const { showId, seatIds, origin } = lock;
    await store.release(lock).catch(() => undefined);
    const amount_ms = Math.floor(seatIds.length * (origin?.seat_ms ?? 0));
    if (origin && amount_ms > 0) {
      await store.giveBack({ showId, address: origin.address, amount_ms }).catch(() => undefined);
    }
  }

  /**
   * An earlier try of the same request got as far as PostgreSQL: it is done. If that lock has ended, its seats are free; so are
   * those that this try took in the store and the earlier one did not, which had chosen others.
   */
  async function resume(lock: WantedLock): Promise<SeatLock> {
    const recorded = (await findLock(database, lock.lockId))!;
    if (recorded.status !== 'ACTIVE') {
      await store.release(lock);
      return recorded;
    }
    const seatIds = lock.seatIds.filter((seatId) => !recorded.seatIds.includes(seatId));
    if (seatIds.length > 0) await undo({ ...lock, seatIds });
    return recorded;
  }

  /**
   * The store gave away what PostgreSQL holds for somebody: a hold that is overdue but not swept yet, one that lapsed in the
   * store alone, or a store that has lost its memory. The first is ended here and now; otherwise the refusal comes from
   * PostgreSQL, and only a map that knew nothing of a hold is made anew.
   */
  async function reconcile(lock: WantedLock, lapsed: number): Promise<void> {
    const ended = await expireOverdueLocks({ database, seatMap }, lock.showId);
    const conflicts = await conflictsOf(database, lock.showId, lock.seatIds, lock.ownerId);
    if (conflicts.length === 0) return;
    if (ended === 0 && lapsed === 0) await store.dropMap(lock.showId);
    throw new SeatsUnavailableError(lock.showId, lock.seatIds, conflicts);
  }

  return {
    take,
    async countChange(showId, changes) {
      const wait_ms = await store.takeChange({ showId, changes }).catch(() => 0);
      if (wait_ms === 0) return;
      exhausted.set(`${showId} ${changes.caller}`, true, wait_ms);
      reports.report(LOCK_CHANGES);
      throw tooManyChanges(changes, wait_ms);
    },
    assertMayChange(showId, changes) {
      const wait_ms = exhausted.timeLeft_ms(`${showId} ${changes.caller}`);
      if (wait_ms === 0) return;
      reports.report(LOCK_CHANGES);
      throw tooManyChanges(changes, wait_ms);
    },
    async takeMore(wanted, { ttl_ms, givenBack }, record) {
      const lock = { ...wanted, origin: forPartOfTime(wanted.origin, ttl_ms / settings.ttl_ms) };
      const limits = { ...settings.buyer, maxSeats: settings.buyer.maxSeats + givenBack };
      for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
        const seen = lock.judge ? await lock.judge() : null;
        const { lapsed } = await acquire(lock, ttl_ms, limits);
        try {
          const recorded = await write(lock, seen, record);
          if (recorded === null) await undo(lock);
          return recorded;
        } catch (error) {
          await undo(lock);
          if (violatedUniqueConstraint(error) !== 'seat_states_pkey') throw error;
          await reconcile(lock, lapsed);
        }
      }
      throw new ServiceUnavailableError('The seats keep changing hands.', 1);
    },
  };
}

const LOCK_CHANGES = 'lock_changes';

function tooManyChanges(changes: ChangeBudget, wait_ms: number): LimitExceededError {
  const wait_s = Math.ceil(wait_ms / 1_000);
  const from = changes.isAddress ? ' from your network address' : '';
  const message = `Seats of this show were held, changed and given back too often${from}. Try again in ${wait_s} s.`;
  return new LimitExceededError(message, changesOfBudget(changes), wait_s);
}

/** Seats of an address come free at any moment, as its buyers pay: the end of the first hold is the latest. */
const RETRY_SOON_S = 10;

function limitExceeded(
  outcome: Exceeded,
  { maxLocks, maxSeats }: HoldLimits,
  changes: ChangeBudget | null,
): LimitExceededError {
  const retry_s = 'retryAfter_ms' in outcome ? Math.ceil(outcome.retryAfter_ms / 1_000) : 0;
  switch (outcome.limit) {
    case 'LOCKS':
      return new LimitExceededError(`One buyer may have at most ${maxLocks} seat locks in a show at a time.`, maxLocks);
    case 'SEATS':
      return new LimitExceededError(`One buyer may have at most ${maxSeats} held seats in a show at a time.`, maxSeats);
    case 'ADDRESS_SEATS': {
      const soon_s = Math.min(retry_s, RETRY_SOON_S);
      const message = `At most ${outcome.max} seats of a show may be held from one network address at a time. Try again in ${soon_s} s.`;
      return new LimitExceededError(message, outcome.max, soon_s);
    }
    case 'ADDRESS_HOLDS': {
      const message = `Too many seats of this show were held from your network address and not paid. Try again in ${retry_s} s.`;
      return new LimitExceededError(message, outcome.max, retry_s);
    }
    case 'LOCK_CHANGES':
      return tooManyChanges(changes!, outcome.retryAfter_ms);
    default:
      return outcome satisfies never;
  }
}

/** Seats that are held for less than a lock's whole time cost less. */
function forPartOfTime(origin: HoldOrigin | null, part: number): HoldOrigin | null {
  return origin && { ...origin, seat_ms: origin.seat_ms * Math.min(1, part) };
}

function freshLock({ lockId, showId, ownerId, seatIds, total }: WantedLock, expiresAt: Date, ttl_ms: number): SeatLock {
  return {
    id: lockId,
    showId,
    ownerId,
    seatIds: [...seatIds],
    total,
    status: 'ACTIVE',
    expiresAt,
    remaining_ms: ttl_ms,
    extensionsLeft: EXTENSIONS,
    bookingId: null,
  };
}
