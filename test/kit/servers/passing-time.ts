import type { RedisConnection } from '../../../src/platform/redis/connection.ts';

/** What a RedisHarness does, in one round trip each, on one server: for tests that do it thousands of times. */
export interface PassingTime {
  /** Does to the keys what the passing of time would do; the scores of sorted sets are deadlines. */
  readonly pass: (ms: number) => Promise<void>;
  /** Deletes the keys. */
  readonly clear: () => Promise<void>;
}

const PASS = `
  for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
    local left = redis.call('PTTL', key)
    if left >= 0 and left <= tonumber(ARGV[2]) then
      redis.call('UNLINK', key)
    else
      if left >= 0 then redis.call('PEXPIRE', key, left - ARGV[2]) end
      if redis.call('TYPE', key).ok == 'zset' then
        for _, member in ipairs(redis.call('ZRANGE', key, 0, -1)) do redis.call('ZINCRBY', key, -ARGV[2], member) end
      end
    end
  end`;

const CLEAR = `for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do redis.call('UNLINK', key) end`;

/** For the keys that begin with `prefix`. */
export function createPassingTime(redis: RedisConnection, prefix: string): PassingTime {
  return {
    async pass(ms) {
      await redis.run((client) => client.eval(PASS, 0, prefix, ms));
    },
    async clear() {
      await redis.run((client) => client.eval(CLEAR, 0, prefix));
    },
  };
}
