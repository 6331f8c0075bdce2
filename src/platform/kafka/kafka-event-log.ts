import type { EventConsumer, EventLog } from '../events/event-log.ts';
import { createKafkaClient, type KafkaClientOptions } from './kafka-client.ts';
import { startKafkaConsumer } from './kafka-consumer.ts';
import { createKafkaProbe } from './kafka-probe.ts';
import { createKafkaAppender } from './kafka-producer.ts';
import { checkTopics } from './kafka-topic-check.ts';
import { createTopics, reasonOf } from './kafka-topic-making.ts';

/** The event log on Kafka. Connects lazily: nothing is opened before the first call. */
export function createKafkaEventLog(options: KafkaClientOptions): EventLog {
  const { logger } = options;
  const kafka = createKafkaClient(options);
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

    unacknowledged: () => appender.unacknowledged(),

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
