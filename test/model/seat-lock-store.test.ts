import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemorySeatLockStore } from '../../src/embedded/locks/memory-seat-lock-store.ts';
import { createRedisSeatLockStore } from '../../src/modules/locks/redis-seat-lock-store.ts';
import type { HoldLimits, SeatLockStore } from '../../src/modules/locks/seat-lock-store.ts';
import type { RedisConnection } from '../../src/platform/redis/connection.ts';
import { createRedisKeys } from '../../src/platform/redis/keys.ts';
import { SeatLockModel } from '../kit/contracts/seat-lock-model.ts';
import { ManualClock } from '../kit/product/clock.ts';
import { uniquePrefix } from '../kit/product/prefix.ts';
import { createPassingTime, type PassingTime } from '../kit/servers/passing-time.ts';
import { connectRedis } from '../kit/servers/redis-harness.ts';
import { describeWithRedis, requireRedis } from '../kit/servers/servers.ts';

/** Sequences of each adapter. MODEL_RUNS=100000 for a long search; MODEL_SEED repeats one. */
const RUNS = { memory: Number(process.env.MODEL_RUNS ?? 3_000), redis: Number(process.env.MODEL_RUNS ?? 2_500) };
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);
const TEST_TIMEOUT_MS = 120_000 + Math.max(...Object.values(RUNS)) * 50;
const MAX_STEPS = 20;

// Times to live end five seconds before or after any moment that a sequence stops at: the milliseconds that pass in Redis
// meanwhile do not count.
const STEP_MS = 10_000;
const ttl_ms = fc.integer({ min: -1, max: 4 }).map((steps) => steps * STEP_MS + STEP_MS / 2);
const positiveTtl_ms = fc.integer({ min: 0, max: 4 }).map((steps) => steps * STEP_MS + STEP_MS / 2);
const MAP_TTL_MS = 3 * STEP_MS + STEP_MS / 2;

const SHOWS = ['show_1', 'show_2'];
const SEATS = ['1', '2', '3', 'A 4', '#version', '{5}'];
const showId = fc.constantFrom(...SHOWS);
const seatIds = fc.subarray(SEATS);
// A lock has one owner.
const OWNERS = { lock_1: 'anna', lock_11: 'anna', lock_2: 'anna', lock_3: 'ben', lock_33: 'an owner' };
const lock = fc.constantFrom(...Object.entries(OWNERS)).map(([lockId, ownerId]) => ({ lockId, ownerId }));
const lockId = lock.map((taken) => taken.lockId);
const limits = fc.option(
  fc.record({ maxLocks: fc.integer({ min: 0, max: 3 }), maxSeats: fc.integer({ min: 0, max: 7 }) }),
  { nil: undefined },
);
// Some seats that were freed stay among an address's until it takes more than it may: the limits are where that happens.
const origin = fc.option(
  fc.record({
    address: fc.constantFrom('192.0.2.1', '192.0.2.2'),
    maxSeats: fc.integer({ min: 0, max: 5 }),
    seat_ms: fc.constant(0),
    budget_ms: fc.constant(0),
    lasts_ms: positiveTtl_ms,
  }),
  { nil: null },
);
const areaId = fc.constantFrom('front', 'A 2');
/** Places of none, some or all areas: what a lock is to have, and how much of it is new. */
const demands = fc.uniqueArray(
  fc.record({ areaId, quantity: fc.integer({ min: 1, max: 3 }), more: fc.integer({ min: -1, max: 3 }) }),
  { maxLength: 2, selector: (demand) => demand.areaId },
);
const quantities = demands.map((some) => some.map(({ areaId, quantity }) => ({ areaId, quantity })));
const areaStates = fc.uniqueArray(
  fc.record({ areaId, available: fc.integer({ min: 0, max: 5 }), held: fc.constant(1), booked: fc.constant(2) }),
  { maxLength: 2, selector: (state) => state.areaId },
);
const places = fc.integer({ min: 1, max: 5 });
const version = fc.integer({ min: 1, max: 12 });
const state = fc.constantFrom('AVAILABLE', 'LOCKED', 'BOOKED', 'BLOCKED');
const unavailableState = fc.constantFrom('LOCKED', 'BOOKED', 'BLOCKED');

