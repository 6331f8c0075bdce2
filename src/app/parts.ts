import { join } from 'node:path';
import type { Config } from '../config.ts';
import { createMemorySeatLockStore } from '../embedded/locks/memory-seat-lock-store.ts';
import { createMemoryCache } from '../embedded/memory-cache.ts';
import { createMemoryEventLog } from '../embedded/memory-event-log.ts';
import { createMemoryMutex } from '../embedded/memory-mutex.ts';
import { startSupervisedPostgres } from '../embedded/postgres/supervised-postgres.ts';
import { LATE_PART } from '../modules/limits/cooldown.ts';
import { createRedisSeatLockStore } from '../modules/locks/redis-seat-lock-store.ts';
import type { NodeParts } from '../modules/manifest.ts';
import type { EventLog } from '../platform/events/event-log.ts';
import { traceEventLog } from '../platform/events/traced-event-log.ts';
import { onceASecond, optionalProbe, type ReadinessProbe } from '../platform/http/health.ts';
import { createKafkaEventLog } from '../platform/kafka/kafka-event-log.ts';
import type { Logger } from '../platform/observability/logger.ts';
import { messageOf } from '../platform/observability/message-of.ts';
import { isTracing } from '../platform/observability/tracing.ts';
import { createDatabase, type Database, type DatabaseOptions } from '../platform/postgres/database.ts';
import { assertCommitsAreKnown } from '../platform/postgres/durability.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { assertOneDatabase, assertSessions, findPooler, warnOfPooledLimits } from '../platform/postgres/pooler.ts';
import { assertRights } from '../platform/postgres/rights.ts';
import type { ReleaseStack } from '../platform/processes/release-stack.ts';
import { StartupError } from '../platform/processes/startup-error.ts';
import { createFallbackRateLimiter } from '../platform/rate-limits/fallback-rate-limiter.ts';
import { createMemoryRateLimiter } from '../platform/rate-limits/memory-rate-limiter.ts';
import { createRedisConnection } from '../platform/redis/connection.ts';
import { createRedisKeys, type RedisKeys } from '../platform/redis/keys.ts';
import { createRedisCache } from '../platform/redis/redis-cache.ts';
import { createRedisMutex } from '../platform/redis/redis-mutex.ts';
import { createRedisRateLimiter } from '../platform/redis/redis-rate-limiter.ts';

/** What the box office stands on: each the real thing where its URL is set, else its embedded stand-in. */
export interface Parts extends Omit<NodeParts, 'config' | 'logger' | 'declared'> {
  /** How each part is, for `/ready`. */
  probes: Record<string, ReadinessProbe>;
  /** Commands that Redis has not answered; embedded there are none. */
  redisUnanswered(): number;
}

const MIGRATIONS = join(import.meta.dirname, '../../prisma/migrations');

/**
 * Opens all parts and pushes what closes each to `stack`. Throws StartupError, naming the setting, for one that can't be
 * reached.
 */
export async function openParts(config: Config, logger: Logger, stack: ReleaseStack): Promise<Parts> {
  const keys = createRedisKeys(config.redis.keyPrefix);
  const database = await openDatabase(config, logger, stack);
  const redis = await openRedis(config, logger, stack, keys);
  const log = await openEventLog(config, logger, stack);
  return {
    ...redis,
    database,
    log,
    keys,
    redisUnanswered: redis.unanswered,
    probes: {
      postgres: onceASecond(async () => {
        await database.ping();
        await assertCommitsAreKnown(database);
        return config.database.url === null ? 'embedded' : 'up';
      }),
      // Without Redis or Kafka a node still serves what it can: it is told here, and the node stays ready.
      redis: optionalProbe(onceASecond(redis.probe)),
      kafka: optionalProbe(async () => {
        await log.ping();
        return config.kafka.brokers === null ? 'embedded' : 'up';
      }),
    },
  };
}

async function openDatabase(config: Config, logger: Logger, stack: ReleaseStack): Promise<Database> {
  const { url, pooled } = await findDatabase(config, logger, stack);
  const [directUrl, setting] = pooled ? [pooled.directUrl, 'DATABASE_DIRECT_URL'] : [url, 'DATABASE_URL'];
  await reached(setting, () => migrate({ url: directUrl, setting, folder: MIGRATIONS, logger }));
  const database = createDatabase({
    url,
    pooled,
    maxConnections: config.database.maxConnections,
    onConnectionError: (error) => logger.warn({ err: error }, 'PostgreSQL is away or recovers; connecting again'),
    onConnectionBack: () => logger.info('PostgreSQL is back'),
  });
  stack.push('database', () => database.close());
  await reached('DATABASE_URL', async () => {
    await database.ping();
    await assertRights(database);
    if (pooled) await warnOfPooledLimits(database, pooled.pooler, logger);
  });
  return database;
}

/** Where the database is, and what lies between. Starts the built-in one where no other is set. */
async function findDatabase(
  { database: { url, directUrl }, data }: Config,
  logger: Logger,
  stack: ReleaseStack,
): Promise<Pick<DatabaseOptions, 'url' | 'pooled'>> {
  if (url === null) {
    const server = await startSupervisedPostgres({ dataDir: data.dir, logger });
    stack.push('embedded PostgreSQL', () => server.stop());
    return { url: server.url };
  }
  if (directUrl === null) {
    await reached('DATABASE_URL', () => assertSessions(url, 'DATABASE_URL'));
    return { url };
  }
  const pooler = await reached('DATABASE_URL', () => findPooler(url, 'DATABASE_URL'));
  await reached('DATABASE_DIRECT_URL', async () => {
    await assertSessions(directUrl, 'DATABASE_DIRECT_URL');
    await assertOneDatabase(url, directUrl);
  });
  return { url, pooled: pooler && { pooler, directUrl } };
}

async function openRedis(config: Config, logger: Logger, stack: ReleaseStack, keys: RedisKeys) {
  const lateBelow_ms = LATE_PART * config.locks.ttl_ms;
  if (config.redis.urls === null) {
    return {
      store: createMemorySeatLockStore({ lateBelow_ms }),
      mutex: createMemoryMutex(),
      cache: createMemoryCache(),
      limiter: createMemoryRateLimiter(),
      probe: async () => 'embedded',
      unanswered: () => 0,
    };
  }
  const redis = createRedisConnection({ ...config.redis, urls: config.redis.urls, logger, name: config.nodeId });
  stack.push('redis', () => redis.close());
  await reached('REDIS_URL', () => redis.probe(keys.of('probe')));
  return {
    store: createRedisSeatLockStore({ redis, keys, lateBelow_ms }),
    mutex: createRedisMutex({ redis }),
    cache: createRedisCache({ redis }),
    limiter: createFallbackRateLimiter(createRedisRateLimiter({ redis, keys }), createMemoryRateLimiter()),
    probe: async () => {
      await redis.probe(keys.of('probe'));
      return 'up';
    },
    unanswered: () => redis.unanswered(),
  };
}

async function openEventLog(config: Config, logger: Logger, stack: ReleaseStack): Promise<EventLog> {
  const { brokers, ...security } = config.kafka;
  const log = brokers
    ? createKafkaEventLog({ brokers, security, clientId: config.nodeId, logger })
    : createMemoryEventLog({ logger });
  stack.push('event log', () => log.close());
  return isTracing() ? traceEventLog(log) : log;
}

/** Tells of a part that can't be reached at the start by the name of its setting. */
export async function reached<T>(setting: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(`${setting}: can't be reached or used: ${reasonOf(error)}`, { cause: error });
  }
}

/** The innermost reason, in one line. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return messageOf(error);
}
