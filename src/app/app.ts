import { seedDemo } from '../../prisma/seed.ts';
import type { Config } from '../config.ts';
import { createAnalyticsHandler } from '../modules/analytics/analytics-handler.ts';
import { createBookingCacheFeeder } from '../modules/bookings/booking-cache-feeder.ts';
import { createSeatServiceHandler } from '../modules/bookings/seat-service.ts';
import { CONSUMERS } from '../modules/events/consumers.ts';
import { TOPICS, topicSpecs } from '../modules/events/topics.ts';
import { forgetEndedLocks } from '../modules/locks/ended-locks.ts';
import { createNotificationHandler } from '../modules/notifications/notification-handler.ts';
import { createSeatMapCacheFeeder } from '../modules/seat-map/seat-map-cache-feeder.ts';
import { DEMO_ORGANISER_ID } from '../modules/shows/demo.ts';
import { createDueWorker } from '../platform/due-worker.ts';
import { type EventHandler, PROCESSED_EVENTS_KEPT_DAYS, startConsumer } from '../platform/events/consumer.ts';
import { createOutboxRelay, type OutboxRelay } from '../platform/events/outbox-relay.ts';
import { assertPortIsFree } from '../platform/http/server.ts';
import type { Logger } from '../platform/observability/logger.ts';
import { isOutage } from '../platform/outage.ts';
import { deleteInTurns } from '../platform/postgres/delete-in-turns.ts';
import { warnOfLossyCommits } from '../platform/postgres/durability.ts';
import { createReleaseStack, type ReleaseStack } from '../platform/release-stack.ts';
import { StartupError } from '../platform/startup-error.ts';
import { startHttp } from './http.ts';
import { openParts, type Parts, reached, reasonOf } from './parts.ts';
import { type BoxOffice, createBoxOffice } from './services.ts';

export interface StartedApp {
  /** Where this node listens. */
  url: string;
  /** For the embedded default only, and for hours: with real services `npm run token` makes one on demand. */
  organiserToken: string | null;
  demoShowId: string | null;
}

export interface App {
  /** Resolves when everything runs and the node is ready. Throws StartupError (and has stopped what it had started). */
  start(): Promise<StartedApp>;
  /** Not ready, sockets closed, requests finished, outbox and consumers drained; within 10 s. Idempotent. */
  stop(): Promise<void>;
}

const ORGANISER_TOKEN_TTL_MS = 12 * 60 * 60 * 1000;
const DRAIN_DEADLINE_MS = 2_000;
const SEAT_MAP_FEED_GATHER_MS = 100;
/** A change that comes again is known by its version. */
const SEAT_MAP_FEED_STORE_EVERY_MS = 1_000;
const HOUSEKEEPING_EVERY_MS = 60 * 60 * 1000;

/** Puts one node together. Nothing is opened before `start`. */
export function createApp(config: Config, logger: Logger): App {
  const stack = createReleaseStack(logger);
  return {
    async start() {
      try {
        return await start(config, logger, stack);
      } catch (error) {
        await stack.unwind();
        throw isOutage(error) ? lostWhileStarting(error) : error;
      }
    },
    stop: () => stack.unwind(),
  };
}

/** A server that was there a moment ago, and went away before everything ran: whoever runs this node starts it again. */
function lostWhileStarting(cause: unknown): unknown {
  if (cause instanceof StartupError) return cause;
  return new StartupError(`A server that this node needs went away while it started: ${reasonOf(cause)}`, { cause });
}

async function start(config: Config, logger: Logger, stack: ReleaseStack): Promise<StartedApp> {
  // Said before PostgreSQL is initialised for nothing.
  await assertPortIsFree(config.http);
  const parts = await openParts(config, logger, stack);
  await reached('KAFKA_BROKERS', () => parts.log.ensureTopics(topicSpecs(config.kafka.topicPrefix)));
  const office = await createBoxOffice(config, logger, parts);
  const { services, hub, history } = office;
  await warnOfLossyCommits(parts.database, logger);
  // Before anything of this database is read for good, or written.
  await history.start();
  stack.push('history', () => history.stop());
  await services.seating.completePlans();
  const demoShowId = config.data.demo ? await seedDemo(services) : null;

  // Pushed before what feeds it: the senders stop after the consumers.
  office.notificationSender.start();
  stack.push('notifications', () => office.notificationSender.stop());
  await startConsumers(config, logger, { parts, office, stack });
  await hub.start();
  stack.push('live map', () => hub.stop());
  const relay = startRelay(config, logger, { parts, office, stack });
  for (const worker of [...office.workers, createHousekeeper(config, logger, { parts, office })]) {
    worker.start();
    stack.push('worker', () => worker.stop());
  }
  const url = await startHttp(config, logger, { parts, office, stack, relay, demoShowId });

  const organiserToken = isEmbeddedDefault(config) ? await issueOrganiserToken(services) : null;
  return { url, organiserToken, demoShowId };
}

