import { createRedisSeatLockStore } from '../src/modules/locks/redis-seat-lock-store.ts';
import { createRedisKeys } from '../src/platform/redis/keys.ts';
import { type Benchmark, eachInFlight, interleaved, perSecond } from './benchmark.ts';
import { acquire, BUYERS, installMap, lockRequests } from './lock-requests.ts';
import { benchmarkScript } from './redis-benchmark.ts';
import { removeKeys } from './stand.ts';

export const benchmark: Benchmark = {
  id: 'P2',
  title: 'Seat lock store, 4 seats a lock, 50 in flight',
  needs: ['redis'],
  async prepare(stand) {
    const redis = stand.connectRedis();
    const keys = createRedisKeys(stand.prefix);
    const store = createRedisSeatLockStore({ redis, keys });
    const locks = stand.size(40_000, 2_000);
    const cleared = async (rate: number): Promise<number> => {
      await removeKeys(redis, stand.prefix);
      return rate;
    };
    return {
      measure: interleaved({
        store: async () => {
          const requests = lockRequests(await installMap(store), locks);
          return cleared(
            await perSecond(locks, () => eachInFlight(requests, BUYERS, (request) => acquire(store, request))),
          );
        },
        script: async () => {
          const showId = await installMap(store);
          return cleared(await benchmarkScript({ redisUrl: stand.redisUrl, redis, keys, showId, locks }));
        },
      }),
      comparisons: [
        {
          name: 'seat lock store / redis-benchmark with its script',
          unit: 'locks/s',
          ours: 'store',
          reference: 'script',
          goal: { least: 1.2 },
        },
      ],
    };
  },
};
