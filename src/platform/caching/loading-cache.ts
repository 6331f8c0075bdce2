import { LRUCache } from 'lru-cache';
import { ownText } from '../bounds/own-memory.ts';

export interface LoadingCacheOptions<Value> {
  /** Reads the value; null says that there is none, which is not remembered. */
  load(key: string): Promise<Value | null>;
  /** The summed weight to keep at most; what was used longest ago goes first. */
  maxWeight: number;
  /** The weight of one value. Default 1 each. */
  weigh?(value: Value, key: string): number;
  /** How long a value may be used, counted from the start of its load. Default: for ever. */
  ttl_ms?: number;
  /** Milliseconds; for tests. Default `performance.now`. */
  now?(): number;
}

/**
 * An in-process cache in front of a slow read. Callers that ask for a missing key at the same time share one load; failures
 * are not remembered. A value heavier than the whole cache is handed out and not kept.
 */
export interface LoadingCache<Value> {
  get(key: string): Promise<Value | null>;
  /** The value if it is kept, without a load. */
  known(key: string): Value | null;
  /** Forgets the value; a load that is under way still answers its callers, and is not kept. */
  invalidate(key: string): void;
  /** Forgets all values, as `invalidate` does one. */
  clear(): void;
}

interface Entry<Value> {
  value: Value;
  loadedAt_ms: number;
}

export function createLoadingCache<Value>({
  load,
  maxWeight,
  weigh = () => 1,
  ttl_ms = Number.POSITIVE_INFINITY,
  now = () => performance.now(),
}: LoadingCacheOptions<Value>): LoadingCache<Value> {
  const entries = new LRUCache<string, Entry<Value>>({ maxSize: maxWeight });
  const loads = new Map<string, Promise<Value | null>>();

  function startLoad(key: string): Promise<Value | null> {
    const loadedAt_ms = now();
    const loading: Promise<Value | null> = load(key).then(
      (value) => {
        if (loads.get(key) !== loading) return value;
        loads.delete(key);
        // The key may be a part of a long URL or document.
        if (value !== null) entries.set(ownText(key), { value, loadedAt_ms }, { size: weigh(value, key) });
        return value;
      },
      (error: unknown) => {
        if (loads.get(key) === loading) loads.delete(key);
        throw error;
      },
    );
    loads.set(key, loading);
    return loading;
  }

  function known(key: string): Value | null {
    const entry = entries.get(key);
    if (entry === undefined) return null;
    if (now() - entry.loadedAt_ms < ttl_ms) return entry.value;
    entries.delete(key);
    return null;
  }

  return {
    known,
    async get(key) {
      return known(key) ?? loads.get(key) ?? startLoad(key);
    },
    invalidate(key) {
      entries.delete(key);
      loads.delete(key);
    },
    clear() {
      entries.clear();
      loads.clear();
    },
  };
}
