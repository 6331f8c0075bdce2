import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId, newId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { LimitExceededError, NotFoundError, ServiceUnavailableError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Idempotency, Settle } from '../idempotency/idempotency.ts';
import { type ActionOn, canWithShow, type PurchaseResource } from '../identity/rights.ts';
import { EXTENSIONS, exchangeHeld, extendHold } from '../inventory/holds.ts';
import type { SeenSeats } from '../inventory/seen-seats.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import type { ChangeBudget } from '../limits/change-budget.ts';
import { assertKnownSeats } from '../seat-map/seat-conflicts.ts';
import { planSeatIds } from '../seat-map/seat-id.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import type { PlanSeat, SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { totalOf } from '../shows/prices.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { byPresentShow, StaleShowError } from '../shows/stale-show.ts';
import { type ChoiceJudge, type Judge, type SeatChoice, writeJudged } from './choice-judge.ts';
import { changedSeats, checkLockSeats } from './lock-input.ts';
import type { LockWriter } from './lock-writer.ts';
import { LockNotActiveError, OrphanSeatsError } from './locks.errors.ts';
import { findActiveLocks, findLock, findLocks, type SeatLock } from './seat-lock.ts';
import type { HoldLimits, SeatLockStore } from './seat-lock-store.ts';
import type { SeatTaker } from './seat-taker.ts';

export interface LockSeatsInput {
  showId: string;
  seatIds: readonly string[];
  idempotencyKey?: string | null | undefined;
}

export interface UpdateLockInput {
  lockId: string;
  addSeatIds?: readonly string[] | null | undefined;
  removeSeatIds?: readonly string[] | null | undefined;
  idempotencyKey?: string | null | undefined;
}

export interface ExtendLockInput {
  lockId: string;
  idempotencyKey?: string | null | undefined;
}

export interface ReleaseLockInput {
  lockId: string;
  idempotencyKey?: string | null | undefined;
}

/** What changes locks takes the network address that the caller comes from; null: it is not counted. */
export interface LocksService {
  /**
   * Holds all the seats for the caller, or none. Throws InvalidInputError, NotFoundError (show), ShowNotOnSaleError,
   * SeatsUnavailableError (every conflict), OrphanSeatsError, LimitExceededError, IdempotencyConflictError,
   * ServiceUnavailableError.
   */
  lockSeats(principal: Principal, input: LockSeatsInput, address?: string | null): Promise<SeatLock>;
  /**
   * As lockSeats, for seats that `choose` finds: it may try to take some as often as it likes, until it has got them. Whether
   * they are too many for one lock is for it to see.
   */
  lockChosen(principal: Principal, request: ChosenLock, choose: ChooseSeats): Promise<SeatLock>;
  /**
   * Finds seats of the show for the caller. What `isInVain` says of how that failed counts as a change of a lock: it is work, and would be had for
   * nothing. Throws LimitExceededError, before anything is looked for, to a caller who has changed too much.
   */
  choosing<T>(calling: Calling, show: Show, isInVain: (error: unknown) => boolean, work: () => Promise<T>): Promise<T>;
  /**
   * Adds seats to a lock of the caller that runs and takes others out of it, all or nothing; its deadline stays. Throws
   * what lockSeats throws, and LockNotActiveError.
   */
  updateLock(principal: Principal, input: UpdateLockInput, address?: string | null): Promise<SeatLock>;
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
  /** The caller's locks that still run. */
  activeLocks(principal: Principal): Promise<SeatLock[]>;
  /** The same in each show. */
  readonly buyerLimits: BuyerLimits;
}

export interface ChosenLock {
  /** Of the API. */
  operation: string;
  /** What was asked for: it is the same for all requests with one idempotency key. */
  input: { idempotencyKey?: string | null | undefined };
  address: string | null;
}

/** Seats that were chosen; of `pricesVersion`, if what they cost was looked at. */
export interface ChosenSeats {
  showId: string;
  seatIds: readonly string[];
  pricesVersion?: number;
}

/** Is asked again where the show's prices have changed before its seats were held. */
export type ChooseSeats = (take: (seats: ChosenSeats) => Promise<SeatLock>) => Promise<SeatLock>;

