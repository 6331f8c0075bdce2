import type { Cache, CachedValue } from '../platform/caching/cache.ts';
import { ExpiringMap } from '../platform/caching/expiring-map.ts';

export interface MemoryCacheOptions {
  /** What the values may take of memory, about; beyond it the least recently used goes. */
  maxBytes?: number;
  /** For tests: milliseconds on any steady clock. */
  now?: () => number;
}

const MAX_BYTES = 32 * 1024 * 1024;
const ENTRY_BYTES = 256;
/** Invalidations are small, and forgetting one too early could let an old value back in: keep many. */
const MAX_FLOORS = 100_000;

/** The cache of a single process. */
export function createMemoryCache({
  maxBytes = MAX_BYTES,
  now = () => performance.now(),
}: MemoryCacheOptions = {}): Cache {
  const entries = new ExpiringMap<CachedValue>({
    now,
    maxWeight: maxBytes,
    weigh: ({ value }, key) => 2 * (key.length + value.length) + ENTRY_BYTES,
  });
  // The lowest version that may be stored.
  const floors = new ExpiringMap<number>({ now, maxWeight: MAX_FLOORS });
  return {
    async get(key) {
      return entries.get(key) ?? null;
    },
    async put(key, { version, value }, ttl_ms) {
      if ((floors.get(key) ?? 0) > version) return false;
      if ((entries.get(key)?.version ?? 0) > version) return false;
      entries.set(key, { version, value }, ttl_ms);
      return true;
    },
    async invalidate(key, version, ttl_ms) {
      if ((entries.get(key)?.version ?? version) < version) entries.delete(key);
      // The higher of two floors stays, and for the longer of their times.
      const floor = Math.max(floors.get(key) ?? 0, version);
      floors.set(key, floor, Math.max(ttl_ms, floors.timeLeft_ms(key)));
    },
  };
}
