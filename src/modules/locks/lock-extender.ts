import type { Database } from '../../platform/postgres/database.ts';
import { LimitExceededError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Settle } from '../idempotency/idempotency.ts';
import { extendHold } from '../inventory/holds.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import type { LockAccess } from './lock-access.ts';
import type { ExtendLockInput } from './lock-input.ts';
import { untilChanged } from './lock-tries.ts';
import type { SeatLockStore } from './seat-lock-store.ts';

export interface LockExtenderDeps {
  database: Database;
  access: LockAccess;
  store: SeatLockStore;
  seatMap: SeatMapService;
  /** By so much a deadline is moved. */
  extension_ms: number;
}

/** Moves the deadlines of locks that run. */
export class LockExtender {
  readonly #deps: LockExtenderDeps;

  constructor(deps: LockExtenderDeps) {
    this.#deps = deps;
  }

  /** `settle` answers the caller's idempotency key in the transaction of the change. */
  async extend(principal: Principal, input: ExtendLockInput, settle: Settle): Promise<void> {
    await untilChanged(() => this.#tryExtend(principal, input, settle));
  }

  async #tryExtend(principal: Principal, input: ExtendLockInput, settle: Settle): Promise<boolean> {
    const { database, access, store, seatMap, extension_ms } = this.#deps;
    const lock = await access.ownRunningLock(principal, input.lockId);
    if (lock.extensionsLeft === 0) throw new LimitExceededError('The lock can not be extended any more.', 0);
    const { showId, id: lockId, ownerId, seatIds, areas } = lock;
    const extended = await database.transaction(async (tx) => {
      const result = await extendHold(tx, { showId, lockId, extension_ms });
      if (result) await settle(tx, { lockId });
      return result;
    });
    if (!extended) return false;
    // PostgreSQL has the new deadline; a store that could not be told lets go early, and is overruled by it.
    const held = { showId, lockId, ownerId, seatIds, areas };
    await store.extend({ ...held, ttl_ms: extended.ttl_ms }).catch(() => undefined);
    await seatMap.apply(extended.event);
    return true;
  }
}
