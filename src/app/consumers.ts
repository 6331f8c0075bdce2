import type { Available, ConsumerManifest, EffectConsumer, FeedConsumer } from '../modules/manifest.ts';
import { startConsumer } from '../platform/events/consumer.ts';
import type { EventConsumer } from '../platform/events/event-log.ts';
import { MODULES } from './modules.ts';

const CONSUMERS: readonly ConsumerManifest[] = MODULES.flatMap(({ consumers = [] }) => consumers);

/** Starts every consumer that a module declares. Resolves once none misses an event any more. */
export function startConsumers(available: Available): Promise<EventConsumer[]> {
  return Promise.all(
    CONSUMERS.map((consumer) => (consumer.effect ? startEffect(available, consumer) : startFeed(available, consumer))),
  );
}

function startEffect(
  available: Available,
  { group, topics, effect, gather_ms }: EffectConsumer,
): Promise<EventConsumer> {
  const { log, database, logger, config } = available;
  const { topicPrefix } = config.kafka;
  return startConsumer({
    log,
    database,
    logger,
    name: group,
    groupId: groupId(topicPrefix, group),
    topics,
    topicPrefix,
    ...(gather_ms === undefined ? {} : { gather_ms }),
    handle: effect(available),
  });
}

function startFeed(available: Available, { group, topics, feed, ...pace }: FeedConsumer): Promise<EventConsumer> {
  const { topicPrefix } = available.config.kafka;
  const { gather_ms, storeEvery_ms } = pace;
  return available.log.consume({
    groupId: groupId(topicPrefix, group),
    topics: topics.map((topic) => `${topicPrefix}${topic}`),
    from: 'beginning',
    ...(gather_ms === undefined ? {} : { gather_ms }),
    ...(storeEvery_ms === undefined ? {} : { storeEvery_ms }),
    handle: feed(available),
  });
}

function groupId(topicPrefix: string, group: string): string {
  return `${topicPrefix}seatwire-${group}`;
}

/** What to call with each event that the log has refused, for the consumers that would have to know it. */
export function createRefusalListener(available: Available): (refused: { topic: string; value: string }) => void {
  const { topicPrefix } = available.config.kafka;
  const listeners = CONSUMERS.flatMap(({ topics, refused }) =>
    refused ? [{ topics: topics.map((topic) => `${topicPrefix}${topic}`), tell: refused(available) }] : [],
  );
  return ({ topic, value }) => {
    for (const { topics, tell } of listeners) if (topics.includes(topic)) tell(value);
  };
}
