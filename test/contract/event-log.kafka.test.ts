import { Kafka, logLevel } from 'kafkajs';
import { expect, it } from 'vitest';
import { createKafkaEventLog } from '../../src/platform/kafka/kafka-event-log.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { eventLogContract } from '../kit/contracts/event-log.contract.ts';
import { uniquePrefix } from '../kit/product/prefix.ts';
import { describeWithKafka, requireKafka } from '../kit/servers/servers.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const clientId = 'seatwire-test';

describeWithKafka('Kafka', () => {
  eventLogContract('the Kafka event log', () => createKafkaEventLog({ brokers: requireKafka(), clientId, logger }));

  it('makes topics with the partitions asked for, also when several nodes do it at once', async () => {
    const logs = [1, 2, 3].map(() => createKafkaEventLog({ brokers: requireKafka(), clientId, logger }));
    const prefix = uniquePrefix();
    const specs = [10, 5].map((partitions) => ({ name: `${prefix}${partitions}`, partitions }));
    await Promise.all(logs.map((log) => log.ensureTopics(specs)));
    const admin = new Kafka({ brokers: requireKafka(), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: specs.map(({ name }) => name) });
    expect(Object.fromEntries(topics.map(({ name, partitions }) => [name, partitions.length]))).toEqual(
      Object.fromEntries(specs.map(({ name, partitions }) => [name, partitions])),
    );
    await admin.disconnect();
    await Promise.all(logs.map((log) => log.close()));
  });

  it('says within about a second that no broker answers', async () => {
    const log = createKafkaEventLog({ brokers: ['127.0.0.1:1'], clientId, logger });
    const begun_ms = performance.now();
    await expect(log.ping()).rejects.toThrow();
    // kafkajs by itself tries for much longer.
    expect(performance.now() - begun_ms).toBeLessThan(5_000);
    await log.close();
  });
});