interface Model {
  store: SeatLockModel;
  /** To be sent once more, as a client does that has not heard the answer. */
  last: Command | null;
}

interface Real {
  store: SeatLockStore;
  pass(ms: number): Promise<void>;
  loseMemory(): Promise<void>;
}

type Command = fc.AsyncCommand<Model, Real>;

class Call implements Command {
  readonly #name: keyof SeatLockStore;
  readonly #argument: unknown;

  constructor(name: keyof SeatLockStore, argument: unknown) {
    this.#name = name;
    this.#argument = argument;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    const [name, argument] = [this.#name, this.#argument as never];
    expect(byPlace(await real.store[name](argument)), this.toString()).toEqual(byPlace(model.store[name](argument)));
    model.last = this;
  }

  toString(): string {
    return `${this.#name} ${JSON.stringify(this.#argument)}`;
  }
}

/** Several requests in the same moment, which a store may do together: as if they had come one by one. */
class AtOnce implements Command {
  readonly #name: 'acquire' | 'applyChange';
  readonly #requests: readonly unknown[];

  constructor(name: 'acquire' | 'applyChange', requests: readonly unknown[]) {
    this.#name = name;
    this.#requests = requests;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    const name = this.#name;
    const answers = await Promise.all(this.#requests.map((request) => real.store[name](request as never)));
    const expected = this.#requests.map((request) => withoutMoments(model.store[name](request as never)));
    expect(answers.map(withoutMoments), this.toString()).toEqual(expected);
    model.last = this;
  }

  toString(): string {
    return `${this.#name} at once ${JSON.stringify(this.#requests)}`;
  }
}

/** The last request again: the first answer was lost. */
class Again implements Command {
  check({ last }: Readonly<Model>): boolean {
    return last !== null;
  }

  async run(model: Model, real: Real): Promise<void> {
    await model.last!.run(model, real);
  }

  toString(): string {
    return 'again';
  }
}

class Pass implements Command {
  readonly #ms: number;

  constructor(ms: number) {
    this.#ms = ms;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    model.store.pass(this.#ms);
    await real.pass(this.#ms);
  }

  toString(): string {
    return `${this.#ms} ms pass`;
  }
}

/** The store is empty; later commands may install its maps again. */
class LoseMemory implements Command {
  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    model.store.loseMemory();
    await real.loseMemory();
  }

  toString(): string {
    return 'lose memory';
  }
}

const call = <Name extends keyof SeatLockStore>(
  name: Name,
  request: fc.Arbitrary<Parameters<SeatLockStore[Name]>[0]>,
) => request.map((argument) => new Call(name, argument));

const seatsIn = (states: typeof state | typeof unavailableState) =>
  fc.uniqueArray(fc.record({ seatId: fc.constantFrom(...SEATS), state: states }), {
    maxLength: SEATS.length,
    selector: ({ seatId }) => seatId,
  });

const acquireRequest = fc
  .record({
    showId,
    seatIds,
    lock,
    ttl_ms: positiveTtl_ms,
    limits,
    origin,
    areas: demands,
    hadPlaces: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 1 }),
    open: fc.option(fc.subarray(SEATS)),
  })
  .map(({ lock, limits, open, ...rest }) => {
    // Of the seats, those that are of allotments which are open to the owner: most often none.
    const allottedIds = rest.seatIds.filter((seatId) => open?.includes(seatId));
    return { ...rest, ...lock, ...(limits && { limits }), ...(open && { allottedIds }) };
  });
const acquire = call('acquire', acquireRequest);
const acquireAtOnce = fc
  .array(acquireRequest, { minLength: 2, maxLength: 6 })
  .map((requests) => new AtOnce('acquire', requests));
