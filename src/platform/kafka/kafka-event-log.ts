import type { Admin } from 'kafkajs';
import type { EventConsumer, EventLog, TopicSpec } from '../events/event-log.ts';
import { messageOf } from '../observability/message-of.ts';
import { createKafkaClient, type KafkaClientOptions } from './kafka-client.ts';
import { startKafkaConsumer } from './kafka-consumer.ts';
import { createKafkaProbe } from './kafka-probe.ts';
import { createKafkaAppender } from './kafka-producer.ts';
import { checkTopics, MIN_RECORD_BYTES } from './kafka-topic-check.ts';

const MAX_REPLICATION = 3;

/** The event log on Kafka. Connects lazily: nothing is opened before the first call. */
export function createKafkaEventLog({ brokers, clientId, logger }: KafkaClientOptions): EventLog {
  const kafka = createKafkaClient({ brokers, clientId, logger });
  const appender = createKafkaAppender({ kafka, logger });
  const consumers = new Set<EventConsumer>();
  const probe = createKafkaProbe(kafka);
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
      probe.watch(topics.map(({ name }) => name));
      try {
        await appender.connect();
      } catch (cause) {
        throw new Error(`no events can be written: ${reasonOf(cause)}`, { cause });
      }
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
      await probe.ping();
    },

    close() {
      closing ??= (async () => {
        await Promise.all([...consumers].map((consumer) => consumer.stop()));
        await Promise.all([appender.close(), probe.close()]);
      })();
      return closing;
    },
  };
}

async function createTopics(admin: Admin, missing: readonly TopicSpec[]): Promise<void> {
  if (missing.length === 0) return;
  const { brokers } = await admin.describeCluster();
  try {
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
  } catch (cause) {
    const names = missing.map(({ name }) => name).join(', ');
    throw new Error(`there is no topic ${names}, and none can be made: ${reasonOf(cause)}`, { cause });
  }
}

/** kafkajs says that there were errors, and has them beside that. */
function reasonOf(error: unknown): string {
  const [first] = error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return messageOf(first ?? error);
}
