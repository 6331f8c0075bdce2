import { type BoxOffice, createBoxOffice } from '../../../src/app/services.ts';
import { loadConfig } from '../../../src/config.ts';
import { createMemorySeatLockStore } from '../../../src/embedded/locks/memory-seat-lock-store.ts';
import { createMemoryCache } from '../../../src/embedded/memory-cache.ts';
import { createMemoryEventLog } from '../../../src/embedded/memory-event-log.ts';
import { createMemoryMutex } from '../../../src/embedded/memory-mutex.ts';
import { createSeatServiceHandler } from '../../../src/modules/bookings/seat-service.ts';
import { TOPICS, topicSpecs } from '../../../src/modules/events/topics.ts';
import type { SeatLockStore } from '../../../src/modules/locks/seat-lock-store.ts';
import { createSeatMapCacheFeeder } from '../../../src/modules/seat-map/seat-map-cache-feeder.ts';
import { startConsumer } from '../../../src/platform/events/consumer.ts';
import type { EventLog } from '../../../src/platform/events/event-log.ts';
import { createOutboxRelay } from '../../../src/platform/events/outbox-relay.ts';
import { newId } from '../../../src/platform/ids.ts';
import type { DueWorker } from '../../../src/platform/jobs/due-worker.ts';
import type { Mutex } from '../../../src/platform/mutex/mutex.ts';
import { createLogger } from '../../../src/platform/observability/logger.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';
import { createMemoryRateLimiter } from '../../../src/platform/rate-limits/memory-rate-limiter.ts';
import { createRedisKeys, type RedisKeys } from '../../../src/platform/redis/keys.ts';
import type { Principal } from '../../../src/shared/principal.ts';
import { hallPlan } from '../../fixtures/hall-plan.ts';
import { eventually } from '../basics/eventually.ts';
import { createTestDatabase } from '../servers/database.ts';
import { UNLIMITED } from './no-limits.ts';

export const ORGANISER: Principal = { id: 'organiser', role: 'organiser', email: null };
export const OTHER_ORGANISER: Principal = { id: 'other organiser', role: 'organiser', email: null };

export const CUSTOMER = { name: 'Ada Lovelace', email: 'ada@example.org' };

const logger = createLogger({ level: 'silent', nodeId: 'test' });

export interface BoxOfficeOptions {
  store?: SeatLockStore;
  mutex?: Mutex;
  keys?: RedisKeys;
  env?: Record<string, string>;
}

/** The services of one node, put together as the app does it, without HTTP; nothing runs until `start`. */
export interface TestBoxOffice extends BoxOffice, AsyncDisposable {
  readonly database: Database;
  readonly store: SeatLockStore;
  readonly log: EventLog;
  /** The worker of that name, which runs once it is started. */
  worker(name: string): DueWorker;
  /** Starts the relay, the seat service and what feeds the store's map. */
  startEvents(): Promise<void>;
  /** Resolves when every committed event has had its effect, and those that follow from it. */
  settled(): Promise<void>;
  /** Ends what is overdue: locks, then bookings. */
  sweep(): Promise<void>;
  /** Puts a lock's or a booking's deadline into the past: the next sweep ends it. */
  makeOverdue(table: 'seat_locks' | 'bookings', id: string): Promise<void>;
  /** What was told last under that key: a show's of its seats, a booking's of itself. */
  lastEvent<Payload = Record<string, unknown>>(key: string): Promise<Payload>;
  /** A show on sale in a hall of its own. Seats are `Z1-row-number`. */
  createShow(hall?: { zones?: number; rows?: number; seats?: number }): Promise<TestShow>;
}

export interface TestShow {
  id: string;
  seatIds: string[];
  /** Seats that nobody has got from it before, in their order: for the tests that share the show. */
  nextSeats(count: number): string[];
}

export function guest(id: string = newId('guest')): Principal {
  return { id, role: 'customer', email: null };
}

/** A box office on a database of its own, which goes with it. */
export async function openTestBoxOffice(options?: BoxOfficeOptions): Promise<TestBoxOffice> {
  await using starting = new AsyncDisposableStack();
  const db = starting.use(await createTestDatabase());
  const office = starting.use(await createTestBoxOffice(db.database, options));
  const started = starting.move();
  return { ...office, [Symbol.asyncDispose]: () => started.disposeAsync() };
}

