import { afterAll, beforeAll, expect, it } from 'vitest';
import { cloudEventHeaders } from '../../src/platform/events/cloud-events.ts';
import { type EventHandler, type IncomingEvent, startConsumer } from '../../src/platform/events/consumer.ts';
import type { ConsumedRecord, EventLog, EventRecord } from '../../src/platform/events/event-log.ts';
import { newId } from '../../src/platform/ids.ts';
import { createKafkaEventLog } from '../../src/platform/kafka/kafka-event-log.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { uniquePrefix } from '../kit/product/prefix.ts';
import { runProduct } from '../kit/product/product-process.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { describeWithKafka, requireKafka } from '../kit/servers/servers.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const PARTITIONS = 10;
const KEYS = 50;

describeWithKafka('consumers of one group that take over from each other in the middle', () => {
  const topicPrefix = uniquePrefix();
  let db: TestDatabase;
  const logs: EventLog[] = [];

  function newLog(): EventLog {
    const log = createKafkaEventLog({ brokers: requireKafka(), clientId: 'seatwire-test', logger });
    logs.push(log);
    return log;
  }

  beforeAll(async () => {
    db = await createTestDatabase();
    await db.database.query('CREATE TABLE effects (n BIGSERIAL, event_id TEXT, key TEXT, node TEXT)');
  });
  afterAll(async () => {
    await Promise.all(logs.map((log) => log.close()));
    await db[Symbol.asyncDispose]();
  });

  /** A topic of the test's own, and what is appended to it. */
  async function newTopic() {
    const topic = newId('event');
    const log = newLog();
    const name = `${topicPrefix}${topic}`;
    await log.ensureTopics([
      { name, partitions: PARTITIONS },
      { name: `${name}.dlq`, partitions: 1 },
    ]);
    const appended: { id: string; key: string }[] = [];
    const append = async (keys: readonly string[]): Promise<string[]> => {
      const records = keys.map((key): EventRecord => {
        const headers = cloudEventHeaders({ id: newId('event'), type: 't', source: '/test', time: new Date() });
        return { topic: name, key, value: '{}', headers };
      });
      const ids = records.map(({ headers }) => headers.ce_id!);
      appended.push(...records.map(({ key }, at) => ({ id: ids[at]!, key })));
      await log.append(records);
      return ids;
    };
    return { topic, append, appended, keys: Array.from({ length: KEYS }, (_unused, at) => `${topic}-${at}`) };
  }

  interface Member {
    log?: EventLog;
    topic: string;
    node: string;
    afterCommit(event: IncomingEvent): Promise<void>;
  }

  const startMember = ({ log = newLog(), topic, node, afterCommit }: Member) => {
    const handle: EventHandler = async (event, tx) => {
      await tx.query('INSERT INTO effects (event_id, key, node) VALUES ($1, $2, $3)', [event.id, event.key, node]);
      return () => afterCommit(event);
    };
    const groupId = `${topicPrefix}${topic}`;
    const database = db.database;
    return startConsumer({ log, database, logger, name: 'effects', groupId, topics: [topic], topicPrefix, handle });
  };

  /** Effects of the topic's events, in the order in which they were begun. */
  const effectsOf = (topic: string) =>
    db.database.query<{ id: string; key: string; node: string }>(
      `SELECT event_id AS id, key, node FROM effects WHERE key LIKE $1 || '-%' ORDER BY n`,
      [topic],
    );

  async function expectEachEffectOnceInOrder(topic: string, appended: readonly { id: string; key: string }[]) {
    const effects = await effectsOf(topic);
    expect(effects).toHaveLength(appended.length);
    const byKey = (events: readonly { id: string; key: string }[]) =>
      Object.fromEntries([...Map.groupBy(events, ({ key }) => key)].map(([key, list]) => [key, list.map((e) => e.id)]));
    expect(byKey(effects)).toEqual(byKey(appended));
  }

  it('have each effect once when one is killed in the middle of 500 events', async () => {
    const { topic, append, appended, keys } = await newTopic();
    const delivered = new Set<string>();
    const handled = new Set<string>();
    const last = Promise.withResolvers<void>();
    let lastIds: string[] | null = null;
    const check = (): void => {
      if (lastIds?.every((id) => handled.has(id))) last.resolve();
    };
    const log = newLog();
    const watched: EventLog = {
      ...log,
      consume: (options) =>
        log.consume({
          ...options,
          handle(record: ConsumedRecord) {
            delivered.add(record.headers.ce_id!);
            return options.handle(record);
          },
        }),
    };
    const afterCommit = async ({ id }: IncomingEvent): Promise<void> => {
      handled.add(id);
      check();
    };
    await startMember({ log: watched, topic, node: 'survivor', afterCommit });
    const settings = {
      DATABASE_URL: db.url,
      KAFKA_BROKERS: requireKafka().join(','),
      KAFKA_TOPIC_PREFIX: topicPrefix,
    };
    const killed = runProduct('test/kit/product/consumer-process.ts', settings, [
      `${topicPrefix}${topic}`,
      topic,
      '30',
    ]);
    try {
      await killed.line(/^joined$/);
      await append(Array.from({ length: 450 }, (_unused, at) => keys[at % KEYS]!));
      await killed.line(/^in the middle$/);
    } finally {
      await killed.stop('SIGKILL');
    }
    const before = await effectsOf(topic);
    const ofKilled = new Set(before.filter(({ node }) => node === 'killed').map(({ id }) => id));
    expect(ofKilled.size).toBe(30);
    // The last of each key: who has handled them has been handed all that came before them.
    lastIds = await append(keys);
    check();
    await last.promise;
    await expectEachEffectOnceInOrder(topic, appended);
    expect(appended).toHaveLength(500);
    // Killed before it had stored the position behind all of them: some came again, and had no further effect.
    expect([...ofKilled].filter((id) => delivered.has(id))).not.toEqual([]);
  });

  it('have each effect once when one joins and another leaves while events keep coming', async () => {
    const { topic, append, appended, keys } = await newTopic();
    const counts = { first: 0, second: 0 };
    const watchers = new Set<() => void>();
    const until = async (condition: () => boolean): Promise<void> => {
      const reached = Promise.withResolvers<void>();
      const check = (): void => (condition() ? reached.resolve() : undefined);
      watchers.add(check);
      check();
      await reached.promise;
      watchers.delete(check);
    };
    let goesOn = true;
    let inFlight = KEYS;
    // Every event that is handled brings the next one of its key, so that both always have some in hand.
    const start = (node: keyof typeof counts) =>
      startMember({
        topic,
        node,
        async afterCommit({ key }) {
          counts[node] += 1;
          if (goesOn) await append([key]);
          else inFlight -= 1;
          for (const check of watchers) check();
        },
      });

    const first = await start('first');
    await append(keys);
    await until(() => counts.first >= 100);
    await start('second');
    await until(() => counts.second >= 100);
    await first.stop();
    const [ofFirst, ofSecond] = [counts.first, counts.second];
    await until(() => counts.second >= ofSecond + 100);
    goesOn = false;
    await until(() => inFlight === 0);
    expect(counts.first).toBe(ofFirst);
    await expectEachEffectOnceInOrder(topic, appended);
  });
});
