import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { type ActionOn, canWithShow, type PurchaseResource } from '../identity/rights.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { LockNotActiveError } from './locks.errors.ts';
import { findLocks, type SeatLock } from './seat-lock.ts';

export interface LockAccessDeps {
  database: Database;
  shows: ShowsService;
}

/** Reads locks for those who may do something to them. Those that are read in the same moment share a statement. */
export class LockAccess {
  readonly #shows: ShowsService;
  readonly #lookUpLock: (lockId: string) => Promise<SeatLock | undefined>;

  constructor({ database, shows }: LockAccessDeps) {
    this.#shows = shows;
    this.#lookUpLock = createSharedLookup<string, SeatLock>({
      nameOf: (lockId) => lockId,
      readAll: (lockIds) => findLocks(database, lockIds),
      maxKeys: 200,
    });
  }

  /** The lock, whoever's it is. The caller has seen to the rights. */
  async read(lockId: string): Promise<SeatLock | null> {
    return (await this.#lookUpLock(lockId)) ?? null;
  }

  /** The lock, where the caller may do that to it. */
  async lockFor(
    principal: Principal | null,
    action: ActionOn<PurchaseResource>,
    lockId: string,
  ): Promise<SeatLock | null> {
    if (!principal || !isId('lock', lockId)) return null;
    const lock = await this.#lookUpLock(lockId);
    if (!lock) return null;
    const organiserOf = async () => (await this.#shows.getShow(lock.showId))?.organiserId ?? null;
    return (await canWithShow(principal, action, { ownerId: lock.ownerId, organiserOf })) ? lock : null;
  }

  /** The caller's own lock, running. Throws NotFoundError, LockNotActiveError. */
  async ownRunningLock(principal: Principal, lockId: string): Promise<SeatLock> {
    const lock = await this.lockFor(principal, 'lock.change', lockId);
    if (!lock) throw lockNotFound();
    assertRuns(lock);
    return lock;
  }
}

/** Throws LockNotActiveError. */
export function assertRuns({ status, remaining_ms }: Pick<SeatLock, 'status' | 'remaining_ms'>): void {
  if (status !== 'ACTIVE') throw new LockNotActiveError(status);
  if (remaining_ms <= 0) throw new LockNotActiveError('EXPIRED');
}

export function lockNotFound(): NotFoundError {
  return new NotFoundError('Seat lock', 'input.lockId');
}
