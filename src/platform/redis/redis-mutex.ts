import { randomBytes } from 'node:crypto';
import type { Mutex, MutexLease } from '../mutex/mutex.ts';
import { DEFAULT_LEASE_MS, pollForLease } from '../mutex/mutex-polling.ts';
import type { RedisConnection } from './connection.ts';
import { companionKey } from './keys.ts';
import { defineScript } from './script.ts';

/** Long after any holder that could still write with an old fencing token. */
const FENCING_TTL_MS = 24 * 60 * 60 * 1_000;

/**
 * The mutex on Redis: `SET NX PX` with a random value that renew and release check. Names are whole keys, prefix included.
 * All operations reject with RedisUnavailableError while Redis is away; a lease then ends by itself.
 */
export function createRedisMutex({ redis }: { redis: RedisConnection }): Mutex {
  const acquire = defineScript(redis, 'mutex-acquire', new URL('./scripts/mutex-acquire.lua', import.meta.url));
  const renew = defineScript(redis, 'mutex-renew', new URL('./scripts/mutex-renew.lua', import.meta.url));
  const release = defineScript(redis, 'mutex-release', new URL('./scripts/mutex-release.lua', import.meta.url));

  async function tryAcquire(name: string, lease_ms: number, above: number): Promise<MutexLease | null> {
    const token = randomBytes(16).toString('base64url');
    const keys = [name, companionKey(name, 'fencing')];
    const fencingToken = (await acquire(keys, [token, lease_ms, FENCING_TTL_MS, above])) as number;
    if (fencingToken === 0) return null;
    return {
      name,
      fencingToken,
      renew: async (renewed_ms = lease_ms) => (await renew([name], [token, renewed_ms])) === 1,
      release: async () => (await release([name], [token])) === 1,
    };
  }

  return {
    acquire: (name, options = {}) =>
      pollForLease(() => tryAcquire(name, options.lease_ms ?? DEFAULT_LEASE_MS, options.above ?? 0), options),
  };
}
