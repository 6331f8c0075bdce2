import { ExpiringMap } from '../../platform/caching/expiring-map.ts';
import { type Database, violatedUniqueConstraint } from '../../platform/postgres/database.ts';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import { AllottedSeatsTakenError } from '../inventory/allotted-places.ts';
import { isAreaFull } from '../inventory/area-full.ts';
import { type AreaQuantity, placesIn, quantitiesOf } from '../inventory/places.ts';
import type { SeenSeats } from '../inventory/seen-seats.ts';
import type { ChangeBudget } from '../limits/change-budget.ts';
import type { Cooldown } from '../limits/cooldown.ts';
import { forPartOfTime, type HoldOrigin } from '../limits/hold-origin.ts';
import type { LimitReports } from '../limits/limit-reports.ts';
import { conflictsOf } from '../seat-map/seat-conflicts.ts';
import { type SeatConflict, SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import type { AdmissionDemand } from '../waiting-room/admission-store.ts';
import type { AdmissionSync } from '../waiting-room/admission-sync.ts';
import type { RoomReports } from '../waiting-room/room-ticker.ts';
import { isNotAdmitted, NotAdmittedError } from '../waiting-room/waiting-room.errors.ts';
import { areaDemands } from './area-demands.ts';
import { type Judge, writeJudged } from './choice-judge.ts';
import { freshLock } from './fresh-lock.ts';
import { byLimit, raisedTo, withGivenBack } from './given-back.ts';
import { limitExceeded, tooManyChanges } from './limit-refusals.ts';
import { expireOverdueLocks } from './lock-sweeper.ts';
import type { LockRecord, LockWriter } from './lock-writer.ts';
import { shortAreasFor, withOpen } from './open-places.ts';
import { withoutOwn } from './own-meanwhile.ts';
import { type ReplacedPlaces, replacePlaces } from './place-replacer.ts';
import { findLock, type SeatLock } from './seat-lock.ts';
import type { AcquireOutcome, HoldLimits, ReleasedInStore, SeatLockStore } from './seat-lock-store.ts';

export interface WantedLock extends Omit<LockRecord, 'token' | 'ttl_ms' | 'seen'> {
  /** Where it is taken from; null where that is not counted. */
  origin: HoldOrigin | null;
  /** What it costs its owner to let holds run out unpaid; without, nothing. */
  cooldown?: Cooldown | null;
  /** What its owner may hold in the show; without, what the server allows. */
  limits?: HoldLimits;
  /** By what it is counted as a change; without, it is not. */
  changes?: ChangeBudget | null;
  /** Of the choice, where a rule applies to it. */
  judge?: Judge | null;
  /** Places that the lock has already, of those that it is to have, and others. */
  hadAreas?: readonly AreaQuantity[] | undefined;
  /** What the lock store asks of its owner, where the show has a waiting room. */
  admission?: AdmissionDemand | null;
}

/** Takes seats: first in the lock store, for its quick refusal; then in PostgreSQL, whose word counts. */
export interface SeatTaker {
  /**
   * A new lock on all the seats, or none. Throws NotAdmittedError, SeatsUnavailableError, OrphanSeatsError, LimitExceededError, ShowNotOnSaleError, …,
   * and StaleShowError where the total is not that of the present prices.
   */
  take(lock: WantedLock): Promise<SeatLock>;
  /**
   * More seats for a lock that runs, all or none, held until its deadline. `record` writes them down; it resolves with null
   * when nothing was written, and rejects with a unique violation of `seat_states_pkey`, or AllottedSeatsTakenError, when one is held, and
   * as `isAreaFull` says where an area has not so many places. Throws
   * SeatsUnavailableError, OrphanSeatsError, LimitExceededError, ServiceUnavailableError.
   */
  takeMore<T>(lock: WantedLock, terms: MoreTerms, record: RecordSeats<T>): Promise<T | null>;
  /** The lock has other places of areas now: the store counts these for the buyer, in place of those before. */
  replacePlaces(replaced: ReplacedPlaces): Promise<void>;
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
  /** How many of the lock's seats `record` gives back, with places beyond those that it takes: they no longer count for the buyer. */
  givenBack: number;
}

export interface SeatTakerDeps {
  database: Database;
  store: SeatLockStore;
  writer: LockWriter;
  seatMap: SeatMapService;
  shows: ShowsService;
  /** Of waiting rooms. */
  admissions: Pick<AdmissionSync, 'rebuild'>;
  settings: { ttl_ms: number; buyer: HoldLimits };
  /** Told of what is refused for the limits of a network address. */
  reports: LimitReports;
  /** The same for those who are not admitted. */
  roomReports: RoomReports;
}

type Acquired = Extract<AcquireOutcome, { outcome: 'ACQUIRED' }>;

const MAX_TRIES = 3;
/** Of so many callers it is remembered that they changed too much; of more, those that did so last. */
const MOST_REMEMBERED = 10_000;
const LOCK_CHANGES = 'lock_changes';

export function createSeatTaker(deps: SeatTakerDeps): SeatTaker {
  return new Taker(deps);
}

class Taker implements SeatTaker {
  readonly #deps: SeatTakerDeps;
  /** By show and caller: until a change may be made again. */
  readonly #exhausted = new ExpiringMap<true>({ now: () => performance.now(), maxWeight: MOST_REMEMBERED });

  constructor(deps: SeatTakerDeps) {
    this.#deps = deps;
  }

  async take(lock: WantedLock): Promise<SeatLock> {
    const { store, writer, seatMap, shows, settings } = this.#deps;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      const seen = lock.judge ? await lock.judge.look() : null;
      const { token, lapsed } = await this.#acquire(lock, settings.ttl_ms);
      try {
        const record = { ...lock, token, ttl_ms: settings.ttl_ms };
        const recorded = await write(lock, seen, (now) => writer.record(now ? { ...record, seen: now } : record));
        if (!recorded) throw await shows.whyNotHad(lock.showId, lock.atDoor);
        await seatMap.apply(recorded.event);
        return freshLock(lock, recorded.expiresAt, settings.ttl_ms);
      } catch (error) {
        const constraint = violatedUniqueConstraint(error);
        if (constraint === 'seat_locks_pkey') return await this.#resume(lock);
        await this.#undo(lock);
        // A store that fell back to an older state counts its tokens again: a new map begins a new epoch of them.
        if (constraint === 'seat_locks_token_unique') await store.dropMap(lock.showId);
        else if (isNotAdmitted(error)) throw this.#notAdmitted(lock.showId);
        else if (areSeatsTaken(error)) await this.#reconcile(lock, { lapsed, attempt });
        else throw error;
      }
    }
    throw new ServiceUnavailableError('The seats keep changing hands.', 1);
  }

  async takeMore<T>(wanted: WantedLock, { ttl_ms, givenBack }: MoreTerms, record: RecordSeats<T>): Promise<T | null> {
    const { settings } = this.#deps;
    const lock = { ...wanted, origin: forPartOfTime(wanted.origin, ttl_ms / settings.ttl_ms) };
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      const seen = lock.judge ? await lock.judge.look() : null;
      const { lapsed } = await this.#acquire(lock, ttl_ms, givenBack);
      try {
        const recorded = await write(lock, seen, record);
        if (recorded === null) await this.#undo(await withoutOwn(this.#deps.database, lock));
        return recorded;
      } catch (error) {
        await this.#undo(lock);
        if (!areSeatsTaken(error)) throw error;
        await this.#reconcile(lock, { lapsed, attempt });
      }
    }
    throw new ServiceUnavailableError('The seats keep changing hands.', 1);
  }

  async replacePlaces(replaced: ReplacedPlaces): Promise<void> {
    const { database, store, settings } = this.#deps;
    await replacePlaces({ database, store, ttl_ms: settings.ttl_ms }, replaced);
  }

  async countChange(showId: string, changes: ChangeBudget): Promise<void> {
    const { store, reports } = this.#deps;
    const wait_ms = await store.takeChange({ showId, changes }).catch(() => 0);
    if (wait_ms === 0) return;
    this.#exhausted.set(`${showId} ${changes.caller}`, true, wait_ms);
    reports.report(LOCK_CHANGES);
    throw tooManyChanges(changes, wait_ms);
  }

  assertMayChange(showId: string, changes: ChangeBudget): void {
    const wait_ms = this.#exhausted.timeLeft_ms(`${showId} ${changes.caller}`);
    if (wait_ms === 0) return;
    this.#deps.reports.report(LOCK_CHANGES);
    throw tooManyChanges(changes, wait_ms);
  }

  /** `givenBack`: how many seats the owner may hold beyond the limits for this moment. */
  async #acquire(lock: WantedLock, ttl_ms: number, givenBack = 0): Promise<Acquired> {
    const { store, seatMap, settings, reports, roomReports, admissions } = this.#deps;
    const allowed = lock.limits ?? settings.buyer;
    let may = withGivenBack({ limits: allowed, origin: lock.origin }, givenBack);
    const allottedIds = lock.allotted?.map(({ seatId }) => seatId);
    const places = { areas: areaDemands(lock), hadPlaces: lock.hadAreas && placesIn(lock.hadAreas) };
    const taken = takenBy(lock);
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      const outcome = await store.acquire({ ...lock, ...places, allottedIds, ttl_ms, ...may });
      switch (outcome.outcome) {
        case 'ACQUIRED':
          return outcome;
        case 'REFUSED':
          throw refusedBy(outcome, lock);
        case 'LIMIT_EXCEEDED': {
          // Others for as many.
          const raised = taken <= givenBack ? raisedTo(outcome.held + taken, may, outcome) : null;
          if (raised) {
            may = raised;
            break;
          }
          if ('retryAfter_ms' in outcome) reports.report(outcome.limit.toLowerCase());
          const { changes = null, origin } = lock;
          throw limitExceeded(byLimit(outcome, origin), allowed, { changes, origin });
        }
        case 'NOT_ADMITTED':
          roomReports.report('refused');
          throw new NotAdmittedError(lock.showId);
        case 'ADMISSIONS_MISSING':
          await admissions.rebuild(lock.showId);
          break;
        case 'MAP_MISSING':
          await seatMap.rebuild(lock.showId);
      }
    }
    throw new ServiceUnavailableError('The seat map is being rebuilt.', 1);
  }

  /** The store let one pass whose admission has ended a moment ago, or knew nothing of a room that is on since then. */
  #notAdmitted(showId: string): NotAdmittedError {
    const { shows, roomReports } = this.#deps;
    shows.forget(showId);
    roomReports.report('refused');
    return new NotAdmittedError(showId);
  }

  /** As if it had not been tried. */
  async #undo(lock: WantedLock): Promise<void> {
    const { store } = this.#deps;
    const { showId, origin } = lock;
    await store.release(heldBy(lock)).catch(() => undefined);
    const amount_ms = Math.floor(takenBy(lock) * (origin?.seat_ms ?? 0));
    if (origin && amount_ms > 0) {
      await store.giveBack({ showId, address: origin.address, amount_ms }).catch(() => undefined);
    }
  }

  /**
   * An earlier try of the same request got as far as PostgreSQL: it is done. If that lock has ended, its seats are free; so are
   * those that this try took in the store and the earlier one did not, which had chosen others.
   */
  async #resume(lock: WantedLock): Promise<SeatLock> {
    const { database, store } = this.#deps;
    const recorded = (await findLock(database, lock.lockId))!;
    if (recorded.status !== 'ACTIVE') {
      await store.release(heldBy(lock));
      return recorded;
    }
    const seatIds = lock.seatIds.filter((seatId) => !recorded.seatIds.includes(seatId));
    if (seatIds.length > 0) await this.#undo({ ...lock, seatIds, areas: undefined });
    return recorded;
  }

  /**
   * The store gave away what PostgreSQL holds for somebody: a hold that is overdue but not swept yet, one that lapsed in the
   * store alone, or a store that has lost its memory. The first is ended here and now; otherwise the refusal comes from
   * PostgreSQL, and only a map that knew nothing of a hold is made anew. What it says of areas may have changed meanwhile: that alone is
   * asked once more before, as whoever asks for more than there is must not have the map of a whole show made anew.
   */
  async #reconcile(lock: WantedLock, { lapsed, attempt }: { lapsed: number; attempt: number }): Promise<void> {
    const { database, store, seatMap } = this.#deps;
    const ended = await expireOverdueLocks({ database, seatMap }, lock.showId);
    const held = await conflictsOf(database, lock.showId, lock.seatIds, lock.ownerId);
    const conflicts = held.filter((conflict) => !isOpen(lock, conflict));
    const shortAreas = await shortAreasFor(database, lock.showId, lock);
    if (conflicts.length + shortAreas.length === 0) return;
    // What its allotments had free when they were read has gone: the map knows nothing of that, and is right.
    const isOfAllotments = conflicts.length === 0 && lock.openPlaces !== undefined && lock.openPlaces.length > 0;
    if (conflicts.length === 0 && attempt === 1 && !isOfAllotments) return;
    if (ended === 0 && lapsed === 0 && !isOfAllotments) await store.dropMap(lock.showId);
    throw new SeatsUnavailableError(lock.showId, lock.seatIds, conflicts, shortAreas);
  }
}

