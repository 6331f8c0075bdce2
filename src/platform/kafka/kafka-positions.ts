import type { Kafka } from 'kafkajs';

export interface InitialPosition {
  topic: string;
  partition: number;
  offset: string;
}

const NOT_STORED = '-1';

/** The present ends of those partitions for which the group has no stored position. */
export async function readMissingPositions(
  kafka: Kafka,
  groupId: string,
  topics: readonly string[],
): Promise<InitialPosition[]> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const stored = new Set<string>();
    for (const { topic, partitions } of await admin.fetchOffsets({ groupId, topics: [...topics] })) {
      for (const { partition, offset } of partitions) {
        if (offset !== NOT_STORED) stored.add(`${topic}/${partition}`);
      }
    }
    const missing: InitialPosition[] = [];
    for (const topic of topics) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        if (!stored.has(`${topic}/${partition}`)) missing.push({ topic, partition, offset: high });
      }
    }
    return missing;
  } finally {
    await admin.disconnect();
  }
}
