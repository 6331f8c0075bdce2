import type { Cache, CachedValue } from '../cache.ts';
import { ExpiringMap } from './expiring-map.ts';

export interface MemoryCacheOptions {
  /** Values kept; beyond it the least recently used goes. */
  maxEntries?: number;
  /** For tests: milliseconds on any steady clock. */
  now?: () => number;
}

/** Invalidations are small, and forgetting one too early could let an old value back in: keep many more of them. */
const FLOORS_PER_ENTRY = 10;

/** The cache of a single process. */
export function createMemoryCache({
  maxEntries = 10_000,
  now = () => performance.now(),
}: MemoryCacheOptions = {}): Cache {
  const entries = new ExpiringMap<CachedValue>({ now, maxEntries });
  // The lowest version that may be stored.
  const floors = new ExpiringMap<number>({ now, maxEntries: FLOORS_PER_ENTRY * maxEntries });
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
