import type { Admin, ConfigResourceTypes } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TOPICS, topicSpecs } from '../../src/modules/events/topics.ts';
import { type EventLog, RecordRefusedError } from '../../src/platform/events/event-log.ts';
import { createOutboxRelay, type OutboxRelay } from '../../src/platform/events/outbox-relay.ts';
import { newId } from '../../src/platform/ids.ts';
import { createKafkaClient } from '../../src/platform/kafka/kafka-client.ts';
import { createKafkaEventLog } from '../../src/platform/kafka/kafka-event-log.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { uniquePrefix } from '../kit/product/prefix.ts';
import { runProduct } from '../kit/product/product-process.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { describeWithKafka, requireKafka } from '../kit/servers/servers.ts';

/** Node can't import kafkajs' own enumeration by name. */
const TOPIC_RESOURCE: ConfigResourceTypes.TOPIC = 2;
const logger = createLogger({ level: 'silent', nodeId: 'test' });

describeWithKafka('an event that Kafka refuses', () => {
  let topicPrefix: string;
  let topic: string;
  let db: TestDatabase;
  let log: EventLog;
  let admin: Admin;
  let relay: OutboxRelay;

  beforeAll(async () => {
    db = await createTestDatabase();
    admin = createKafkaClient({ brokers: requireKafka(), clientId: 'seatwire-test', logger }).admin();
    await admin.connect();
    log = createKafkaEventLog({ brokers: requireKafka(), clientId: 'seatwire-test', logger });
    topicPrefix = uniquePrefix();
    topic = `${topicPrefix}${TOPICS.seat}`;
    await log.ensureTopics(topicSpecs(topicPrefix));
  });
  afterAll(async () => {
    await log.close();
    await admin.disconnect();
    await db[Symbol.asyncDispose]();
  });

  async function set(name: string, value: string): Promise<void> {
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: TOPIC_RESOURCE, name: topic, configEntries: [{ name, value }] }],
    });
  }

  /** The broker acts on a change a moment after it has accepted it. */
  function untilTopic(answer: 'takes' | 'refuses', size: number): Promise<void> {
    const probe = { topic, key: 'show_1', value: 'x'.repeat(size), headers: { ce_id: 'probe' } };
    return eventually(async () => {
      const appended = log.append([probe]);
      if (answer === 'takes') await appended;
      else await expect(appended).rejects.toThrow(RecordRefusedError);
    });
  }

  async function write(key: string, size: number): Promise<string> {
    const id = newId('event');
    await db.database.query(
      `INSERT INTO outbox (event_id, topic, key, type, payload) VALUES ($1, $2, $3, 'seat.blocked', $4)`,
      [id, TOPICS.seat, key, JSON.stringify({ text: 'x'.repeat(size) })],
    );
    return id;
  }

  async function dlq(...args: string[]): Promise<string> {
    const { ended, lines } = runProduct('scripts/dlq.ts', { DATABASE_URL: db.database.url }, args);
    await ended;
    return lines.join('\n');
  }

  it('is set aside, listed and published again by npm run dlq, and holds up no other', async () => {
    const taken: string[] = [];
    const watchers = new Set<() => void>();
    const isTaken = async (id: string): Promise<void> => {
      const reached = Promise.withResolvers<void>();
      const check = (): void => (taken.includes(id) ? reached.resolve() : undefined);
      watchers.add(check);
      check();
      await reached.promise;
      watchers.delete(check);
    };
    await log.consume({
      groupId: `${topicPrefix}taken`,
      topics: [topic],
      from: 'beginning',
      async handle({ headers }) {
        taken.push(headers.ce_id!);
        for (const check of watchers) check();
      },
    });
    await set('max.message.bytes', '20000');
    await untilTopic('refuses', 50_000);
    const before = await write('show_1', 10);
    const large = await write('show_1', 50_000);
    const after = await write('show_1', 10);
    const other = await write('show_2', 10);
    relay = createOutboxRelay({ database: db.database, log, topicPrefix, source: '/t', logger, pollInterval_ms: 50 });
    relay.start();
    try {
      await Promise.all([before, after, other].map(isTaken));
      expect(taken.indexOf(before)).toBeLessThan(taken.indexOf(after));
      expect(await relay.drain()).toBe(true);
      expect(taken).not.toContain(large);
      expect(await relay.setAside()).toBe(1);
      expect(JSON.parse(await dlq('refused', '--json'))).toMatchObject([
        { event: large, key: 'show_1', reason: expect.stringContaining('MESSAGE_TOO_LARGE') },
      ]);
      await set('max.message.bytes', '8388608');
      await untilTopic('takes', 50_000);
      expect(await dlq('republish')).toContain('1 event.');
      await isTaken(large);
      expect(await relay.setAside()).toBe(0);
    } finally {
      await relay.stop();
    }
  });

  it.each([
    ['max.message.bytes', '20000', /topic \S+seat-events has max.message.bytes 20000/],
    ['min.insync.replicas', '2', /topic \S+seat-events takes no event: min.insync.replicas is 2/],
  ])('is foreseen at the start: %s', async (name, value, reason) => {
    await set(name, value);
    // The broker tells of a change a moment after it has accepted it.
    await eventually(() => expect(log.ensureTopics(topicSpecs(topicPrefix))).rejects.toThrow(reason));
  });

  it('is no reason to start with fewer partitions than the order of keys is made for', async () => {
    const name = `${topicPrefix}few`;
    await log.ensureTopics([{ name, partitions: 1 }]);
    await expect(log.ensureTopics([{ name, partitions: 2 }])).rejects.toThrow(/few has 1 partitions, 2 are needed/);
  });
});
