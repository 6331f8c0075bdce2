import { createRedisSeatLockStore } from '../src/modules/locks/redis-seat-lock-store.ts';
import type { AcquireRequest } from '../src/modules/locks/seat-lock-store.ts';
import { newId } from '../src/platform/ids.ts';
import { createRedisKeys } from '../src/platform/redis/keys.ts';
import { type Benchmark, eachInFlight, interleaved } from './benchmark.ts';
import { acquire, BUYERS, installMap, LIMITS, LOCK_TTL_MS, SEATS_PER_LOCK } from './lock-requests.ts';

const SMALL = 1_000;
const LARGER = [10_000, 100_000];
/** As many as fit the free half of the small hall; then all are released, and it begins again. */
const LOCKS_AT_A_TIME = SMALL / 2 / SEATS_PER_LOCK;

export const benchmark: Benchmark = {
  id: 'P15',
  title: 'Cost of one lock in a half sold hall of 1,000, 10,000 and 100,000 seats',
  needs: ['redis'],
  async prepare(stand) {
    const redis = stand.connectRedis();
    const store = createRedisSeatLockStore({ redis, keys: createRedisKeys(stand.prefix) });
    const repeats = stand.size(100, 8);
    const halls = [];
    for (const seats of [SMALL, ...LARGER]) halls.push({ seats, requests: await openHall(seats) });

    async function openHall(seats: number): Promise<AcquireRequest[]> {
      const seatIds = Array.from({ length: seats }, (_, index) => `Z1-${String(index).padStart(6, '0')}`);
      const showId = await installMap(
        store,
        seatIds.filter((_, index) => index % 2 === 1),
      );
      const stride = seats / SMALL;
      return Array.from({ length: LOCKS_AT_A_TIME }, (_, lock) => ({
        showId,
        // Spread over the whole hall.
        seatIds: Array.from(
          { length: SEATS_PER_LOCK },
          (_seat, seat) => seatIds[(lock * SEATS_PER_LOCK + seat) * 2 * stride]!,
        ),
        lockId: newId('lock'),
        ownerId: newId('guest'),
        ttl_ms: LOCK_TTL_MS,
        limits: LIMITS,
      }));
    }

    /** Microseconds per lock, with 50 in flight. */
    async function costOf(requests: readonly AcquireRequest[]): Promise<number> {
      let spent_ms = 0;
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        const started = performance.now();
        await eachInFlight(requests, BUYERS, (request) => acquire(store, request));
        spent_ms += performance.now() - started;
        await Promise.all(requests.map((request) => store.release(request)));
      }
      return (spent_ms * 1_000) / (repeats * requests.length);
    }

    return {
      measure: interleaved(Object.fromEntries(halls.map(({ seats, requests }) => [seats, () => costOf(requests)]))),
      comparisons: LARGER.map((seats) => ({
        name: `a lock among ${seats.toLocaleString('en')} seats / among ${SMALL.toLocaleString('en')}`,
        unit: 'µs',
        ours: `${seats}`,
        reference: `${SMALL}`,
        goal: { most: 0.95 },
      })),
    };
  },
};
