import type { Admin, Kafka } from 'kafkajs';
import type { EventConsumer, EventLog, TopicSpec } from '../event-log.ts';
import { createKafkaClient, type KafkaClientOptions } from './kafka-client.ts';
import { startKafkaConsumer } from './kafka-consumer.ts';
import { createKafkaAppender } from './kafka-producer.ts';
import { checkTopics, MIN_RECORD_BYTES } from './kafka-topic-check.ts';

const MAX_REPLICATION = 3;
const PING_TIMEOUT_MS = 1_000;

/** The event log on Kafka. Connects lazily: nothing is opened before the first call. */
export function createKafkaEventLog({ brokers, clientId, logger }: KafkaClientOptions): EventLog {
  const kafka = createKafkaClient({ brokers, clientId, logger });
  const appender = createKafkaAppender({ kafka, logger });
  const consumers = new Set<EventConsumer>();
  const prober = createProber(kafka);
  let closing: Promise<void> | null = null;
  const assertOpen = (): void => {
    if (closing) throw new Error('The event log is closed.');
  };

  return {
    async ensureTopics(topics) {
      assertOpen();
      const admin = kafka.admin();
      try {
        await admin.connect();
        const existing = new Set(await admin.listTopics());
        // Those that others may have made; what is made here has its settings from here.
        await checkTopics(
          admin,
          topics.filter(({ name }) => existing.has(name)),
          logger,
        );
        await createTopics(
          admin,
          topics.filter(({ name }) => !existing.has(name)),
        );
      } finally {
        await admin.disconnect();
      }
      await appender.connect();
    },

    async append(records) {
      assertOpen();
      if (records.length > 0) await appender.append(records);
    },

    async consume(options) {
      assertOpen();
      const running = await startKafkaConsumer({ kafka, logger, ...options });
      const consumer: EventConsumer = {
        async stop() {
          await running.stop();
          consumers.delete(consumer);
        },
      };
      consumers.add(consumer);
      return consumer;
    },

    async ping() {
      assertOpen();
      await prober.ping();
    },

    close() {
      closing ??= (async () => {
        await Promise.all([...consumers].map((consumer) => consumer.stop()));
        await Promise.all([appender.close(), prober.close()]);
      })();
      return closing;
    },
  };
}

async function createTopics(admin: Admin, missing: readonly TopicSpec[]): Promise<void> {
  if (missing.length === 0) return;
  const { brokers } = await admin.describeCluster();
  // False, not an error, when another node was faster.
  await admin.createTopics({
    waitForLeaders: true,
    topics: missing.map(({ name, partitions }) => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor: Math.min(MAX_REPLICATION, brokers.length),
      // Whatever the broker's default is: with less, the next start would refuse them.
      configEntries: [{ name: 'max.message.bytes', value: String(MIN_RECORD_BYTES) }],
    })),
  });
}

/** A connection of its own for `ping`, thrown away after a failure: kafkajs' long retries must not delay the answer. */
function createProber(kafka: Kafka): { ping(): Promise<void>; close(): Promise<void> } {
  let admin: Admin | null = null;
  const discard = async (): Promise<void> => {
    const discarded = admin;
    admin = null;
    await discarded?.disconnect().catch(() => undefined);
  };
  const probe = async (): Promise<void> => {
    if (!admin) {
      const connecting = kafka.admin({ retry: { retries: 0 } });
      admin = connecting;
      await connecting.connect();
    }
    await admin?.describeCluster();
  };
  return {
    async ping() {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new Error('Kafka did not answer within a second.')), PING_TIMEOUT_MS);
      try {
        await Promise.race([probe(), late.promise]);
      } catch (error) {
        void discard();
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
    close: discard,
  };
}
