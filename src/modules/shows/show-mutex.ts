import type { Mutex, MutexLease } from '../../platform/mutex/mutex.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import { holdsFence, raiseFence } from './show-fence.ts';

/** How long a change of a show waits for another one's end. */
const WAIT_MS = 3_000;
/** Beyond two, the mutex loses its memory faster than it can be told of the tokens that were there. */
const MAX_TRIES = 3;

export interface ShowMutexUse {
  database: Database;
  mutex: Mutex;
  keys: RedisKeys;
  showId: string;
  /** What a caller is told who has waited in vain; the default is that of a change. */
  busyMessage?: string;
  /** Told of a mutex that could not be released: it ends with its lease. */
  logger?: Logger;
}

/** Held by whoever does show-wide work, for five seconds, and for longer as long as nobody else wants it. */
export interface ShowLease {
  /**
   * To be called in the transaction of each guarded write, before it writes: throws ServiceUnavailableError when someone else
   * has come to hold the mutex; who comes next waits for the transaction's end.
   */
  guard(tx: Querier): Promise<void>;
}

/**
 * Runs work that is show-wide while holding the distributed lock of the show. Throws ServiceUnavailableError when someone
 * else holds it for too long, and what `acquire` throws when the mutex is away.
 */
export async function withShowMutex<T>(use: ShowMutexUse, work: (lease: ShowLease) => Promise<T>): Promise<T> {
  const { showId, busyMessage = 'The show is being changed by someone else.', logger } = use;
  const busy = () => new ServiceUnavailableError(busyMessage, 1);
  const lease = await acquire(use);
  if (!lease) throw busy();
  try {
    return await work({
      async guard(tx) {
        if (!(await holdsFence(tx, showId, lease.fencingToken))) throw busy();
      },
    });
  } finally {
    await lease.release().catch((error) => logger?.warn({ err: error, showId }, 'mutex not released, its lease ends'));
  }
}

/** `distributed_lock:show:{showId}`: the show-wide mutex; five seconds. */
export function showMutexKey(keys: RedisKeys, showId: string): string {
  return keys.inSlotOf(showId, 'distributed_lock:show');
}

/** Null when someone else holds it for too long. */
async function acquire({ database, mutex, keys, showId }: ShowMutexUse): Promise<MutexLease | null> {
  let above = 0;
  for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
    const name = showMutexKey(keys, showId);
    const lease = await mutex.acquire(name, { wait_ms: WAIT_MS, above });
    if (!lease) return null;
    const token = await raiseFence(database, showId, lease.fencingToken).catch(async (error) => {
      await lease.release().catch(() => undefined);
      throw error;
    });
    if (token === null || token === lease.fencingToken) return lease;
    // Either we stood still since, or the mutex has forgotten the tokens it gave: begin again, behind them.
    await lease.release();
    above = token;
  }
  return null;
}
