import type {
  ConsumedRecord,
  ConsumeOptions,
  EventConsumer,
  EventLog,
  EventRecord,
} from '../platform/events/event-log.ts';
import type { Logger } from '../platform/observability/logger.ts';
import { type GroupLane, MemoryConsumerGroup } from './memory-consumer-group.ts';
import { MemoryPartition } from './memory-partition.ts';
import { partitionOf } from './partitioner.ts';

export interface MemoryEventLogOptions {
  logger: Logger;
  /**
   * How long a record's handler may go on failing before `append` rejects. The record stays in the log and goes on being
   * retried; the caller keeps what it appended for itself, so that nothing depends on this memory.
   */
  stuckAfter_ms?: number;
}

/**
 * The event log of the embedded default: partitions in this process' memory. Since it forgets everything with the
 * process, `append` resolves only when every running group has handled the records: an outbox that marks its rows after
 * that loses nothing in a crash. A handler must therefore never wait for an append to a topic that is consumed.
 */
export function createMemoryEventLog({ logger, stuckAfter_ms = 5_000 }: MemoryEventLogOptions): EventLog {
  const topics = new Map<string, MemoryPartition[]>();
  const groups = new Map<string, MemoryConsumerGroup>();
  const consumers = new Set<EventConsumer>();
  let closed = false;
  let unacknowledged = 0;

  const partitionsOf = (topic: string): MemoryPartition[] => {
    if (closed) throw new Error('The event log is closed.');
    const partitions = topics.get(topic);
    if (!partitions) throw new Error(`Unknown topic ${topic}.`);
    return partitions;
  };
  const lanesOf = (partition: MemoryPartition): GroupLane[] =>
    [...groups.values()].flatMap((group) => group.runningLane(partition) ?? []);

  async function append(records: readonly EventRecord[]): Promise<void> {
    const targets = records.map((record) => {
      const partitions = partitionsOf(record.topic);
      return { record, partition: partitions[partitionOf(record.key, partitions.length)]! };
    });
    const refused = new Set(
      targets
        .map(({ partition }) => partition)
        .filter((partition) => partition.isFull() || lanesOf(partition).some((lane) => lane.isStuck())),
    );
    const ends = new Map<MemoryPartition, bigint>();
    for (const { record, partition } of targets) {
      if (!refused.has(partition)) ends.set(partition, partition.push(copyOf(record)));
    }
    const handled = [...ends].flatMap(([partition, end]) => lanesOf(partition).map((lane) => lane.handledUpTo(end)));
    const failure = (await Promise.allSettled(handled)).find((result) => result.status === 'rejected');
    for (const partition of ends.keys()) partition.trim(lanesOf(partition).map((lane) => lane.position));
    if (failure) throw failure.reason;
    const [stuck] = refused;
    if (stuck) throw new Error(`The consumers of ${stuck.name} do not get on; records were not taken.`);
  }

  return {
    async ensureTopics(specs) {
      for (const { name, partitions } of specs) {
        if (topics.has(name)) continue;
        topics.set(
          name,
          Array.from({ length: partitions }, (_, index) => new MemoryPartition(name, index)),
        );
      }
    },

    async append(records) {
      unacknowledged += records.length;
      await append(records).finally(() => {
        unacknowledged -= records.length;
      });
    },
    unacknowledged: () => unacknowledged,

    async consume(options: ConsumeOptions) {
      const partitions = options.topics.flatMap(partitionsOf);
      let group = groups.get(options.groupId);
      if (!group) {
        group = new MemoryConsumerGroup({ id: options.groupId, logger, stuckAfter_ms });
        groups.set(options.groupId, group);
      }
      const leave = group.join(options, partitions);
      let stopping: Promise<void> | null = null;
      const consumer: EventConsumer = {
        stop() {
          stopping ??= leave().finally(() => consumers.delete(consumer));
          return stopping;
        },
      };
      consumers.add(consumer);
      return consumer;
    },

    async ping() {
      if (closed) throw new Error('The event log is closed.');
    },

    async close() {
      closed = true;
      await Promise.all([...consumers].map((consumer) => consumer.stop()));
    },
  };
}

/** A copy that its appender and its consumers can't change under each other. */
function copyOf(record: EventRecord): Omit<ConsumedRecord, 'partition' | 'offset'> {
  return { topic: record.topic, key: record.key, value: record.value, headers: { ...record.headers } };
}
