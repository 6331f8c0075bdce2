import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMemorySeatLockStore } from '../../src/modules/locks/memory-seat-lock-store.ts';
import { createRedisSeatLockStore } from '../../src/modules/locks/redis-seat-lock-store.ts';
import type { HoldLimits, SeatLockStore } from '../../src/modules/locks/seat-lock-store.ts';
import type { RedisConnection } from '../../src/platform/redis/connection.ts';
import { createRedisKeys } from '../../src/platform/redis/keys.ts';
import { ManualClock } from '../kit/clock.ts';
import { connectRedis, createRedisHarness } from '../kit/redis-harness.ts';
import { describeWithRedis, requireRedis } from '../kit/servers.ts';

/** MODEL_RUNS=10000 for a long search; MODEL_SEED repeats one. */
const RUNS = Number(process.env.MODEL_RUNS ?? 300);
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);
const TEST_TIMEOUT_MS = 60_000 + RUNS * 100;
const MAX_STEPS = 40;

// Times to live end five seconds before or after any moment that a sequence stops at: the milliseconds that pass in Redis
// meanwhile do not count.
const STEP_MS = 10_000;
const ttl_ms = fc.integer({ min: -1, max: 4 }).map((steps) => steps * STEP_MS + STEP_MS / 2);
const positiveTtl_ms = fc.integer({ min: 0, max: 4 }).map((steps) => steps * STEP_MS + STEP_MS / 2);
const MAP_TTL_MS = 3 * STEP_MS + STEP_MS / 2;

const SEATS = ['1', '2', '3', 'A 4', '#version', '{5}'];
const showId = fc.constantFrom('show_1', 'show_2');
const seatIds = fc.subarray(SEATS);
// A lock has one owner.
const OWNERS = { lock_1: 'anna', lock_11: 'anna', lock_2: 'anna', lock_3: 'ben', lock_33: 'an owner' };
const lock = fc.constantFrom(...Object.entries(OWNERS)).map(([lockId, ownerId]) => ({ lockId, ownerId }));
const lockId = lock.map((taken) => taken.lockId);
const limits = fc.option(
  fc.record({ maxLocks: fc.integer({ min: 0, max: 3 }), maxSeats: fc.integer({ min: 0, max: 7 }) }),
  {
    nil: undefined,
  },
);
const version = fc.integer({ min: 1, max: 12 });
const state = fc.constantFrom('AVAILABLE', 'LOCKED', 'BOOKED', 'BLOCKED');
const unavailableState = fc.constantFrom('LOCKED', 'BOOKED', 'BLOCKED');

/** One step of a sequence, as text and as what to do to a store. Time passes in all shows at once. */
type Step = { advance_ms: number } | { text: string; run(store: SeatLockStore): Promise<unknown> };

const call = <Name extends keyof SeatLockStore>(
  name: Name,
  request: fc.Arbitrary<Parameters<SeatLockStore[Name]>[0]>,
): fc.Arbitrary<Step> =>
  request.map((argument) => ({
    text: `${name} ${JSON.stringify(argument)}`,
    run: (store) => (store[name] as (argument: unknown) => Promise<unknown>)(argument),
  }));

