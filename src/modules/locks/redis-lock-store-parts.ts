import type { RedisConnection } from '../../platform/redis/connection.ts';
import type { defineScript } from '../../platform/redis/script.ts';
import type { LockKeys } from './lock-keys.ts';

/** What the parts of the store on Redis are made with. */
export interface RedisLockStoreParts {
  redis: RedisConnection;
  keys: LockKeys;
  /** The script of that name in `scripts/`. */
  script(name: string): ReturnType<typeof defineScript>;
  /** How long the newest version of a missing or dropped map is remembered. */
  mapTtl_ms: number;
  /** What is given back with less time left than that counts as having run out. */
  lateBelow_ms: number;
}

/** Seats that are acquired, or changed, by one call: few enough to hold up nobody else at Redis, since they take below a millisecond. */
export const SEATS_PER_CALL = 100;
