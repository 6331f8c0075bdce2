import { createLockKeys } from '../src/modules/locks/lock-keys.ts';
import { createRedisSeatLockStore } from '../src/modules/locks/redis-seat-lock-store.ts';
import type { AcquireRequest } from '../src/modules/locks/seat-lock-store.ts';
import { showMutexKey } from '../src/modules/shows/show-mutex.ts';
import { createRedisKeys } from '../src/platform/redis/keys.ts';
import { createRedisMutex } from '../src/platform/redis/redis-mutex.ts';
import { type Benchmark, eachInFlight, interleaved, perSecond } from './benchmark.ts';
import { acquire, BUYERS, installMap, lockRequests } from './lock-requests.ts';
import { removeKeys } from './stand.ts';

const LEASE_MS = 5_000;
/** Nobody gives up: a buyer who did would count as served. */
const WAIT_MS = 120_000;

export const benchmark: Benchmark = {
  id: 'P3',
  title: 'A show mutex, then SET NX per seat: 50 buyers of different seats of one show',
  needs: ['redis'],
  async prepare(stand) {
    const redis = stand.connectRedis();
    const keys = createRedisKeys(stand.prefix);
    const lockKeys = createLockKeys(keys);
    const store = createRedisSeatLockStore({ redis, keys });
    const mutex = createRedisMutex({ redis });
    const ourLocks = stand.size(40_000, 2_000);
    const theirLocks = stand.size(2_000, 200);

    async function lockByMutex({ showId, seatIds, ownerId, ttl_ms }: AcquireRequest): Promise<void> {
      const lease = await mutex.acquire(showMutexKey(keys, showId), { lease_ms: LEASE_MS, wait_ms: WAIT_MS });
      if (!lease) throw new Error('The show mutex was not got.');
      try {
        for (const seatId of seatIds) {
          const key = lockKeys.seatLock(showId, seatId);
          const set = await redis.run((client) => client.set(key, ownerId, 'PX', ttl_ms, 'NX'));
          if (set !== 'OK') throw new Error(`${seatId} was held already.`);
        }
      } finally {
        await lease.release();
      }
    }

    async function measure(count: number, lock: (request: AcquireRequest) => Promise<void>): Promise<number> {
      const requests = lockRequests(await installMap(store), count);
      const rate = await perSecond(count, () => eachInFlight(requests, BUYERS, lock));
      await removeKeys(redis, stand.prefix);
      return rate;
    }

    return {
      measure: interleaved({
        ours: () => measure(ourLocks, (request) => acquire(store, request)),
        showMutex: () => measure(theirLocks, lockByMutex),
      }),
      comparisons: [
        {
          name: 'seat lock store / show mutex and SET NX per seat',
          unit: 'locks/s',
          ours: 'ours',
          reference: 'showMutex',
          goal: { least: 25 },
        },
      ],
    };
  },
};
