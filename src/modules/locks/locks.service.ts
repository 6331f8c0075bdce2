import { isId, newId } from '../../platform/ids.ts';
import { type Database, violatedUniqueConstraint } from '../../platform/postgres/database.ts';
import { type InputIssue, InvalidInputError, NotFoundError, ServiceUnavailableError } from '../errors.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { isOrganiser, type Principal } from '../identity/principal.ts';
import { conflictsOf } from '../seat-map/seat-conflicts.ts';
import { type SeatConflict, SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { priceOf } from '../shows/prices.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { EXTENSIONS, type LockRecord } from './lock-record.ts';
import { expireOverdueLocks } from './lock-sweeper.ts';
import type { LockWriter } from './lock-writer.ts';
import { LockNotActiveError } from './locks.errors.ts';
import { findActiveLocks, findLock, type SeatLock } from './seat-lock.ts';
import type { SeatLockStore } from './seat-lock-store.ts';

export interface LockSeatsInput {
  showId: string;
  seatIds: readonly string[];
  idempotencyKey?: string | null | undefined;
}

export interface LocksService {
  /**
   * Holds all the seats for the caller, or none. Throws InvalidInputError, NotFoundError (show), ShowNotOnSaleError,
   * SeatsUnavailableError (every conflict), IdempotencyConflictError, ServiceUnavailableError.
   */
  lockSeats(principal: Principal, input: LockSeatsInput): Promise<SeatLock>;
  /** Gives the seats back. A lock released before stays released. Throws NotFoundError, LockNotActiveError. */
  releaseLock(principal: Principal, input: { lockId: string }): Promise<SeatLock>;
  /** The lock, for its owner and organisers; null for anyone else. */
  getLock(principal: Principal | null, lockId: string): Promise<SeatLock | null>;
  /** The caller's locks that still run. */
  activeLocks(principal: Principal): Promise<SeatLock[]>;
}

export interface LocksServiceDeps {
  database: Database;
  store: SeatLockStore;
  writer: LockWriter;
  seatMap: SeatMapService;
  shows: ShowsService;
  idempotency: Idempotency;
  settings: { ttl_ms: number; maxSeats: number };
}

const MAX_SEAT_ID_LENGTH = 200;
const MAX_TRIES = 3;

export function createLocksService(deps: LocksServiceDeps): LocksService {
  const { database, store, writer, seatMap, shows, settings } = deps;

  async function lockSeats(principal: Principal, input: LockSeatsInput, lockId: string): Promise<SeatLock> {
    const show = await shows.getShowOnSale(input.showId, 'input.showId');
    const plan = await shows.planOf(show);
    const unknown = input.seatIds.filter((seatId) => !plan.seatById.has(seatId));
    if (unknown.length > 0) throw await refusalWithUnknown(principal, show, input.seatIds, new Set(unknown));
    const total = input.seatIds.reduce((sum, seatId) => sum + priceOf(show, plan.seatById.get(seatId)!).amount, 0);
    return await take(principal, { lockId, showId: show.id, ownerId: principal.id, seatIds: input.seatIds, total });
  }

  /** First the lock store, for its quick refusal; then PostgreSQL, whose word counts. */
  async function take(principal: Principal, lock: Omit<LockRecord, 'token' | 'ttl_ms'>): Promise<SeatLock> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      const { token } = await acquire(lock);
      try {
        const recorded = await writer.record({ ...lock, token, ttl_ms: settings.ttl_ms });
        if (!recorded) throw await shows.notOnSale(lock.showId);
        await seatMap.apply({
          event_type: 'seat.locked',
          show_id: lock.showId,
          version: recorded.version,
          seat_ids: [...lock.seatIds],
          lock_id: lock.lockId,
        });
        return freshLock(lock, recorded.expiresAt, settings.ttl_ms);
      } catch (error) {
        const constraint = violatedUniqueConstraint(error);
        if (constraint === 'seat_locks_pkey') return await resume(lock);
        await store.release(lock).catch(() => undefined);
        if (constraint !== 'seat_states_pkey' && constraint !== 'seat_locks_token_unique') throw error;
        await reconcile(principal, lock);
      }
    }
    throw new ServiceUnavailableError('The seats keep changing hands.', 1);
  }

  async function acquire(lock: Omit<LockRecord, 'token' | 'ttl_ms'>): Promise<{ token: number }> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      const outcome = await store.acquire({ ...lock, ttl_ms: settings.ttl_ms });
      switch (outcome.outcome) {
        case 'ACQUIRED':
          return outcome;
        case 'REFUSED':
          throw new SeatsUnavailableError(lock.showId, lock.seatIds, outcome.conflicts);
        case 'MAP_MISSING':
          await seatMap.rebuild(lock.showId);
      }
    }
    throw new ServiceUnavailableError('The seat map is being rebuilt.', 1);
  }

  /** An earlier try of the same request got as far as PostgreSQL: it is done. If that lock has ended, its seats are free. */
  async function resume(lock: Omit<LockRecord, 'token' | 'ttl_ms'>): Promise<SeatLock> {
    const recorded = (await findLock(database, lock.lockId))!;
    if (recorded.status !== 'ACTIVE') await store.release(lock);
    return recorded;
  }

  /**
   * The store gave away what PostgreSQL holds for somebody: a hold that is overdue but not swept yet, or a store that has
   * lost its memory. The first is ended here and now; for the second, the refusal comes from PostgreSQL and the store's map
   * is made anew.
   */
  async function reconcile(principal: Principal, lock: Omit<LockRecord, 'token' | 'ttl_ms'>): Promise<void> {
    const ended = await expireOverdueLocks({ database, seatMap }, lock.showId);
    const conflicts = await conflictsOf(database, lock.showId, lock.seatIds, principal.id);
    if (conflicts.length === 0) return;
    if (ended === 0) await store.dropMap(lock.showId);
    throw new SeatsUnavailableError(lock.showId, lock.seatIds, conflicts);
  }

  async function refusalWithUnknown(
    principal: Principal,
    show: Show,
    seatIds: readonly string[],
    unknown: Set<string>,
  ) {
    const known = await conflictsOf(database, show.id, seatIds, principal.id);
    const bySeat = new Map(known.map((conflict) => [conflict.seatId, conflict]));
    const conflicts = seatIds.flatMap((seatId): SeatConflict[] => {
      if (unknown.has(seatId)) return [{ seatId, reason: 'UNKNOWN_SEAT' }];
      return bySeat.has(seatId) ? [bySeat.get(seatId)!] : [];
    });
    return new SeatsUnavailableError(show.id, seatIds, conflicts);
  }

  async function getLock(principal: Principal | null, lockId: string): Promise<SeatLock | null> {
    if (!principal || !isId('lock', lockId)) return null;
    const lock = await findLock(database, lockId);
    return lock && (lock.ownerId === principal.id || isOrganiser(principal)) ? lock : null;
  }

  return {
    getLock,
    async lockSeats(principal, input) {
      validate(input, settings.maxSeats);
      let made: SeatLock | null = null;
      const { lockId } = await deps.idempotency.once(
        { principal, operation: 'lockSeats', key: input.idempotencyKey, input, newSubjectId: () => newId('lock') },
        async (subjectId) => {
          made = await lockSeats(principal, input, subjectId);
          return { lockId: subjectId };
        },
      );
      return made ?? (await findLock(database, lockId))!;
    },
    async releaseLock(principal, { lockId }) {
      const lock = await getLock(principal, lockId);
      if (!lock) throw new NotFoundError('Seat lock', 'input.lockId');
      const event = await writer.release({ lockId, showId: lock.showId, actor: principal.id });
      if (event) await seatMap.apply(event);
      const after = (await findLock(database, lockId))!;
      if (after.status !== 'RELEASED') throw new LockNotActiveError(after.status);
      return after;
    },
    async activeLocks(principal) {
      return await findActiveLocks(database, principal.id);
    },
  };
}

function freshLock(
  { lockId, showId, ownerId, seatIds, total }: Omit<LockRecord, 'token' | 'ttl_ms'>,
  expiresAt: Date,
  ttl_ms: number,
): SeatLock {
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

function validate({ showId, seatIds }: LockSeatsInput, maxSeats: number): void {
  const issues: InputIssue[] = [];
  if (!isId('show', showId)) issues.push({ path: 'input.showId', message: 'is not a show id' });
  if (seatIds.length === 0) issues.push({ path: 'input.seatIds', message: 'must name at least one seat' });
  if (seatIds.length > maxSeats) {
    issues.push({ path: 'input.seatIds', message: `must name at most ${maxSeats} seats, not ${seatIds.length}` });
  } else {
    const seen = new Set<string>();
    for (const [index, seatId] of seatIds.entries()) {
      const path = `input.seatIds.${index}`;
      if (seatId === '' || seatId.length > MAX_SEAT_ID_LENGTH) issues.push({ path, message: 'is not a seat id' });
      else if (seen.has(seatId)) issues.push({ path, message: `"${seatId}" is listed twice` });
      seen.add(seatId);
    }
  }
  if (issues.length > 0) throw new InvalidInputError(issues);
}
