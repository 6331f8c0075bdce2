import { ExpiringMap } from '../platform/caching/expiring-map.ts';
import type { Mutex, MutexLease } from '../platform/mutex/mutex.ts';
import { DEFAULT_LEASE_MS, pollForLease } from '../platform/mutex/mutex-polling.ts';

/** The mutex of a single process. `now` is for tests: milliseconds on any steady clock. */
export function createMemoryMutex({ now = () => performance.now() }: { now?: () => number } = {}): Mutex {
  // Name to the fencing token of its holder, which no other lease has: it is the holder's token as well.
  const holders = new ExpiringMap<number>({ now });
  // One counter for all names: tokens increase for each, and nothing is kept about names that are not held.
  let lastToken = 0;

  async function tryAcquire(name: string, lease_ms: number, above: number): Promise<MutexLease | null> {
    if (holders.get(name) !== undefined) return null;
    lastToken = Math.max(lastToken, above) + 1;
    const fencingToken = lastToken;
    const isHeld = () => holders.get(name) === fencingToken;
    holders.set(name, fencingToken, lease_ms);
    return {
      name,
      fencingToken,
      async renew(renewed_ms = lease_ms) {
        if (!isHeld()) return false;
        holders.set(name, fencingToken, renewed_ms);
        return true;
      },
      async release() {
        return isHeld() && holders.delete(name);
      },
    };
  }

  return {
    acquire: (name, options = {}) =>
      pollForLease(() => tryAcquire(name, options.lease_ms ?? DEFAULT_LEASE_MS, options.above ?? 0), options),
  };
}
