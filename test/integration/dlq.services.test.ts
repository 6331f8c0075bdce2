import { afterAll, beforeAll, expect, it } from 'vitest';
import { TOPICS, topicSpecs } from '../../src/modules/events/topics.ts';
import { cloudEventHeaders } from '../../src/platform/events/cloud-events.ts';
import { startConsumer } from '../../src/platform/events/consumer.ts';
import type { EventLog, EventRecord } from '../../src/platform/events/event-log.ts';
import { newId } from '../../src/platform/ids.ts';
import { createKafkaEventLog } from '../../src/platform/kafka/kafka-event-log.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { uniquePrefix } from '../kit/product/prefix.ts';
import { runProduct } from '../kit/product/product-process.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { describeWithKafka, requireKafka } from '../kit/servers/servers.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });

describeWithKafka('npm run dlq', () => {
  const topicPrefix = uniquePrefix();
  const topic = `${topicPrefix}${TOPICS.booking}`;
  let db: TestDatabase;
  let log: EventLog;
  /** Events that the consumer can't handle yet. */
  const poison = new Set<string>();
  /** `consumer event`, after the commit. */
  const effects: string[] = [];
  const watchers = new Set<() => void>();

  beforeAll(async () => {
    db = await createTestDatabase();
    log = createKafkaEventLog({ brokers: requireKafka(), clientId: 'seatwire-test', logger });
    await log.ensureTopics(topicSpecs(topicPrefix));
    for (const name of ['picky', 'easy']) {
      await startConsumer({
        log,
        database: db.database,
        logger,
        name,
        groupId: `${topicPrefix}${name}`,
        topics: [TOPICS.booking],
        topicPrefix,
        maxAttempts: 2,
        async handle({ id }) {
          if (name === 'picky' && poison.has(id)) throw new TypeError('can not digest\u001b[2J this');
          return async () => {
            effects.push(`${name} ${id}`);
            for (const check of watchers) check();
          };
        },
      });
    }
  });
  afterAll(async () => {
    await log.close();
    await db[Symbol.asyncDispose]();
  });

  async function dlq(args: string[], settings: Record<string, string> = {}): Promise<{ code: number; text: string }> {
    const env = { KAFKA_BROKERS: requireKafka().join(','), KAFKA_TOPIC_PREFIX: topicPrefix, ...settings };
    const { ended, lines } = runProduct('scripts/dlq.ts', env, args);
    return { code: (await ended) ?? -1, text: lines.join('\n') };
  }

  const list = async (...args: string[]): Promise<Record<string, unknown>[]> =>
    JSON.parse((await dlq(['list', '--json', ...args])).text);

  const newEvent = (): EventRecord => {
    const headers = cloudEventHeaders({ id: newId('event'), type: 'booking.created', source: '/t', time: new Date() });
    return { topic, key: newId('booking'), value: '{}', headers };
  };

  async function effect(consumer: string, id: string): Promise<void> {
    const reached = Promise.withResolvers<void>();
    const check = (): void => (effects.includes(`${consumer} ${id}`) ? reached.resolve() : undefined);
    watchers.add(check);
    check();
    await reached.promise;
    watchers.delete(check);
  }

  /** Resolves when the event lies in the dead-letter topic `times` times. */
  async function buried(id: string, times = 1): Promise<void> {
    let seen = 0;
    const reached = Promise.withResolvers<void>();
    const consumer = await log.consume({
      groupId: newId('event'),
      topics: [`${topic}.dlq`],
      from: 'beginning',
      async handle({ headers }) {
        if (headers.ce_id === id) seen += 1;
        if (seen === times) reached.resolve();
      },
    });
    await reached.promise;
    await consumer.stop();
  }

  async function die(): Promise<EventRecord & { id: string }> {
    const event = newEvent();
    const id = event.headers.ce_id!;
    poison.add(id);
    await log.append([event]);
    await Promise.all([buried(id), effect('easy', id)]);
    return { ...event, id };
  }

  it('shows who could not handle what, and has the effect of a replayed event exactly once', async () => {
    expect(await dlq(['list'])).toEqual({ code: 0, text: 'No dead letters.' });
    const { id, key } = await die();
    const other = await die();
    expect(await list('--event', id)).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        topic,
        partition: expect.any(Number),
        offset: expect.stringMatching(/^\d+$/),
        type: 'booking.created',
        event: id,
        key,
        consumer: 'picky',
        attempts: 2,
        reason: 'TypeError: can not digest\u001b[2J this',
      },
    ]);
    expect(await list('--consumer', 'notification')).toEqual([]);
    for (const command of ['list', 'replay']) {
      const { code, text } = await dlq([command, '--consumer', 'notifcation']);
      expect({ code, text }).toEqual({
        code: 2,
        text: expect.stringMatching(
          /^--consumer must be one of analytics, notification, picky, seat-service\.\nUsage: /,
        ),
      });
    }
    expect(await list('--topic', TOPICS.seat)).toEqual([]);
    const table = (await dlq(['list'])).text.split('\n');
    expect(table[0]).toMatch(/^TIME +TOPIC +PARTITION +OFFSET +TYPE +EVENT +KEY +CONSUMER +ATTEMPTS +REASON$/);
    expect(table[1]).toMatch(
      new RegExp(`^\\S+Z +${topic} .* ${id} +${key} +picky +2 +TypeError: can not digest \\[2J this$`),
    );
    expect(table.at(-1)).toBe('2 dead letters. When the reason is gone: npm run dlq -- replay');

    // Still poisonous: it is buried again.
    expect((await dlq(['replay', '--event', id])).text).toBe('Replayed 1 event of 1 dead letter.');
    await buried(id, 2);
    expect((await list()).map(({ event }) => event)).toEqual([other.id, id]);

    poison.clear();
    const replayed = await dlq(['replay', '--consumer', 'picky', '--topic', TOPICS.booking]);
    expect(replayed).toEqual({ code: 0, text: 'Replayed 2 events of 2 dead letters.' });
    await Promise.all([effect('picky', id), effect('picky', other.id)]);
    expect(await list()).toEqual([]);
    expect((await dlq(['replay'])).text).toBe('Nothing to replay.');

    // What comes behind it in its partition is handled by both: so were the events that came again, by then.
    const after = { ...newEvent(), key };
    await log.append([after, { ...newEvent(), key: other.key }]);
    await Promise.all(['picky', 'easy'].map((name) => effect(name, after.headers.ce_id!)));
    expect(effects.filter((line) => line.endsWith(id)).sort()).toEqual([`easy ${id}`, `picky ${id}`]);
    expect(effects.filter((line) => line.endsWith(other.id)).sort()).toEqual([`easy ${other.id}`, `picky ${other.id}`]);
  });

  it('says in one line what is wrong', async () => {
    const wrong = async (args: string[], settings?: Record<string, string>) => dlq(args, settings);
    expect(await wrong(['list'], { KAFKA_BROKERS: '' })).toEqual({
      code: 1,
      text: 'KAFKA_BROKERS: must be set; the built-in event log keeps no dead letters.',
    });
    const { code, text } = await wrong(['list'], { KAFKA_BROKERS: '127.0.0.1:1' });
    expect([code, text]).toEqual([1, expect.stringMatching(/^KAFKA_BROKERS: Kafka can't be reached or used: [^\n]+$/)]);
    expect(await wrong(['list', '--topic', TOPICS.seat], { KAFKA_TOPIC_PREFIX: 'nobody_' })).toEqual({
      code: 1,
      text: 'KAFKA_TOPIC_PREFIX: this Kafka has no topic nobody_seat-events.dlq: is the prefix that of the product?',
    });
    for (const args of [[], ['bury'], ['list', 'replay'], ['list', '--topic', 'nothing'], ['list', '--since', '1']]) {
      expect(await wrong(args)).toEqual({
        code: 2,
        text: expect.stringContaining('\nUsage: npm run dlq -- list|replay'),
      });
    }
  });
});