const seatsIn = (states: typeof state | typeof unavailableState) =>
  fc.uniqueArray(fc.record({ seatId: fc.constantFrom(...SEATS), state: states }), {
    maxLength: SEATS.length,
    selector: ({ seatId }) => seatId,
  });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: call(
      'acquire',
      fc
        .record({ showId, seatIds, lock, ttl_ms: positiveTtl_ms, limits })
        .map(({ lock, limits, ...rest }) => ({ ...rest, ...lock, ...(limits && { limits }) })),
    ),
  },
  {
    weight: 2,
    arbitrary: call(
      'extend',
      fc.record({ showId, seatIds, lock, ttl_ms: positiveTtl_ms }).map(({ lock, ...rest }) => ({ ...rest, ...lock })),
    ),
  },
  { weight: 1, arbitrary: call('release', fc.record({ showId, lockId, seatIds })) },
  {
    weight: 5,
    arbitrary: call(
      'applyChange',
      fc.record(
        { showId, version, changes: seatsIn(state), endedLockId: lockId },
        { requiredKeys: ['showId', 'version', 'changes'] },
      ),
    ),
  },
  {
    weight: 3,
    arbitrary: call(
      'installMap',
      fc.record({
        showId,
        image: fc.record({ version: fc.integer({ min: 0, max: 12 }), unavailable: seatsIn(unavailableState) }),
        epoch: fc.integer({ min: 0, max: 5 }),
        locks: fc.uniqueArray(
          fc
            .record({ seatId: fc.constantFrom(...SEATS), lock, ttl_ms })
            .map(({ seatId, lock, ttl_ms }) => ({ seatId, ...lock, ttl_ms })),
          { maxLength: 3, selector: ({ seatId }) => seatId },
        ),
        ttl_ms: positiveTtl_ms,
      }),
    ),
  },
  { weight: 1, arbitrary: call('dropMap', showId) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }).map((steps) => ({ advance_ms: steps * STEP_MS })) },
);

describeWithRedis('the seat lock store on Redis', () => {
  let redis: RedisConnection;
  beforeAll(() => {
    redis = connectRedis([requireRedis()]);
  });
  afterAll(() => redis.close());

  it(
    `does in every sequence what its model in memory does (seed ${SEED}, ${RUNS} sequences)`,
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: MAX_STEPS, size: 'max' }), async (steps) => {
          await using harness = createRedisHarness(redis);
          const clock = new ManualClock();
          const model = createMemorySeatLockStore({ now: clock.now, mapTtl_ms: MAP_TTL_MS });
          const store = createRedisSeatLockStore({
            redis,
            keys: createRedisKeys(harness.prefix),
            mapTtl_ms: MAP_TTL_MS,
          });
          for (const [i, taken] of steps.entries()) {
            if ('advance_ms' in taken) {
              clock.advance(taken.advance_ms);
              await harness.advance(taken.advance_ms);
            } else {
              expect(await taken.run(store), `step ${i}: ${taken.text}`).toEqual(await taken.run(model));
            }
            expect(await maps(store), `maps after step ${i}: ${describe(taken)}`).toEqual(await maps(model));
            expect(await holdings(store), `holds after step ${i}: ${describe(taken)}`).toEqual(await holdings(model));
          }
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
    TEST_TIMEOUT_MS,
  );
});

function describe(step: Step): string {
  return 'advance_ms' in step ? `${step.advance_ms} ms pass` : step.text;
}

/** Both shows' maps, their seats in order: the port promises none. */
async function maps(store: SeatLockStore) {
  const read = await Promise.all(['show_1', 'show_2'].map((show) => store.readMap(show)));
  return read.map(
    (map) => map && { ...map, unavailable: map.unavailable.toSorted((a, b) => (a.seatId < b.seatId ? -1 : 1)) },
  );
}

/** What counts for each owner in both shows, and who has each seat, as far as the store tells without changing anything. */
async function holdings(store: SeatLockStore) {
  const ask = (showId: string, ownerId: string, seatIds: string[], limits: HoldLimits) =>
    store.acquire({ showId, seatIds, lockId: 'lock_probe', ownerId, ttl_ms: STEP_MS, limits });
  return await Promise.all(
    ['show_1', 'show_2'].flatMap((showId) => [
      ask(showId, 'anna', SEATS, { maxLocks: 0, maxSeats: 0 }),
      ...['anna', 'ben', 'an owner'].flatMap((ownerId) => [
        ask(showId, ownerId, ['probe'], { maxLocks: 0, maxSeats: 100 }),
        ask(showId, ownerId, ['probe'], { maxLocks: 100, maxSeats: 0 }),
      ]),
    ]),
  );
}
