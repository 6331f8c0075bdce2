import { randomUUID } from 'node:crypto';
import { createRedisSeatLockStore } from '../src/modules/locks/redis-seat-lock-store.ts';
import { createRedisKeys } from '../src/platform/redis/keys.ts';
import { type Benchmark, type Figures, interleaved } from './benchmark.ts';
import { graphqlRequest, sendLoad } from './http-load-client.ts';
import { BUYERS, installMap, SEATS_PER_LOCK } from './lock-requests.ts';
import { startProduct } from './product.ts';
import { untilPublished } from './published.ts';
import { benchmarkScript } from './redis-benchmark.ts';
import { createShows } from './shows.ts';
import { removeKeys } from './stand.ts';

/** What a shop asks for when its buyer takes seats. */
const QUERY = /* GraphQL */ `
  mutation LockSeats($input: LockSeatsInput!) {
    lockSeats(input: $input) {
      __typename
      ... on LockSeatsSuccess { lock { id status expiresAt remainingSeconds total { amount currency } } }
      ... on Error { code message }
      ... on SeatsUnavailableError { conflicts { seatId reason } alternatives { seatIds } }
    }
  }
`;

export const benchmark: Benchmark = {
  id: 'P1',
  title: 'lockSeats over HTTP, 4 seats a lock, 50 connections, on Redis, PostgreSQL and Kafka',
  needs: ['postgres', 'redis', 'kafka'],
  async prepare(stand) {
    const database = await stand.createDatabase();
    const locks = stand.size(5_000, 500);
    const shows = await createShows(database, locks * SEATS_PER_LOCK);
    // No hold ends while others are measured.
    const product = await startProduct(stand, database, { SEAT_LOCK_TTL_MS: '7200000' });
    const redis = stand.connectRedis();
    const keys = createRedisKeys(`${stand.prefix}reference_`);
    const store = createRedisSeatLockStore({ redis, keys });
    const extra: Record<string, number> = {};

    async function requestsFor(showId: string, withKey: boolean): Promise<string[]> {
      const { port } = product;
      return await Promise.all(
        Array.from({ length: locks }, async (_, lock) => {
          const seatIds = shows.seatIds.slice(lock * SEATS_PER_LOCK, (lock + 1) * SEATS_PER_LOCK);
          const input = { showId, seatIds, ...(withKey ? { idempotencyKey: randomUUID() } : {}) };
          return graphqlRequest({ port, token: await product.buyerToken(), query: QUERY, variables: { input } });
        }),
      );
    }

    /** Locks per second, each of another buyer, all in one show, which this opens. */
    async function lockAll(withKey: boolean): Promise<number> {
      const showId = await shows.open();
      const requests = await requestsFor(showId, withKey);
      const load = { port: product.port, connections: BUYERS, requests, expected: '"LockSeatsSuccess"' };
      const { seconds, p50_ms, p99_ms } = await sendLoad(load);
      if (!withKey) Object.assign(extra, { p50_ms, p99_ms });
      await untilPublished(database);
      return locks / seconds;
    }

    const rates = interleaved({
      mutation: () => lockAll(false),
      keyed: () => lockAll(true),
      async script() {
        const showId = await installMap(store);
        const rate = await benchmarkScript({ redisUrl: stand.redisUrl, redis, keys, showId, locks: locks * 4 });
        await removeKeys(redis, `${stand.prefix}reference_`);
        return rate;
      },
    });
    return {
      measure: async (round): Promise<Figures> => ({ ...(await rates(round)), ...extra }),
      comparisons: [
        {
          name: 'lockSeats over HTTP / redis-benchmark with its script',
          unit: 'locks/s',
          ours: 'mutation',
          reference: 'script',
          goal: { least: 0.12 },
        },
      ],
      remarks: [
        { figure: 'p50_ms', name: 'half of the answers came within', unit: 'ms' },
        { figure: 'p99_ms', name: '99 % of the answers came within', unit: 'ms' },
        { figure: 'keyed', name: 'the same with an idempotency key each', unit: 'locks/s' },
      ],
    };
  },
};