/** Whoever starts it is its only organiser, and nobody else reads its output. */
function isEmbeddedDefault({ database, redis, kafka }: Config): boolean {
  return database.url === null && redis.urls === null && kafka.brokers === null;
}

async function issueOrganiserToken({ identity }: BoxOffice['services']): Promise<string> {
  const organiser = { id: DEMO_ORGANISER_ID, role: 'organiser' as const, email: null, ttl_ms: ORGANISER_TOKEN_TTL_MS };
  return (await identity.issueToken(organiser)).token;
}

interface Context {
  parts: Parts;
  office: BoxOffice;
  stack: ReleaseStack;
}

async function startConsumers(config: Config, logger: Logger, { parts, office, stack }: Context): Promise<void> {
  const { log, database, cache, keys } = parts;
  const { history } = office;
  const { topicPrefix } = config.kafka;
  const handlers: Record<string, EventHandler> = {
    [CONSUMERS.notification]: createNotificationHandler({
      wake: () => office.notificationSender.wake(),
      mailLimit: office.mailLimit,
    }),
    [CONSUMERS.analytics]: createAnalyticsHandler(),
    [CONSUMERS.seatService]: createSeatServiceHandler({ seatMap: office.services.seatMap }),
  };
  const consumers = await Promise.all([
    ...Object.entries(handlers).map(([name, handle]) =>
      startConsumer({
        log,
        database,
        logger,
        name,
        groupId: `${topicPrefix}seatwire-${name}`,
        topics: [TOPICS.booking],
        topicPrefix,
        handle,
      }),
    ),
    log.consume({
      groupId: `${topicPrefix}seatwire-seat-map`,
      topics: [`${topicPrefix}${TOPICS.seat}`],
      from: 'beginning',
      // Whoever changed the seats has told the store already, nearly always.
      gather_ms: SEAT_MAP_FEED_GATHER_MS,
      storeEvery_ms: SEAT_MAP_FEED_STORE_EVERY_MS,
      handle: createSeatMapCacheFeeder({ seatMap: office.services.seatMap, logger }),
    }),
    log.consume({
      groupId: `${topicPrefix}seatwire-booking-cache`,
      topics: [`${topicPrefix}${TOPICS.booking}`],
      from: 'beginning',
      handle: createBookingCacheFeeder({ cache, keys, history, logger }),
    }),
  ]);
  stack.push('consumers', async () => {
    await Promise.all(consumers.map((consumer) => consumer.stop()));
  });
}

function startRelay(config: Config, logger: Logger, { parts, office, stack }: Context): OutboxRelay {
  const { seatMap } = office.services;
  const relay = createOutboxRelay({
    database: parts.database,
    log: parts.log,
    topicPrefix: config.kafka.topicPrefix,
    source: '/seatwire',
    logger,
    // The lock store may have been away when the seats were changed, and the consumer that tells it then never gets this.
    onSetAside({ topic, value }) {
      if (topic === `${config.kafka.topicPrefix}${TOPICS.seat}`) void seatMap.apply(JSON.parse(value));
      if (topic === `${config.kafka.topicPrefix}${TOPICS.booking}`) office.refusedBookings.wake();
    },
  });
  relay.start();
  stack.push('outbox relay', async () => {
    await relay.drain(DRAIN_DEADLINE_MS);
    await relay.stop();
  });
  return relay;
}

/** Forgets what nobody can ask for any more. One part of it that fails keeps none of the others from being done. */
function createHousekeeper(config: Config, logger: Logger, { parts, office }: Pick<Context, 'parts' | 'office'>) {
  const isOld = `processed_at < now() - interval '${PROCESSED_EVENTS_KEPT_DAYS} days'`;
  const chores: Record<string, () => Promise<void>> = {
    'idempotency keys': () => office.idempotency.prune(),
    'customer data': () => office.customerData.prune(),
    'ended locks': () => forgetEndedLocks(parts.database, config.locks.endedKeptDays),
    'processed events': () => deleteInTurns(parts.database, 'processed_events', isOld),
  };
  return createDueWorker({
    name: 'housekeeper',
    logger,
    maxSleep_ms: HOUSEKEEPING_EVERY_MS,
    async runDue() {
      for (const [what, forget] of Object.entries(chores)) {
        await forget().catch((error: unknown) => {
          if (isOutage(error)) throw error;
          logger.warn({ err: error, what }, 'what is old was not forgotten, trying again in an hour');
        });
      }
      return null;
    },
  });
}