const extend = call(
  'extend',
  fc
    .record({ showId, seatIds, lock, areas: quantities, ttl_ms: positiveTtl_ms })
    .map(({ lock, ...rest }) => ({ ...rest, ...lock })),
);
const mapChange = fc.record(
  {
    showId,
    version,
    changes: seatsIn(state),
    endedLockIds: fc.uniqueArray(lockId, { minLength: 1, maxLength: 2 }),
    areas: areaStates,
    claimedBy: fc.uniqueArray(lockId, { maxLength: 2 }),
    endedPlaces: fc.array(fc.record({ lockId, places }), { maxLength: 2 }),
  },
  { requiredKeys: ['showId', 'version', 'changes'] },
);
const applyChange = call('applyChange', mapChange);
// Most often in order, as they were committed; a few are gaps, or come again.
const applyAtOnce = fc
  .tuple(showId, version, fc.array(mapChange, { minLength: 2, maxLength: 6 }), fc.boolean())
  .map(([show, first, changes, inOrder]) =>
    inOrder ? changes.map((change, index) => ({ ...change, showId: show, version: first + index })) : changes,
  )
  .map((changes) => new AtOnce('applyChange', changes));
const installMap = call(
  'installMap',
  fc.record({
    showId,
    image: fc.record(
      { version: fc.integer({ min: 0, max: 12 }), unavailable: seatsIn(unavailableState), areas: areaStates },
      { requiredKeys: ['version', 'unavailable'] },
    ),
    epoch: fc.integer({ min: 0, max: 5 }),
    locks: fc.uniqueArray(
      fc
        .record({ seatId: fc.constantFrom(...SEATS), lock, ttl_ms })
        .map(({ seatId, lock, ttl_ms }) => ({ seatId, ...lock, ttl_ms })),
      { maxLength: 3, selector: ({ seatId }) => seatId },
    ),
    places: fc.array(
      fc.record({ lock, places, ttl_ms }).map(({ lock, ...rest }) => ({ ...rest, ...lock })),
      { maxLength: 2 },
    ),
    ttl_ms: positiveTtl_ms,
  }),
);
const release = call(
  'release',
  fc.record(
    { showId, lockId, seatIds, areas: quantities, claimedOf: fc.subarray(['front', 'A 2']) },
    { requiredKeys: ['showId', 'lockId', 'seatIds'] },
  ),
);
const dropMap = call('dropMap', showId);
const resetMap = call('resetMap', showId);
const holdersOf = call('holdersOf', fc.record({ showId, seatIds }));
const pass = fc.integer({ min: 1, max: 4 }).map((steps) => new Pass(steps * STEP_MS));

/** As often as an operation is listed, so often it comes. */
const commands = fc.commands<Model, Real, false>(
  [
    ...Array.from({ length: 5 }, () => acquire),
    ...Array.from({ length: 2 }, () => acquireAtOnce),
    ...Array.from({ length: 5 }, () => applyChange),
    ...Array.from({ length: 2 }, () => applyAtOnce),
    ...Array.from({ length: 3 }, () => installMap),
    ...Array.from({ length: 2 }, () => extend),
    ...Array.from({ length: 2 }, () => pass),
    release,
    dropMap,
    resetMap,
    holdersOf,
    fc.constant(new Again()),
    fc.constant(new LoseMemory()),
  ],
  { maxCommands: MAX_STEPS, size: 'max' },
);

/** Runs so many sequences, each on a store that knows nothing; tells the smallest one that differs, and its seed. */
async function search(runs: number, createReal: () => Promise<Real>): Promise<void> {
  let done = 0;
  const property = fc.asyncProperty(commands, async (sequence) => {
    const real = await createReal();
    const model: Model = { store: new SeatLockModel({ mapTtl_ms: MAP_TTL_MS }), last: null };
    // Every sequence begins with maps in place; the commands lose them again.
    for (const show of SHOWS) {
      const install = { showId: show, image: { version: 0, unavailable: [] }, epoch: 1, locks: [], ttl_ms: MAP_TTL_MS };
      await new Call('installMap', install).run(model, real);
    }
    await fc.asyncModelRun(() => ({ model, real }), sequence);
    await expectSame(model, real);
    done += 1;
  });
  // Unbiased: of every length, and not mostly short.
  await fc.assert(property, { seed: SEED, numRuns: runs, unbiased: true });
  expect(done).toBe(runs);
  console.log(`${done} sequences, seed ${SEED}`);
}

