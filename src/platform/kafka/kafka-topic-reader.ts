import { randomUUID } from 'node:crypto';
import type { Admin, Kafka } from 'kafkajs';
import type { ConsumedRecord } from '../events/event-log.ts';
import { toRecord } from './kafka-batch.ts';
import { createKafkaClient, type KafkaClientOptions } from './kafka-client.ts';

export interface TopicReader {
  /** The topics of these names that there are. */
  existing(topics: readonly string[]): Promise<string[]>;
  /**
   * Hands over what the topics hold when it is called, from their beginnings to their ends, each partition in its order.
   * Leaves no trace in Kafka. Topics that do not exist hold nothing. Rejects when Kafka can't be reached or stops answering.
   */
  read(topics: readonly string[], onRecord: (record: ConsumedRecord & { appendedAt: Date }) => void): Promise<void>;
}

export interface TopicReaderOptions extends KafkaClientOptions {
  /** Starts the name of the consumer group that exists while a read lasts. */
  groupPrefix: string;
}

const FETCH_WAIT_MS = 50;
const STALLED_AFTER_MS = 30_000;

/** Reads whole topics on Kafka, for tools. */
export function createKafkaTopicReader({ groupPrefix, ...client }: TopicReaderOptions): TopicReader {
  const kafka = createKafkaClient(client);
  return {
    existing: (topics) => withAdmin(kafka, (admin) => findExisting(admin, topics)),
    read: (topics, onRecord) =>
      withAdmin(kafka, async (admin) => {
        const ends = await readEnds(admin, await findExisting(admin, topics));
        if (ends.size === 0) return;
        const groupId = `${groupPrefix}${randomUUID()}`;
        try {
          await readUpTo({ kafka, groupId, ends }, onRecord);
        } finally {
          // Kafka forgets a group without members and positions by itself, too, only later.
          await admin.deleteGroups([groupId]).catch(() => undefined);
        }
      }),
  };
}

interface End {
  topic: string;
  partition: number;
  /** The first position that is not read. */
  offset: bigint;
}

type Ends = ReadonlyMap<string, End>;

async function findExisting(admin: Admin, topics: readonly string[]): Promise<string[]> {
  const existing = new Set(await admin.listTopics());
  return topics.filter((topic) => existing.has(topic));
}

/** The ends of those partitions that hold something, by `topic/partition`. */
async function readEnds(admin: Admin, topics: readonly string[]): Promise<Ends> {
  const ends = new Map<string, End>();
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      if (BigInt(low) < BigInt(high)) ends.set(`${topic}/${partition}`, { topic, partition, offset: BigInt(high) });
    }
  }
  return ends;
}

interface Reading {
  kafka: Kafka;
  groupId: string;
  ends: Ends;
}

async function readUpTo(
  { kafka, groupId, ends }: Reading,
  onRecord: (record: ConsumedRecord & { appendedAt: Date }) => void,
): Promise<void> {
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4, restartOnFailure: async () => false },
  });
  const finished = Promise.withResolvers<void>();
  finished.promise.catch(() => undefined);
  const unread = new Set(ends.keys());
  const stalled = setTimeout(
    () => finished.reject(new Error(`Kafka handed out nothing for ${STALLED_AFTER_MS} ms.`)),
    STALLED_AFTER_MS,
  );
  // Also told of batches that hold nothing for us (markers of transactions), which `eachBatch` is not.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    stalled.refresh();
    const name = `${payload.topic}/${payload.partition}`;
    const end = ends.get(name);
    if (end && BigInt(payload.lastOffset) + 1n >= end.offset) unread.delete(name);
    if (unread.size === 0) finished.resolve();
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => finished.reject(payload.error));
  try {
    await consumer.connect();
    await consumer.subscribe({
      topics: [...new Set([...ends.values()].map(({ topic }) => topic))],
      fromBeginning: true,
    });
    await consumer.run({
      autoCommit: false,
      async eachBatch({ batch }) {
        const end = ends.get(`${batch.topic}/${batch.partition}`);
        for (const message of batch.messages) {
          if (!end || BigInt(message.offset) >= end.offset) return;
          onRecord({ ...toRecord(batch, message), appendedAt: new Date(Number(message.timestamp)) });
        }
      },
    });
    await finished.promise;
  } finally {
    clearTimeout(stalled);
    await consumer.disconnect();
  }
}

async function withAdmin<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
