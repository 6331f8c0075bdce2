import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AclEntry, Admin } from 'kafkajs';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TOPICS, topicSpecs } from '../../src/modules/events/topics.ts';
import { createKafkaClient } from '../../src/platform/kafka/kafka-client.ts';
import { createKafkaEventLog } from '../../src/platform/kafka/kafka-event-log.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { migrate } from '../../src/platform/postgres/migrate.ts';
import { runProduct } from '../kit/product/product-process.ts';
import { type SellerRedis, startSellerRedis } from '../kit/servers/seller-redis.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { startKafka } from '../services/kafka.ts';
import { startPostgres } from '../services/postgres.ts';
import type { RunningServer } from '../services/server-process.ts';

const MIGRATIONS = path.join(import.meta.dirname, '../../prisma/migrations');
/** kafkajs' own enumerations, which Node can't import by name. */
const KAFKA = { topic: 2, cluster: 4, literal: 3, all: 2, write: 4, create: 5, idempotentWrite: 12, deny: 2, allow: 3 };

// Servers of its own: their rights are taken.
describeWithServices('a start with a server that is there and of no use', () => {
  const logger = createLogger({ level: 'silent', nodeId: 'test' });
  let redis: SellerRedis;
  let postgres: RunningServer;
  let kafka: RunningServer;
  let kafkaAdmin: Admin;
  let admin: pg.Client;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'seatwire-refused-'));
    [redis, postgres, kafka] = await Promise.all([
      startSellerRedis(),
      startPostgres(),
      startKafka({ hasRights: true }),
    ]);
    admin = new pg.Client({ connectionString: postgres.url });
    await admin.connect();
    await admin.query(`CREATE ROLE owner LOGIN PASSWORD 'secret'`);
    await admin.query(`CREATE ROLE seller LOGIN PASSWORD 'secret'`);
    await admin.query('CREATE DATABASE shop OWNER owner');
    await admin.query('CREATE DATABASE fresh OWNER owner');
    await migrate({ url: urlOf('owner', 'shop'), folder: MIGRATIONS, logger });
    kafkaAdmin = createKafkaClient({ brokers: [kafka.url], clientId: 'seatwire-test', logger }).admin();
    await kafkaAdmin.connect();
  });
  afterAll(async () => {
    await Promise.all([kafkaAdmin?.disconnect(), admin?.end()]);
    await Promise.all([redis?.[Symbol.asyncDispose](), postgres?.stop(), kafka?.stop()]);
    await rm(dataDir, { recursive: true, force: true });
  });

  function urlOf(role: string, database: string): string {
    const { href } = Object.assign(new URL(postgres.url), {
      username: role,
      password: 'secret',
      pathname: `/${database}`,
    });
    return href;
  }

  /** In the database `shop`, as its owner. */
  async function inShop(...statements: readonly string[]): Promise<void> {
    const owner = new pg.Client({ connectionString: urlOf('owner', 'shop') });
    await owner.connect();
    try {
      for (const statement of statements) await owner.query(statement);
    } finally {
      await owner.end();
    }
  }

  /** Starts the product, and expects that it says so, nothing else, and ends. */
  async function expectRefusal(env: Record<string, string>, line: RegExp): Promise<void> {
    const common = { PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', DEMO: 'false' };
    const product = runProduct('src/main.ts', { ...common, DATABASE_URL: urlOf('owner', 'shop'), ...env });
    const ended = product.line(/GraphiQL/).then(
      () => product.stop(),
      () => product.ended,
    );
    expect([await ended, product.lines]).toEqual([1, [expect.stringMatching(line)]]);
  }

  it('says that PostgreSQL is read only', async () => {
    await admin.query('ALTER ROLE owner SET default_transaction_read_only = on');
    try {
      await expectRefusal({}, /^DATABASE_URL: .*: cannot execute .* in a read-only transaction$/);
    } finally {
      await admin.query('ALTER ROLE owner RESET default_transaction_read_only');
    }
  });

  it('says that the role may not make tables', async () => {
    const env = { DATABASE_URL: urlOf('seller', 'fresh') };
    await expectRefusal(env, /^DATABASE_URL: .*: permission denied for schema public$/);
  });

  it('says which rights the role lacks on which tables', async () => {
    await inShop(
      'GRANT CREATE ON SCHEMA public TO seller',
      'GRANT ALL ON ALL TABLES IN SCHEMA public TO seller',
      'REVOKE INSERT ON bookings FROM seller',
      'REVOKE UPDATE, DELETE ON outbox, payments FROM seller',
    );
    await expectRefusal(
      { DATABASE_URL: urlOf('seller', 'shop') },
      /^DATABASE_URL: .*: the role has no right to INSERT on bookings; .* UPDATE on outbox, payments; .* DELETE on outbox, payments$/,
    );
    await inShop('REVOKE UPDATE ON write_probe FROM seller');
    const env = { DATABASE_URL: urlOf('seller', 'shop') };
    await expectRefusal(env, /^DATABASE_URL: .*: permission denied for table write_probe$/);
  });

  it.each([
    ['scripts', ['-eval', '-evalsha'], /NOPERM.*eval/],
    ['scripts by their text', ['-eval'], /NOPERM.*eval/],
    ['scripts by their hash', ['-evalsha'], /NOPERM.*evalsha/],
    ['writes', ['-set'], /NOPERM|can't run this command/],
  ])('says that Redis refuses %s', async (_what, rights, reason) => {
    await redis.admin.call('ACL', 'SETUSER', 'seller', ...rights);
    try {
      await expectRefusal({ REDIS_URL: redis.url }, new RegExp(`^REDIS_URL: .*(?:${reason.source})`));
    } finally {
      await redis.admin.call('ACL', 'SETUSER', 'seller', '+@all');
    }
  });

  it.each([
    ['is a replica', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE'], /READONLY/],
    [
      'lacks the replicas that it must write to',
      ['CONFIG', 'SET', 'min-replicas-to-write', '1'],
      ['CONFIG', 'SET', 'min-replicas-to-write', '0'],
      /NOREPLICAS/,
    ],
    ['has no memory left', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0'], /OOM/],
  ] as const)('says that Redis %s', async (_what, [breaks, ...breaking], [mends, ...mending], reason) => {
    await redis.admin.call(breaks, ...breaking);
    try {
      await expectRefusal({ REDIS_URL: redis.url }, new RegExp(`^REDIS_URL: .*(?:${reason.source})`));
    } finally {
      await redis.admin.call(mends, ...mending);
    }
  });

  const entry = (resource: Pick<AclEntry, 'resourceType' | 'resourceName'>, operation: number, permission: number) => ({
    principal: 'User:ANONYMOUS',
    host: '*',
    resourcePatternType: KAFKA.literal,
    ...resource,
    operation,
    permissionType: permission,
  });
  const TOPIC = { resourceType: KAFKA.topic, resourceName: '*' };
  const CLUSTER = { resourceType: KAFKA.cluster, resourceName: 'kafka-cluster' };

  async function withoutRight(operations: readonly (readonly [typeof TOPIC, number])[], run: () => Promise<void>) {
    const allowed = [TOPIC, CLUSTER].map((resource) => entry(resource, KAFKA.all, KAFKA.allow));
    const denied = operations.map(([resource, operation]) => entry(resource, operation, KAFKA.deny));
    await kafkaAdmin.createAcls({ acl: [...allowed, ...denied] });
    try {
      await run();
    } finally {
      await kafkaAdmin.deleteAcls({ filters: [...denied, ...allowed] });
    }
  }

  it('says that there are no topics in Kafka, and that it may not make them', async () => {
    const env = { KAFKA_BROKERS: kafka.url, KAFKA_TOPIC_PREFIX: 'unmade.' };
    const denied = [TOPIC, CLUSTER].map((resource) => [resource, KAFKA.create] as const);
    await withoutRight(denied, () =>
      expectRefusal(
        env,
        new RegExp(
          `^KAFKA_BROKERS: .*: there is no topic .*unmade\\.${TOPICS.seat}.*, and none can be made: .*authoriz`,
        ),
      ),
    );
  });

  it('says that it may write no events to Kafka', async () => {
    const log = createKafkaEventLog({ brokers: [kafka.url], clientId: 'seatwire-test', logger });
    await log.ensureTopics(topicSpecs('made.'));
    await log.close();
    const denied = [[TOPIC, KAFKA.write] as const, [CLUSTER, KAFKA.idempotentWrite] as const];
    const env = { KAFKA_BROKERS: kafka.url, KAFKA_TOPIC_PREFIX: 'made.' };
    await withoutRight(denied, () => expectRefusal(env, /^KAFKA_BROKERS: .*: no events can be written: .*authoriz/i));
  });
});
