import { isId, newId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { Principal } from '../../shared/principal.ts';
import { type AllotmentAccess, ordinarySeats } from '../allotments/allotment-access.ts';
import type { CodesService } from '../codes/codes.service.ts';
import type { Idempotency, Settle } from '../idempotency/idempotency.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import type { PriceLine } from '../pricing/price-lines.ts';
import { assertKnownSeats } from '../seat-map/seat-conflicts.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { totalOfSeats } from '../shows/prices.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { byPresentShow, StaleShowError } from '../shows/stale-show.ts';
import { admissionDemand, assertAdmitted } from '../waiting-room/admission-demand.ts';
import { heldAreas } from './area-choices.ts';
import { type BuyerLimits, buyerLimitsOf, holdLimitsOf, type LockSettings, limitsIn } from './buyer-limits.ts';
import { ChangeCounter } from './change-counter.ts';
import type { ChoiceJudge } from './choice-judge.ts';
import type { ChooseSeats, ChosenLock, ChosenSeats } from './chosen-seats.ts';
import { chosenTypes } from './chosen-types.ts';
import { CodeApplier } from './code-applier.ts';
import { type DoorChoice, DoorHolder } from './door-holder.ts';
import { LockAccess, lockNotFound } from './lock-access.ts';
import { LockCodes } from './lock-codes.ts';
import { LockExtender } from './lock-extender.ts';
import {
  type ApplyCodeInput,
  checkLockCount,
  checkLockSeats,
  type ExtendLockInput,
  type LockSeatsInput,
  type ReleaseLockInput,
  type UpdateLockInput,
} from './lock-input.ts';
import { linesOfLock } from './lock-lines.ts';
import { LockReleaser } from './lock-releaser.ts';
import { LockUpdater } from './lock-updater.ts';
import type { LockWriter } from './lock-writer.ts';
import { LockNotActiveError } from './locks.errors.ts';
import { findActiveLocks, findLock, type SeatLock } from './seat-lock.ts';
import type { SeatLockStore } from './seat-lock-store.ts';
import type { SeatTaker } from './seat-taker.ts';
import { askedSeats } from './ticket-choices.ts';

/** What changes locks takes the network address that the caller comes from; null: it is not counted. */
export interface LocksService {
  /**
   * Holds all the seats for the caller, or none. Throws InvalidInputError, NotFoundError (show), ShowNotOnSaleError,
   * CodeNotApplicableError, NotAdmittedError, SeatsUnavailableError (every conflict), OrphanSeatsError, LimitExceededError, IdempotencyConflictError,
   * ServiceUnavailableError.
   */
  lockSeats(principal: Principal, input: LockSeatsInput, address?: string | null): Promise<SeatLock>;
  /**
   * As lockSeats, for seats that `choose` finds: it may try to take some as often as it likes, until it has got them. Whether
   * they are too many for one lock is for it to see.
   */
  lockChosen(principal: Principal, request: ChosenLock, choose: ChooseSeats): Promise<SeatLock>;
  /**
   * Holds seats and places for a sale at the box office, under that id (a lock that is there already is resolved with as it is): those
   * that are free, and those of any allotment; whatever a buyer may hold, and beyond the sales window. For the show's organiser. Throws
   * what lockSeats throws but for OrphanSeatsError and LimitExceededError, and ForbiddenError.
   */
  holdAtDoor(principal: Principal, choice: DoorChoice, lockId: string): Promise<SeatLock>;
  /**
   * Finds seats of the show for the caller. What `isInVain` says of how that failed counts as a change of a lock: it is work, and would be had for
   * nothing. Throws LimitExceededError, before anything is looked for, to a caller who has changed too much.
   */
  choosing<T>(calling: Calling, show: Show, isInVain: (error: unknown) => boolean, work: () => Promise<T>): Promise<T>;
  /**
   * Adds seats to a lock of the caller that runs, takes others out of it and changes what seats are to be sold as, all or nothing; its
   * deadline stays. Throws
   * what lockSeats throws, and LockNotActiveError.
   */
  updateLock(principal: Principal, input: UpdateLockInput, address?: string | null): Promise<SeatLock>;
  /**
   * Applies a promo code to a lock of the caller that runs, in place of the one that it has, or takes it off. Throws NotFoundError,
   * LockNotActiveError, CodeNotApplicableError, LimitExceededError, IdempotencyConflictError, ServiceUnavailableError.
   */
  applyCode(principal: Principal, input: ApplyCodeInput, address?: string | null): Promise<SeatLock>;
  /** Moves the deadline, as often as `extensionsLeft` says. Throws NotFoundError, LockNotActiveError, LimitExceededError, …. */
  extendLock(principal: Principal, input: ExtendLockInput, address?: string | null): Promise<SeatLock>;
  /**
   * Gives the seats back. A lock released before stays released. Throws NotFoundError, LockNotActiveError,
   * IdempotencyConflictError.
   */
  releaseLock(principal: Principal, input: ReleaseLockInput, address?: string | null): Promise<SeatLock>;
  /** The lock, for its owner and the organiser of its show; null for anyone else. */
  getLock(principal: Principal | null, lockId: string): Promise<SeatLock | null>;
  /** The lock, whoever's it is. The caller has seen to the rights. */
  readLock(lockId: string): Promise<SeatLock | null>;
  /** The lock, for who may change and book it; null for anyone else. */
  getOwnLock(principal: Principal, lockId: string): Promise<SeatLock | null>;
  /** What the lock's seats cost, line by line: its total is their sum. Empty once it has ended. The caller has seen to the rights. */
  linesOf(lock: SeatLock): Promise<PriceLine[]>;
  /** The caller's locks that still run. */
  activeLocks(principal: Principal): Promise<SeatLock[]>;
  /** What the server allows in each show. */
  readonly buyerLimits: BuyerLimits;
  /** What applies in the show. */
  limitsIn(show: Pick<Show, 'limits'>): BuyerLimits;
}

export interface LocksServiceDeps {
  database: Database;
  store: SeatLockStore;
  writer: LockWriter;
  taker: SeatTaker;
  choiceJudge: ChoiceJudge;
  seatMap: SeatMapService;
  shows: ShowsService;
  allotments: AllotmentAccess;
  codes: Pick<CodesService, 'enteredCode' | 'assertLeft'>;
  idempotency: Idempotency;
  limits: Pick<CallerLimits, 'originOf' | 'cooldownOf' | 'changesOf' | 'seatsGivenBack'>;
  settings: LockSettings;
}

export function createLocksService(deps: LocksServiceDeps): LocksService {
  return new Locks(deps);
}

class Locks implements LocksService {
  readonly buyerLimits: BuyerLimits;
  readonly #deps: LocksServiceDeps;
  readonly #access: LockAccess;
  readonly #changes: ChangeCounter;
  readonly #codes: LockCodes;
  readonly #updater: LockUpdater;
  readonly #codeApplier: CodeApplier;
  readonly #extender: LockExtender;
  readonly #releaser: LockReleaser;
  readonly #door: DoorHolder;

  constructor(deps: LocksServiceDeps) {
    const { taker, choiceJudge } = deps;
    const { extension_ms } = deps.settings;
    this.#deps = deps;
    this.buyerLimits = buyerLimitsOf(deps.settings);
    this.#access = new LockAccess(deps);
    this.#changes = new ChangeCounter(taker, choiceJudge);
    this.#codes = new LockCodes(deps.codes, deps.allotments);
    const parts = { ...deps, access: this.#access, lockCodes: this.#codes };
    this.#updater = new LockUpdater({ ...parts, changes: this.#changes, limitsIn: (show) => this.limitsIn(show) });
    this.#codeApplier = new CodeApplier(parts);
    this.#extender = new LockExtender({ ...parts, extension_ms });
    this.#releaser = new LockReleaser(parts);
    this.#door = new DoorHolder(deps);
  }

  async lockSeats(principal: Principal, asked: LockSeatsInput, address: string | null = null): Promise<SeatLock> {
    const { seats: _seats, ...rest } = asked;
    const lists = { seatIds: 'input.seatIds', seats: 'input.seats' };
    const { path, ...seats } = askedSeats(asked.showId, asked, lists);
    const input = { ...rest, ...seats };
    checkLockSeats({ ...input, path }, this.#deps.settings.maxSeats);
    return await this.lockChosen(principal, { operation: 'lockSeats', input, address }, (take) =>
      take({ ...input, path }),
    );
  }

  limitsIn(show: Pick<Show, 'limits'>): BuyerLimits {
    return limitsIn(show, this.buyerLimits);
  }

  async lockChosen(
    principal: Principal,
    { operation, input, address }: ChosenLock,
    choose: ChooseSeats,
  ): Promise<SeatLock> {
    let made: SeatLock | null = null;
    const { lockId } = await this.#deps.idempotency.once(
      {
        principal,
        address,
        operation,
        key: input.idempotencyKey,
        input,
        newSubjectId: () => newId('lock'),
        recall: async (subjectId) => ((await this.#access.read(subjectId)) ? { lockId: subjectId } : null),
      },
      async (subjectId) => {
        made = await byPresentShow(() => choose((seats) => this.#take({ principal, address }, seats, subjectId)));
        return { lockId: subjectId };
      },
    );
    return made ?? (await this.#written(lockId));
  }

  async holdAtDoor(principal: Principal, choice: DoorChoice, lockId: string): Promise<SeatLock> {
    return (await this.#access.read(lockId)) ?? (await this.#door.hold(principal, choice, lockId));
  }

  async choosing<T>(
    calling: Calling,
    show: Show,
    isInVain: (error: unknown) => boolean,
    work: () => Promise<T>,
  ): Promise<T> {
    const changes = this.#deps.limits.changesOf(calling, show);
    return changes ? await this.#changes.counting({ showId: show.id, changes, isInVain }, work) : await work();
  }

  async updateLock(principal: Principal, input: UpdateLockInput, address: string | null = null): Promise<SeatLock> {
    const calling = { principal, address };
    const update = (settle: Settle) => this.#updater.update(calling, input, settle);
    await this.#changeOnce(calling, { operation: 'updateLock', input }, update);
    return await this.#written(input.lockId);
  }

  async applyCode(principal: Principal, input: ApplyCodeInput, address: string | null = null): Promise<SeatLock> {
    const calling = { principal, address };
    const apply = (settle: Settle) => this.#codeApplier.apply(calling, input, settle);
    await this.#changeOnce(calling, { operation: 'applyCode', input }, apply);
    return await this.#written(input.lockId);
  }

  async extendLock(principal: Principal, input: ExtendLockInput, address: string | null = null): Promise<SeatLock> {
    const extend = (settle: Settle) => this.#extender.extend(principal, input, settle);
    await this.#changeOnce({ principal, address }, { operation: 'extendLock', input }, extend);
    return await this.#written(input.lockId);
  }

  async releaseLock(principal: Principal, input: ReleaseLockInput, address: string | null = null): Promise<SeatLock> {
    const calling = { principal, address };
    let released: SeatLock | null = null;
    await this.#changeOnce(calling, { operation: 'releaseLock', input }, async () => {
      await this.#releaser.release(calling, input.lockId);
      released = await this.#written(input.lockId);
      if (released.status !== 'RELEASED') throw new LockNotActiveError(released.status);
    });
    return released ?? (await this.#written(input.lockId));
  }

  getLock(principal: Principal | null, lockId: string): Promise<SeatLock | null> {
    return this.#access.lockFor(principal, 'lock.read', lockId);
  }

  readLock(lockId: string): Promise<SeatLock | null> {
    return this.#access.read(lockId);
  }

  getOwnLock(principal: Principal, lockId: string): Promise<SeatLock | null> {
    return this.#access.lockFor(principal, 'lock.change', lockId);
  }

  linesOf(lock: SeatLock): Promise<PriceLine[]> {
    return linesOfLock(this.#deps.shows, lock);
  }

  activeLocks(principal: Principal): Promise<SeatLock[]> {
    return findActiveLocks(this.#deps.database, principal.id);
  }

  /** A new lock on the seats. */
  async #take(calling: Calling, chosen: ChosenSeats, lockId: string): Promise<SeatLock> {
    const { database, shows, store, limits, taker } = this.#deps;
    const { principal } = calling;
    const { seatIds } = chosen;
    const show = await shows.getShowOnSale(principal, chosen.showId, 'input.showId');
    const { pricesVersion } = show;
    if (chosen.code || show.seatRules.orphanRule !== 'OFF') await assertAdmitted(store, principal, show);
    const allowed = this.limitsIn(show);
    checkLockCount(chosen, allowed.seatsPerLock);
    if (chosen.pricesVersion !== undefined && chosen.pricesVersion !== pricesVersion) throw new StaleShowError();
    const plan = await shows.planOf(show);
    await assertKnownSeats(database, { showId: show.id, plan, seatIds, principalId: principal.id });
    const areas = chosen.areas?.length ? heldAreas({ show, plan }, chosen.areas, 'input.areas') : undefined;
    const ticketTypeIds = await chosenTypes(shows, { show, plan }, { ...chosen, areas });
    const sold = { seatIds, ticketTypeIds, areas };
    const { code, allotted, openPlaces } = await this.#codes.applied(calling, { show, plan, sold }, chosen.code);
    const total = totalOfSeats(show, plan, { ...sold, code }).amount;
    const hall = { seats: plan.placeCount, maxSeatsOfBuyer: allowed.seatsPerBuyer };
    const origin = limits.originOf(calling, hall);
    const cooldown = limits.cooldownOf(principal, show);
    const changes = limits.changesOf(calling, show);
    const ordinary = ordinarySeats(seatIds, allotted);
    const choice = { show, plan, lockId: null, seatIds: ordinary, added: ordinary, removed: [] };
    const prices = { ...(areas ? { areas, openPlaces } : {}), ticketTypeIds, code, total, pricesVersion };
    const about = { lockId, showId: show.id, ownerId: principal.id, seatIds, limits: holdLimitsOf(allowed) };
    const { asks: asksAdmission, demand: admission } = admissionDemand(principal, show);
    const wanted = { ...about, allotted, ...prices, origin, cooldown, changes, asksAdmission, admission };
    return await this.#changes.judging(principal, { choice, changes }, (judge) => taker.take({ ...wanted, judge }));
  }

  /** Changes a lock that is there once for the caller's key. */
  async #changeOnce(
    { principal, address }: Calling,
    { operation, input }: { operation: string; input: { lockId: string; idempotencyKey?: string | null | undefined } },
    change: (settle: Settle) => Promise<void>,
  ): Promise<void> {
    const { lockId, idempotencyKey: key } = input;
    // Before the id is written down along with the caller's idempotency key.
    if (!isId('lock', lockId)) throw lockNotFound();
    await this.#deps.idempotency.once(
      { principal, address, operation, key, input, newSubjectId: () => lockId },
      async (_lockId, settle) => {
        await change(settle);
        return { lockId };
      },
    );
  }

  /** As PostgreSQL has it now. */
  async #written(lockId: string): Promise<SeatLock> {
    return (await findLock(this.#deps.database, lockId))!;
  }
}