function refusedBy(
  { conflicts, shortAreas }: Extract<AcquireOutcome, { outcome: 'REFUSED' }>,
  { showId, seatIds, openPlaces }: WantedLock,
): SeatsUnavailableError {
  return new SeatsUnavailableError(showId, seatIds, conflicts, withOpen(shortAreas, openPlaces));
}

function areSeatsTaken(error: unknown): boolean {
  const isHeld = violatedUniqueConstraint(error) === 'seat_states_pkey' || error instanceof AllottedSeatsTakenError;
  return isHeld || isAreaFull(error);
}

/** Whether the seat is blocked for others. */
function isOpen({ allotted = [] }: WantedLock, { seatId, reason }: SeatConflict): boolean {
  return reason === 'BLOCKED' && allotted.some((seat) => seat.seatId === seatId);
}

/** Where seats are not as they were seen, the choice is judged again while its own are held in the store. */
async function write<T>({ judge }: WantedLock, seen: SeenSeats | null, record: RecordSeats<T>): Promise<T | null> {
  return judge && seen ? await writeJudged(judge, seen, record) : await record(null);
}

/** How many seats and places it takes beyond those that the lock has. */
function takenBy({ seatIds, areas, hadAreas }: WantedLock): number {
  return seatIds.length + Math.max(placesIn(areas) - placesIn(hadAreas), 0);
}

/** What it takes in the store. Where the lock had as many places before, their entry there is its own still. */
function heldBy({ showId, lockId, seatIds, areas, hadAreas }: WantedLock): ReleasedInStore {
  const held = { showId, lockId, seatIds };
  if (!areas) return held;
  const taken = quantitiesOf(areas);
  const isOwn = placesIn(areas) === placesIn(hadAreas);
  return isOwn ? { ...held, claimedOf: taken.map(({ areaId }) => areaId) } : { ...held, areas: taken };
}
