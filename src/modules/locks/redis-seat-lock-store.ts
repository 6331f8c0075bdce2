import type { RedisConnection } from '../../platform/redis/connection.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import { defineScript } from '../../platform/redis/script.ts';
import { MAP_TTL_MS } from '../seat-map/seat-map-store.ts';
import { createRedisAdmissions } from '../waiting-room/redis-admissions.ts';
import { createLockKeys } from './lock-keys.ts';
import type { RedisLockStoreParts } from './redis-lock-store-parts.ts';
import { createRedisSeatHolds } from './redis-seat-holds.ts';
import { createRedisSeatMaps } from './redis-seat-maps.ts';
import type { SeatLockStore } from './seat-lock-store.ts';

export interface RedisSeatLockStoreOptions {
  redis: RedisConnection;
  keys: RedisKeys;
  /** How long the newest version of a missing or dropped map is remembered. */
  mapTtl_ms?: number;
  /** What is given back with less time left than that counts as having run out; without, nothing does. */
  lateBelow_ms?: number;
}

/**
 * The store on Redis, any number of nodes: one script per operation; what this node acquires of a show, or brings to its
 * map, at the same time shares a call of it. `seat_lock:{show}:seat` holds `lockId ownerId` (lock ids have no spaces). `seat_holds:{show}:owner` is a
 * sorted set of `lockId seat`, by deadline on Redis' clock (ms); overdue entries do not count. `address_holds:{show}:address`
 * is a hash of what was taken from there: `#count` of all seats, and by `lockId first-seat` the seats, a line each.
 * `address_budget:{show}:address` and `lock_changes:{show}:caller` live until the budget is whole. `seat_map:{show}` is a hash:
 * `#version`, `#base` (the version it was installed with), `#head` (the newest version known), `#epoch` and `#token` (the last
 * fencing token's parts), `#waiting` (how many) changes `#p:version` that came early, `s:seat` for each seat that is not
 * available and `a:area` for each area (available, held and booked). `area_claims:{show}` is a
 * sorted set of `lockId places area`, by deadline. Operations reject with RedisUnavailableError while Redis is away.
 */
export function createRedisSeatLockStore({
  redis,
  keys,
  mapTtl_ms = MAP_TTL_MS,
  lateBelow_ms = 0,
}: RedisSeatLockStoreOptions): SeatLockStore {
  const parts: RedisLockStoreParts = {
    redis,
    keys: createLockKeys(keys),
    script: (name) => defineScript(redis, `seat-lock-store-${name}`, new URL(`./scripts/${name}.lua`, import.meta.url)),
    mapTtl_ms,
    lateBelow_ms,
  };
  return { ...createRedisSeatHolds(parts), ...createRedisSeatMaps(parts), ...createRedisAdmissions({ redis, keys }) };
}
