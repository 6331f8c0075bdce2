import type { Mutex } from '../../platform/mutex.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import { ServiceUnavailableError } from '../errors.ts';

/** How long a change of a show waits for another one's end. */
const WAIT_MS = 3_000;

export interface ShowMutexUse {
  mutex: Mutex;
  keys: RedisKeys;
  showId: string;
  /** What a caller is told who has waited in vain; the default is that of a change. */
  busyMessage?: string;
  /** A mutex that can't be released ends with its lease. */
  onUnreleased?: (error: unknown) => void;
}

/**
 * Runs work that is show-wide while holding the distributed lock of the show. Throws ServiceUnavailableError when someone
 * else holds it for too long, and what `acquire` throws when the mutex is away.
 */
export async function withShowMutex<T>(
  { mutex, keys, showId, busyMessage = 'The show is being changed by someone else.', onUnreleased }: ShowMutexUse,
  work: () => Promise<T>,
): Promise<T> {
  const lease = await mutex.acquire(keys.showMutex(showId), { wait_ms: WAIT_MS });
  if (!lease) throw new ServiceUnavailableError(busyMessage, 1);
  try {
    return await work();
  } finally {
    await lease.release().catch((error) => onUnreleased?.(error));
  }
}
