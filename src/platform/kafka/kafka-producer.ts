import { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import { type EventRecord, RecordRefusedError } from '../events/event-log.ts';
import type { Logger } from '../observability/logger.ts';

export interface KafkaAppender {
  /** Connects ahead of the first append, which would else wait about a second for it. */
  connect(): Promise<void>;
  append(records: readonly EventRecord[]): Promise<void>;
  /** How many records were appended and are not acknowledged. */
  unacknowledged(): number;
  close(): Promise<void>;
}

const ACKS_OF_ALL_REPLICAS = -1;

/** What Kafka answers about records themselves; everything else may pass. */
const REFUSALS = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
]);

/**
 * Appends with an idempotent producer, one batch after the other. A producer whose batch failed is replaced: its sequence
 * numbers may have been used up by a batch that the broker took without our hearing of it, and a different batch under
 * the same numbers would be acknowledged as a duplicate and lost.
 */
export function createKafkaAppender({ kafka, logger }: { kafka: Kafka; logger: Logger }): KafkaAppender {
  let producer: Producer | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let unacknowledged = 0;

  const connected = async (): Promise<Producer> => {
    if (producer) return producer;
    const connecting = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    producer = connecting;
    await connecting.connect();
    return connecting;
  };
  const discard = async (): Promise<void> => {
    const discarded = producer;
    producer = null;
    await discarded
      ?.disconnect()
      .catch((error: unknown) => logger.debug({ err: error }, 'producer did not disconnect'));
  };
  const send = async (records: readonly EventRecord[]): Promise<void> => {
    try {
      await (await connected()).sendBatch({ acks: ACKS_OF_ALL_REPLICAS, topicMessages: byTopic(records) });
    } catch (error) {
      await discard();
      throw isRefusal(error) ? new RecordRefusedError(`${error.type}: ${error.message}`, { cause: error }) : error;
    }
  };

  return {
    connect() {
      const connecting = last.then(async () => {
        await connected().catch(async (error) => {
          await discard();
          throw error;
        });
      });
      last = connecting.catch(() => undefined);
      return connecting;
    },
    append(records) {
      unacknowledged += records.length;
      const sent = last
        .then(() => send(records))
        .finally(() => {
          unacknowledged -= records.length;
        });
      last = sent.catch(() => undefined);
      return sent;
    },
    unacknowledged: () => unacknowledged,
    async close() {
      await last;
      await discard();
    },
  };
}

function isRefusal(error: unknown): error is Error & { type: string } {
  return error instanceof Error && 'type' in error && REFUSALS.has(String(error.type));
}

function byTopic(records: readonly EventRecord[]): { topic: string; messages: Message[] }[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, key, value, headers } of records) {
    const messages = topics.get(topic) ?? [];
    messages.push({ key, value, headers });
    topics.set(topic, messages);
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}
