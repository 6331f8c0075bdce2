import { readFileSync } from 'node:fs';
import { acquireCall } from '../src/modules/locks/acquire-call.ts';
import { createLockKeys } from '../src/modules/locks/lock-keys.ts';
import type { RedisConnection } from '../src/platform/redis/connection.ts';
import type { RedisKeys } from '../src/platform/redis/keys.ts';
import { BUYERS, LIMITS, LOCK_TTL_MS, SEATS_PER_LOCK } from './lock-requests.ts';
import { runProgram } from './programs.ts';

const ACQUIRE = new URL('../src/modules/locks/scripts/acquire.lua', import.meta.url);
/** redis-benchmark puts another number of twelve digits in its place each time. */
const RANDOM = '__rand_int__';
const RANDOM_RANGE = '999999999999';
/** As long as the rest of an id. */
const PADDING = '00000000000000';

export interface ReferenceOptions {
  redisUrl: string;
  redis: RedisConnection;
  keys: RedisKeys;
  /** Its map is installed. */
  showId: string;
  locks: number;
}

/**
 * Locks per second that redis-benchmark gets out of the very script that the lock store runs, with keys and arguments of
 * the same number and length, each lock for another owner and other seats: 50 connections, no pipelining.
 */
export async function benchmarkScript({ redisUrl, redis, keys, showId, locks }: ReferenceOptions): Promise<number> {
  const sha = await redis.run((client) => client.script('LOAD', readFileSync(ACQUIRE, 'utf8')) as Promise<string>);
  const lockKeys = createLockKeys(keys);
  const [touched, args] = acquireCall(lockKeys, showId, [
    {
      showId,
      seatIds: Array.from({ length: SEATS_PER_LOCK }, () => `Z1-${RANDOM}`),
      lockId: `lock_${PADDING}${RANDOM}`,
      ownerId: `guest_${PADDING}${RANDOM}`,
      ttl_ms: LOCK_TTL_MS,
      limits: LIMITS,
    },
  ]);
  const command = ['EVALSHA', sha, `${touched.length}`, ...touched, ...args.map(String)];
  const options = ['-u', redisUrl, '-c', `${BUYERS}`, '-P', '1', '-n', `${locks}`, '-r', RANDOM_RANGE, '--csv'];
  const given = await tokensGiven(redis, lockKeys.seatMap(showId));
  const output = await runProgram('redis-benchmark', [...options, ...command], { debianPackage: 'redis-tools' });
  const done = (await tokensGiven(redis, lockKeys.seatMap(showId))) - given;
  // The script counts its locks. It answers refusals without an error, so nothing else would tell.
  if (done < locks) throw new Error(`redis-benchmark got ${done} locks of ${locks}: ${output}`);
  const rate = /","([\d.]+)"/.exec(output.trim().split('\n').at(-1)!)?.[1];
  if (!rate) throw new Error(`redis-benchmark printed no rate: ${output}`);
  return Number(rate);
}

async function tokensGiven(redis: RedisConnection, map: string): Promise<number> {
  return Number(await redis.run((client) => client.hget(map, '#token')));
}