/** A node on a database that is there: beside another, or with one that a test has a hand in. */
export async function createTestBoxOffice(
  database: Database,
  {
    store = createMemorySeatLockStore(),
    mutex = createMemoryMutex(),
    keys = createRedisKeys(''),
    env = {},
  }: BoxOfficeOptions = {},
): Promise<TestBoxOffice> {
  const log = createMemoryEventLog({ logger });
  await log.ensureTopics(topicSpecs(''));
  const cache = createMemoryCache();
  const limiter = createMemoryRateLimiter();
  const config = loadConfig({ NODE_ID: 'test', ...UNLIMITED, ...env });
  const office = await createBoxOffice(config, logger, {
    database,
    store,
    mutex,
    cache,
    limiter,
    log,
    keys,
    probes: {},
    redisUnanswered: () => 0,
  });
  const { services, workers, history } = office;
  await history.start();
  const relay = createOutboxRelay({ database, log, topicPrefix: '', source: '/test', logger });
  function worker(name: string): DueWorker {
    const found = workers.find((one) => one.name === name);
    if (!found) throw new Error(`There is no worker "${name}", but ${workers.map((one) => one.name).join(', ')}.`);
    return found;
  }

  return {
    ...office,
    database,
    store,
    log,
    worker,
    async startEvents() {
      await startConsumer({
        log,
        database,
        logger,
        name: 'seat-service',
        groupId: 'seat-service',
        topics: [TOPICS.booking],
        handle: createSeatServiceHandler({ seatMap: services.seatMap }),
      });
      await log.consume({
        groupId: 'seat-map',
        topics: [TOPICS.seat],
        from: 'beginning',
        handle: createSeatMapCacheFeeder({ seatMap: services.seatMap, logger }),
      });
      relay.start();
    },
    async settled() {
      if (!(await relay.drain(30_000))) throw new Error('the outbox was not drained');
      // What is in the log has its effect a little later, and that has events of its own.
      await eventually(async () => {
        const [row] = await database.query<{ open: number }>(
          `SELECT count(*)::int AS open FROM outbox o
            WHERE o.topic = 'booking-events' AND NOT EXISTS
              (SELECT FROM processed_events p WHERE p.consumer = 'seat-service' AND p.event_id = o.event_id)`,
        );
        if (row!.open > 0) throw new Error(`the seat service has not taken in ${row!.open} events`);
      });
      if (!(await relay.drain(30_000))) throw new Error('the outbox was not drained');
    },
    async sweep() {
      for (const sweeper of [worker('lock sweeper'), worker('booking sweeper')]) {
        sweeper.start();
        await sweeper.idle();
      }
    },
    async makeOverdue(table, id) {
      await database.query(`UPDATE ${table} SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
    },
    async lastEvent<Payload>(key: string) {
      const [row] = await database.query<{ payload: Payload }>(
        'SELECT payload FROM outbox WHERE key = $1 ORDER BY id DESC LIMIT 1',
        [key],
      );
      return row!.payload;
    },
    async createShow(hall) {
      const venue = { name: newId('venue'), city: 'Erfurt', timezone: 'Europe/Berlin' };
      const plan = await services.seating.importSeatingPlan(ORGANISER, { venue, plan: hallPlan(hall) });
      const show = await services.shows.createShow(ORGANISER, {
        planId: plan.id,
        title: 'Evening concert',
        startsAt: new Date('2099-05-01T18:00:00Z'),
        currency: 'EUR',
        priceTiers: [
          { name: 'Stalls', category: 'Stalls', price: 2_500 },
          { name: 'Balcony', category: 'Balcony', price: 1_500 },
        ],
      });
      await services.shows.publishShow(ORGANISER, { showId: show.id });
      const { seats } = await services.shows.planOf(show);
      const seatIds = seats.map((seat) => seat.id);
      let given = 0;
      return {
        id: show.id,
        seatIds,
        nextSeats(count) {
          given += count;
          return seatIds.slice(given - count, given);
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await relay.stop();
      await history.stop();
      await Promise.all(workers.map((worker) => worker.stop()));
      await log.close();
    },
  };
}