/** How much one buyer may hold in a show at a time. */
export interface BuyerLimits {
  seatsPerLock: number;
  locksPerBuyer: number;
  /** Of all their locks together. */
  seatsPerBuyer: number;
  lockSeconds: number;
  extensionsPerLock: number;
  extensionSeconds: number;
}

export interface LocksServiceDeps {
  database: Database;
  store: SeatLockStore;
  writer: LockWriter;
  taker: SeatTaker;
  choiceJudge: ChoiceJudge;
  seatMap: SeatMapService;
  shows: ShowsService;
  idempotency: Idempotency;
  limits: Pick<CallerLimits, 'originOf' | 'changesOf' | 'seatsGivenBack'>;
  settings: { maxSeats: number; ttl_ms: number; extension_ms: number; buyer: HoldLimits };
}

const MAX_TRIES = 3;

const isOrphanRefusal = (error: unknown): boolean => error instanceof OrphanSeatsError;

export function createLocksService(deps: LocksServiceDeps): LocksService {
  const { database, store, writer, taker, choiceJudge, seatMap, shows, idempotency, limits, settings } = deps;
  const lookUpLock = createSharedLookup<string, SeatLock>({
    nameOf: (lockId) => lockId,
    readAll: (lockIds) => findLocks(database, lockIds),
    maxKeys: 200,
  });

  /** Does work that is refused to who has changed too much, and counts as a change where it fails in such a way. */
  async function counting<T>(
    showId: string,
    changes: ChangeBudget,
    isInVain: (error: unknown) => boolean,
    work: () => Promise<T>,
  ): Promise<T> {
    taker.assertMayChange(showId, changes);
    try {
      return await work();
    } catch (error) {
      if (isInVain(error)) await taker.countChange(showId, changes);
      throw error;
    }
  }

  /**
   * As `choiceJudge.judging`. What the rule refuses is counted as a change: looking at seats, and under LENIENT at the whole map,
   * is work, and would be had for nothing. `changes`: by what it is counted; null: not, or it is counted already.
   */
  async function judging<T>(
    principal: Principal,
    { choice, changes }: { choice: SeatChoice; changes: ChangeBudget | null },
    work: (judge: Judge | null) => Promise<T>,
  ): Promise<T> {
    return await choiceJudge.judging(principal, choice, async (judge) => {
      if (!judge || !changes) return await work(judge);
      return await counting(choice.show.id, changes, isOrphanRefusal, () => work(judge));
    });
  }

  async function lockSeats(calling: Calling, chosen: ChosenSeats, lockId: string): Promise<SeatLock> {
    const { principal } = calling;
    const { seatIds } = chosen;
    const show = await shows.getShowOnSale(principal, chosen.showId, 'input.showId');
    const { pricesVersion } = show;
    if (chosen.pricesVersion !== undefined && chosen.pricesVersion !== pricesVersion) throw new StaleShowError();
    const plan = await shows.planOf(show);
    await assertKnownSeats(database, { showId: show.id, plan, seatIds, principalId: principal.id });
    const total = totalOf(show, seatsIn(plan, seatIds)).amount;
    const origin = limits.originOf(calling, plan.seatById.size);
    const changes = limits.changesOf(calling, show);
    const choice = { show, plan, lockId: null, seatIds, added: seatIds, removed: [] };
    const wanted = { lockId, showId: show.id, ownerId: principal.id, seatIds, total, pricesVersion, origin, changes };
    return await judging(principal, { choice, changes }, (judge) => taker.take({ ...wanted, judge }));
  }

  async function lockChosen(
    principal: Principal,
    { operation, input, address }: ChosenLock,
    choose: ChooseSeats,
  ): Promise<SeatLock> {
    let made: SeatLock | null = null;
    const { lockId } = await idempotency.once(
      {
        principal,
        address,
        operation,
        key: input.idempotencyKey,
        input,
        newSubjectId: () => newId('lock'),
        recall: async (subjectId) => ((await lookUpLock(subjectId)) ? { lockId: subjectId } : null),
      },
      async (subjectId) => {
        made = await byPresentShow(() => choose((seats) => lockSeats({ principal, address }, seats, subjectId)));
        return { lockId: subjectId };
      },
    );
    return made ?? (await findLock(database, lockId))!;
  }

  /** The lock, where the caller may do that to it. */
  async function lockFor(principal: Principal | null, action: ActionOn<PurchaseResource>, lockId: string) {
    if (!principal || !isId('lock', lockId)) return null;
    const lock = await lookUpLock(lockId);
    if (!lock) return null;
    const organiserOf = async () => (await shows.getShow(lock.showId))?.organiserId ?? null;
    return (await canWithShow(principal, action, { ownerId: lock.ownerId, organiserOf })) ? lock : null;
  }

  async function getLock(principal: Principal | null, lockId: string): Promise<SeatLock | null> {
    return await lockFor(principal, 'lock.read', lockId);
  }

  /** The caller's own lock, running. */
  async function ownRunningLock(principal: Principal, lockId: string): Promise<SeatLock> {
    const lock = await lockFor(principal, 'lock.change', lockId);
    if (!lock) throw lockNotFound();
    if (lock.status !== 'ACTIVE') throw new LockNotActiveError(lock.status);
    if (lock.remaining_ms <= 0) throw new LockNotActiveError('EXPIRED');
    return lock;
  }

  /** Changes a lock that is there once for the caller's key. */
  async function changeOnce(
    { principal, address }: Calling,
    { operation, input }: { operation: string; input: { lockId: string; idempotencyKey?: string | null | undefined } },
    change: (settle: Settle) => Promise<void>,
  ): Promise<void> {
    const { lockId, idempotencyKey: key } = input;
    // Before the id is written down along with the caller's idempotency key.
    if (!isId('lock', lockId)) throw lockNotFound();
    await idempotency.once(
      { principal, address, operation, key, input, newSubjectId: () => lockId },
      async (_lockId, settle) => {
        await change(settle);
        return { lockId };
      },
    );
  }

  async function update(calling: Calling, input: UpdateLockInput, settle: Settle): Promise<void> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      // False: another update of the same lock came first, or it has ended: that shows when it is read again.
      if (await tryUpdate(calling, input, settle)) return;
    }
    throw new ServiceUnavailableError('The lock is being changed by another request.', 1);
  }

  async function tryUpdate(calling: Calling, input: UpdateLockInput, settle: Settle): Promise<boolean> {
    const { principal } = calling;
    const lock = await ownRunningLock(principal, input.lockId);
    const added = planSeatIds(lock.showId, input.addSeatIds ?? []);
    const removed = planSeatIds(lock.showId, input.removeSeatIds ?? []);
    const seatIds = changedSeats(
      { seatIds: lock.seatIds, addSeatIds: added, removeSeatIds: removed },
      settings.maxSeats,
    );
    const show =
      added.length > 0
        ? await shows.getShowOnSale(principal, lock.showId, 'input.lockId')
        : (await shows.getShow(lock.showId))!;
    const plan = await shows.planOf(show);
    await assertKnownSeats(database, { showId: show.id, plan, seatIds: added, principalId: principal.id });
    const total = totalOf(show, seatsIn(plan, seatIds)).amount;
    const { id: lockId, showId, ownerId } = lock;
    const record = async (seen: SeenSeats | null) =>
      await database.transaction(async (tx) => {
        const exchanged = await exchangeHeld(tx, {
          showId,
          lockId,
          before: lock,
          after: { seatIds },
          total,
          pricesVersion: show.pricesVersion,
          added: { seatIds: added },
          removed: { seatIds: removed },
          seen,
        });
        if (exchanged) await settle(tx, { lockId });
        return exchanged;
      });
    const origin = limits.originOf(calling, plan.seatById.size);
    const changes = limits.changesOf(calling, show);
    const choice = { show, plan, lockId, seatIds, added, removed };
    const wanted = { lockId, showId, ownerId, seatIds: added, total, origin, changes };
    const isCounted = added.length === 0 && changes !== null;
    if (isCounted) await taker.countChange(showId, changes);
    const terms = { ttl_ms: lock.remaining_ms, givenBack: removed.length };
    const toCount = { choice, changes: isCounted ? null : changes };
    const exchanged = await judging(principal, toCount, async (judge) => {
      if (added.length > 0) return await taker.takeMore({ ...wanted, judge }, terms, record);
      return judge ? await writeJudged(judge, await judge(), record) : await record(null);
    });
    if (!exchanged) {
      // Maybe for its prices.
      shows.forget(showId);
      return false;
    }
    await seatMap.apply(exchanged);
    return true;
  }

  async function extend(principal: Principal, input: ExtendLockInput, settle: Settle): Promise<void> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      // False: it ended just now, or another request extended it: that shows when it is read again.
      if (await tryExtend(principal, input, settle)) return;
    }
    throw new ServiceUnavailableError('The lock is being changed by another request.', 1);
  }

  async function tryExtend(principal: Principal, input: ExtendLockInput, settle: Settle): Promise<boolean> {
    const lock = await ownRunningLock(principal, input.lockId);
    if (lock.extensionsLeft === 0) throw new LimitExceededError('The lock can not be extended any more.', 0);
    const { showId, id: lockId, ownerId, seatIds } = lock;
    const extended = await database.transaction(async (tx) => {
      const result = await extendHold(tx, { showId, lockId, extension_ms: settings.extension_ms });
      if (result) await settle(tx, { lockId });
      return result;
    });
    if (!extended) return false;
    // PostgreSQL has the new deadline; a store that could not be told lets go early, and is overruled by it.
    await store.extend({ showId, lockId, ownerId, seatIds, ttl_ms: extended.ttl_ms }).catch(() => undefined);
    await seatMap.apply(extended.event);
    return true;
  }

  async function release(calling: Calling, lockId: string): Promise<SeatLock> {
    const { principal } = calling;
    const lock = await lockFor(principal, 'lock.release', lockId);
    if (!lock) throw lockNotFound();
    const event = await writer.release({ lockId, showId: lock.showId, actor: principal.id });
    if (event) {
      const given = { showId: lock.showId, seats: lock.seatIds.length, remaining_ms: lock.remaining_ms };
      await Promise.all([seatMap.apply(event), limits.seatsGivenBack(calling, given)]);
    }
    const after = (await findLock(database, lockId))!;
    if (after.status !== 'RELEASED') throw new LockNotActiveError(after.status);
    return after;
  }

  return {
    getLock,
    getOwnLock: (principal, lockId) => lockFor(principal, 'lock.change', lockId),
    readLock: async (lockId) => (await lookUpLock(lockId)) ?? null,
    buyerLimits: {
      seatsPerLock: settings.maxSeats,
      locksPerBuyer: settings.buyer.maxLocks,
      seatsPerBuyer: settings.buyer.maxSeats,
      lockSeconds: Math.round(settings.ttl_ms / 1000),
      extensionsPerLock: EXTENSIONS,
      extensionSeconds: Math.round(settings.extension_ms / 1000),
    },
    async lockSeats(principal, asked, address = null) {
      const input = { ...asked, seatIds: planSeatIds(asked.showId, asked.seatIds) };
      checkLockSeats(input, settings.maxSeats);
      return await lockChosen(principal, { operation: 'lockSeats', input, address }, (take) => take(input));
    },
    lockChosen,
    async choosing(calling, show, isInVain, work) {
      const changes = limits.changesOf(calling, show);
      return changes ? await counting(show.id, changes, isInVain, work) : await work();
    },
    async updateLock(principal, input, address = null) {
      const calling = { principal, address };
      await changeOnce(calling, { operation: 'updateLock', input }, (settle) => update(calling, input, settle));
      return (await findLock(database, input.lockId))!;
    },
    async extendLock(principal, input, address = null) {
      const calling = { principal, address };
      await changeOnce(calling, { operation: 'extendLock', input }, (settle) => extend(principal, input, settle));
      return (await findLock(database, input.lockId))!;
    },
    async releaseLock(principal, input, address = null) {
      const calling = { principal, address };
      let released: SeatLock | null = null;
      await changeOnce(calling, { operation: 'releaseLock', input }, async () => {
        released = await release(calling, input.lockId);
      });
      return released ?? (await findLock(database, input.lockId))!;
    },
    async activeLocks(principal) {
      return await findActiveLocks(database, principal.id);
    },
  };
}

/** Seats that the plan has. */
function seatsIn({ seatById }: SeatingPlanModel, seatIds: readonly string[]): PlanSeat[] {
  return seatIds.map((seatId) => seatById.get(seatId)!);
}

function lockNotFound(): NotFoundError {
  return new NotFoundError('Seat lock', 'input.lockId');
}
