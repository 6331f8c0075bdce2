import type { Cache } from '../caching/cache.ts';
import type { RedisConnection } from './connection.ts';
import { companionKey } from './keys.ts';
import { defineScript } from './script.ts';

/**
 * The cache on Redis. An entry is one string, `<version> <run> <value>`, and is none in another run of the server (unless it is kept over
 * restarts): one that falls back to an older state, from its file or as a replica, would have again what was invalidated since. What was invalidated is a key beside it. Rejects with
 * RedisUnavailableError while Redis is away, and while it takes no writes: what it has may be old then, on whichever node it
 * could not be invalidated.
 */
export function createRedisCache({ redis }: { redis: RedisConnection }): Cache {
  const read = defineScript(redis, 'cache-get', new URL('./scripts/cache-get.lua', import.meta.url));
  const put = defineScript(redis, 'cache-put', new URL('./scripts/cache-put.lua', import.meta.url));
  const invalidate = defineScript(
    redis,
    'cache-invalidate',
    new URL('./scripts/cache-invalidate.lua', import.meta.url),
  );
  const keysOf = (key: string) => [key, companionKey(key, 'floor')];
  return {
    async get(key) {
      const entry = (await read(keysOf(key), [])) as string | null;
      if (entry === null) return null;
      const space = entry.indexOf(' ');
      return { version: Number(entry.slice(0, space)), value: entry.slice(space + 1) };
    },
    async put(key, { version, value }, ttl_ms, { keptOverRestarts = false } = {}) {
      return (await put(keysOf(key), [version, value, Math.ceil(ttl_ms), keptOverRestarts ? 1 : 0])) === 1;
    },
    async invalidate(key, version, ttl_ms) {
      await invalidate(keysOf(key), [version, Math.ceil(ttl_ms)]);
    },
  };
}
