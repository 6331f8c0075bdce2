/**
 * The cache port: values with a version and a deadline. A put of an older version than the one stored is refused, so a
 * slow reader can never put back what a change has invalidated. One contract suite (test/kit/contracts/cache.contract.ts).
 */
export interface CachedValue {
  version: number;
  value: string;
}

export interface PutOptions {
  /**
   * Whether the value is still there after the server began anew, perhaps from an older state: only for what is never invalidated, and
   * helps in an older version, too. By default it is not.
   */
  keptOverRestarts?: boolean;
}

export interface Cache {
  /** The value, or null when there is none, it has expired, or it was invalidated. */
  get(key: string): Promise<CachedValue | null>;
  /** Stores the value for `ttl_ms` unless a newer version, or an invalidation of a newer one, is there. True when stored. */
  put(key: string, entry: CachedValue, ttl_ms: number, options?: PutOptions): Promise<boolean>;
  /**
   * Forgets versions below `version` and refuses them for `ttl_ms`. Of several invalidations the highest version holds, for
   * the longest of their times.
   */
  invalidate(key: string, version: number, ttl_ms: number): Promise<void>;
}
