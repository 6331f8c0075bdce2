import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { TopicSpec } from '../events/event-log.ts';
import { messageOf } from '../observability/message-of.ts';
import { MIN_RECORD_BYTES } from './kafka-topic-check.ts';

const MAX_REPLICATION = 3;

/** How long Kafka has for a topic that was made just now, until each of its partitions has a leader. */
const LED_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 100;

/**
 * Makes topics that there are not, and resolves when events can be written to all of them. Other nodes may make them at the same
 * time. Throws, naming the topics, when they can't be made.
 */
export async function createTopics(admin: Admin, missing: readonly TopicSpec[]): Promise<void> {
  if (missing.length === 0) return;
  const { brokers } = await admin.describeCluster();
  const names = missing.map(({ name }) => name);
  try {
    // False, not an error, when another node was faster. Not waitForLeaders: kafkajs takes it as a failure when the broker that it
    // asks has not heard of the topic yet, as a broker hears of it from the controller a moment later.
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map(({ name, partitions }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor: Math.min(MAX_REPLICATION, brokers.length),
        // Whatever the broker's default is: with less, the next start would refuse them.
        configEntries: [{ name: 'max.message.bytes', value: String(MIN_RECORD_BYTES) }],
      })),
    });
    await untilLed(admin, names);
  } catch (cause) {
    throw new Error(`there is no topic ${names.join(', ')}, and none can be made: ${reasonOf(cause)}`, { cause });
  }
}

async function untilLed(admin: Admin, names: readonly string[]): Promise<void> {
  const until_ms = performance.now() + LED_WITHIN_MS;
  for (;;) {
    const unready = await whyNotLed(admin, names);
    if (unready === null) return;
    if (performance.now() > until_ms) throw unready;
    await delay(LOOK_EVERY_MS);
  }
}

/** Null when each partition of the topics has a leader. Throws what waiting does not mend. */
async function whyNotLed(admin: Admin, names: readonly string[]): Promise<unknown> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [...names] });
    const leaderless = topics.find(({ partitions }) => partitions.some(({ leader }) => leader < 0));
    return leaderless ? new Error(`topic ${leaderless.name} has no leader yet`) : null;
  } catch (error) {
    if (isUnknownYet(error)) return error;
    throw error;
  }
}

function isUnknownYet(error: unknown): boolean {
  const type = error instanceof Error && 'type' in error ? error.type : null;
  return type === 'UNKNOWN_TOPIC_OR_PARTITION' || type === 'LEADER_NOT_AVAILABLE';
}

/** kafkajs says that there were errors, and has them beside that. */
export function reasonOf(error: unknown): string {
  const [first] = error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return messageOf(first ?? error);
}