/** Both shows' maps, what counts for each owner in them and who has each seat, as far as a store tells. */
async function expectSame(model: Model, real: Real): Promise<void> {
  const ask = (showId: string, ownerId: string, seatIds: string[], limits: HoldLimits) =>
    new Call('acquire', { showId, seatIds, lockId: 'lock_probe', ownerId, ttl_ms: STEP_MS, limits });
  const questions = SHOWS.flatMap((show) => [
    new Call('readMap', show),
    ...['192.0.2.1', '192.0.2.2'].map(
      (address) =>
        new Call('acquire', {
          ...{ showId: show, seatIds: ['probe'], lockId: 'lock_probe', ownerId: 'eva', ttl_ms: STEP_MS },
          origin: { address, maxSeats: 0, seat_ms: 0, budget_ms: 0, lasts_ms: STEP_MS },
        }),
    ),
    ask(show, 'anna', SEATS, { maxLocks: 0, maxSeats: 0 }),
    ...['anna', 'ben', 'an owner'].flatMap((ownerId) => [
      ask(show, ownerId, ['probe'], { maxLocks: 0, maxSeats: 100 }),
      ask(show, ownerId, ['probe'], { maxLocks: 100, maxSeats: 0 }),
    ]),
  ]);
  await Promise.all(questions.map((question) => question.run(model, real)));
}

/** When to try again depends on the moment. */
function withoutMoments(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('retryAfter_ms' in answer)) return answer;
  return { ...answer, retryAfter_ms: 0 };
}

/** A map's seats in order: the port promises none. */
function byPlace(given: unknown): unknown {
  const answer = withoutMoments(given);
  if (typeof answer !== 'object' || answer === null || !('unavailable' in answer)) return answer;
  const { unavailable } = answer as { unavailable: { seatId: string }[] };
  const { areas } = answer as { areas?: { areaId: string }[] };
  return {
    ...answer,
    unavailable: unavailable.toSorted((a, b) => (a.seatId < b.seatId ? -1 : 1)),
    areas: areas?.toSorted((a, b) => (a.areaId < b.areaId ? -1 : 1)),
  };
}

describe('the seat lock store in memory', () => {
  it(
    `does in every sequence what its model does (seed ${SEED}, ${RUNS.memory} sequences)`,
    () =>
      search(RUNS.memory, async () => {
        const clock = new ManualClock();
        const create = () => createMemorySeatLockStore({ now: clock.now, mapTtl_ms: MAP_TTL_MS });
        const real: Real = {
          store: create(),
          pass: async (ms) => clock.advance(ms),
          async loseMemory() {
            real.store = create();
          },
        };
        return real;
      }),
    TEST_TIMEOUT_MS,
  );
});

describeWithRedis('the seat lock store on Redis', () => {
  let redis: RedisConnection;
  let time: PassingTime;
  let store: SeatLockStore;

  beforeAll(async () => {
    redis = connectRedis([requireRedis()]);
    const prefix = uniquePrefix();
    time = createPassingTime(redis, prefix);
    store = createRedisSeatLockStore({ redis, keys: createRedisKeys(prefix), mapTtl_ms: MAP_TTL_MS });
  });
  afterAll(async () => {
    await time.clear();
    await redis.close();
  });

  it(
    `does in every sequence what its model does (seed ${SEED}, ${RUNS.redis} sequences)`,
    () =>
      search(RUNS.redis, async () => {
        await time.clear();
        return { store, pass: time.pass, loseMemory: time.clear };
      }),
    TEST_TIMEOUT_MS,
  );
});
