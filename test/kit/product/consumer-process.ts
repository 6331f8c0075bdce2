/**
 * A consumer in a process of its own, to be killed in the middle of its work. It writes an effect per event. The last one
 * of so many is committed, but its position is never stored; those that come after it are begun and never committed.
 */

import { startConsumer } from '../../../src/platform/events/consumer.ts';
import type { EventLog } from '../../../src/platform/events/event-log.ts';
import { createKafkaEventLog } from '../../../src/platform/kafka/kafka-event-log.ts';
import { createLogger } from '../../../src/platform/observability/logger.ts';
import { createDatabase } from '../../../src/platform/postgres/database.ts';

const { DATABASE_URL = '', KAFKA_BROKERS = '', KAFKA_TOPIC_PREFIX = '' } = process.env;
const [groupId = '', topic = '', effects = ''] = process.argv.slice(2);

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const database = createDatabase({ url: DATABASE_URL });
const log = createKafkaEventLog({ brokers: KAFKA_BROKERS.split(','), clientId: 'seatwire-test', logger });
const never = new Promise<void>(() => undefined);
let begun = 0;
let committed = 0;

const stuckLog: EventLog = {
  ...log,
  consume: (options) =>
    log.consume({
      ...options,
      async handle(record) {
        await options.handle(record);
        committed += 1;
        if (committed < Number(effects)) return;
        process.stdout.write('in the middle\n');
        await never;
      },
    }),
};

await startConsumer({
  log: stuckLog,
  database,
  logger,
  name: 'effects',
  groupId,
  topics: [topic],
  topicPrefix: KAFKA_TOPIC_PREFIX,
  async handle(event, tx) {
    begun += 1;
    const isBeyond = begun > Number(effects);
    await tx.query(`INSERT INTO effects (event_id, key, node) VALUES ($1, $2, 'killed')`, [event.id, event.key]);
    if (isBeyond) await never;
  },
});
process.stdout.write('joined\n');
