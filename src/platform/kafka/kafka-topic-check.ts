import type { Admin, ConfigResourceTypes } from 'kafkajs';
import type { TopicSpec } from '../events/event-log.ts';
import type { Logger } from '../observability/logger.ts';

/** What the relay appends together, with room for headers; Kafka's default is just above. */
export const MIN_RECORD_BYTES = 1024 * 1024;

/** Node can't import kafkajs' own enumeration by name. */
const TOPIC_RESOURCE: ConfigResourceTypes.TOPIC = 2;

interface TopicState {
  name: string;
  partitions: number;
  replicas: number;
  maxBytes: number;
  minInSync: number;
}

/**
 * Looks at the settings of topics that exist, which others may have made. Throws, naming the topic and the setting, when
 * not everything could be appended with them or the order of keys would be another one.
 */
export async function checkTopics(admin: Admin, specs: readonly TopicSpec[], logger: Logger): Promise<void> {
  if (specs.length === 0) return;
  const states = await describeTopics(admin, specs, logger);
  for (const { name, partitions } of specs) {
    const state = states.get(name);
    if (!state) continue;
    if (state.partitions < partitions) {
      throw new Error(`topic ${name} has ${state.partitions} partitions, ${partitions} are needed`);
    }
    if (state.minInSync > state.replicas) {
      throw new Error(
        `topic ${name} takes no event: min.insync.replicas is ${state.minInSync} and it has ${state.replicas} replicas`,
      );
    }
    if (state.maxBytes < MIN_RECORD_BYTES) {
      throw new Error(`topic ${name} has max.message.bytes ${state.maxBytes}, at least ${MIN_RECORD_BYTES} are needed`);
    }
  }
}

/** Throws, naming the topic, when one of its partitions takes no events just now, whatever is written. */
export async function assertWritable(admin: Admin, names: readonly string[], settings: TopicSettings): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [...names] });
  for (const { name, partitions } of topics) {
    const minInSync = Number(settings.get(name)?.get('min.insync.replicas') ?? 1);
    for (const { partitionId, leader, isr, replicas } of partitions) {
      if (leader < 0) throw new Error(`topic ${name} takes no events: partition ${partitionId} has no leader`);
      // Since Kafka 4 more than there are is as many as there are; older ones don't come past the start then.
      const needed = Math.min(minInSync, replicas.length);
      if (isr.length < needed) {
        throw new Error(`topic ${name} takes no events: ${isr.length} of ${needed} replicas are in sync`);
      }
    }
  }
}

async function describeTopics(
  admin: Admin,
  specs: readonly TopicSpec[],
  logger: Logger,
): Promise<Map<string, TopicState>> {
  const names = specs.map(({ name }) => name);
  const { topics } = await admin.fetchTopicMetadata({ topics: names });
  const settings = await readSettings(admin, names).catch((err): TopicSettings => {
    logger.warn({ err }, "the topics' settings can't be read, and are not checked");
    return new Map();
  });
  return new Map(
    topics.map(({ name, partitions }) => [
      name,
      {
        name,
        partitions: partitions.length,
        replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        maxBytes: Number(settings.get(name)?.get('max.message.bytes') ?? MIN_RECORD_BYTES),
        minInSync: Number(settings.get(name)?.get('min.insync.replicas') ?? 1),
      },
    ]),
  );
}

/** Of each topic by name. */
export type TopicSettings = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Rejects, too, when we may not read them: no reason not to use the topics. */
export async function readSettings(admin: Admin, names: readonly string[]): Promise<TopicSettings> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({
      type: TOPIC_RESOURCE,
      name,
      configNames: ['max.message.bytes', 'min.insync.replicas'],
    })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  );
}
