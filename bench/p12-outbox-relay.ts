import { TOPICS, topicSpecs } from '../src/modules/events/topics.ts';
import type { EventLog, EventRecord } from '../src/platform/events/event-log.ts';
import { createOutboxRelay } from '../src/platform/events/outbox-relay.ts';
import { createKafkaClient } from '../src/platform/kafka/kafka-client.ts';
import { createKafkaEventLog } from '../src/platform/kafka/kafka-event-log.ts';
import type { Database } from '../src/platform/postgres/database.ts';
import { type Benchmark, interleaved, perSecond } from './benchmark.ts';
import { logger } from './logger.ts';
import type { Stand } from './stand.ts';

const SHOWS = 50;
const DEADLINE_MS = 300_000;
const ACKS_OF_ALL_REPLICAS = -1;

export const benchmark: Benchmark = {
  id: 'P12',
  title: 'Outbox relay: a full outbox until all of it is published',
  needs: ['postgres', 'kafka'],
  async prepare(stand) {
    const database = await stand.createDatabase();
    const log = createKafkaEventLog({ brokers: stand.brokers, clientId: 'bench', logger });
    stand.stack.defer(() => log.close());
    await log.ensureTopics(topicSpecs(stand.prefix));
    const events = stand.size(60_000, 2_000);

    // What the relay hands over, batch by batch, is what kafkajs alone is to produce.
    const batches: (readonly EventRecord[])[] = [];
    const noting: EventLog = {
      ...log,
      async append(records) {
        batches.push(records);
        await log.append(records);
      },
    };
    await relayAll({ database, log: noting, prefix: stand.prefix, events });
    const produce = await createReference(stand, batches);

    return {
      measure: interleaved({
        relay: () => relayAll({ database, log, prefix: stand.prefix, events }),
        kafkajs: () => perSecond(events, produce),
      }),
      comparisons: [
        {
          name: 'outbox relay / kafkajs with the same batches',
          unit: 'events/s',
          ours: 'relay',
          reference: 'kafkajs',
          goal: { least: 0.9 },
        },
      ],
    };
  },
};

interface Relaying {
  database: Database;
  log: EventLog;
  prefix: string;
  events: number;
}

/** Events per second, from the relay's start until none of them is left to be published. */
async function relayAll({ database, log, prefix, events }: Relaying): Promise<number> {
  await fillOutbox(database, events);
  const relay = createOutboxRelay({ database, log, topicPrefix: prefix, source: '/seatwire', logger });
  try {
    return await perSecond(events, async () => {
      relay.start();
      if (!(await relay.drain(DEADLINE_MS))) throw new Error('The outbox was not published in time.');
    });
  } finally {
    await relay.stop();
  }
}

/** In RFC 3339, as events tell it. */
const NOW = `to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

async function fillOutbox(database: Database, events: number): Promise<void> {
  await database.query('TRUNCATE outbox');
  await database.query(
    `INSERT INTO outbox (event_id, topic, key, type, payload)
     SELECT 'event_' || lpad(n::text, 26, '0'), $2, 'show_' || lpad((n % $3)::text, 26, '0'), 'seat.locked',
            json_build_object(
              'event_type', 'seat.locked', 'event_id', 'event_' || lpad(n::text, 26, '0'),
              'occurred_at', ${NOW},
              'show_id', 'show_' || lpad((n % $3)::text, 26, '0'), 'version', n / $3 + 1,
              'seat_ids', ARRAY['Z1-' || n || '-1', 'Z1-' || n || '-2', 'Z1-' || n || '-3', 'Z1-' || n || '-4'],
              'lock_id', 'lock_' || lpad(n::text, 26, '0'), 'actor', 'guest_' || lpad(n::text, 26, '0'),
              'expires_at', ${NOW})
       FROM generate_series(1, $1::int) AS n`,
    [events, TOPICS.seat, SHOWS],
  );
  await database.query('ANALYZE outbox');
}

/** Produces the batches one after the other with bare kafkajs, as safely as the relay: idempotent, acks of all. */
async function createReference(
  stand: Stand,
  batches: readonly (readonly EventRecord[])[],
): Promise<() => Promise<void>> {
  const producer = createKafkaClient({ brokers: stand.brokers, clientId: 'bench-reference', logger }).producer({
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  stand.stack.defer(() => producer.disconnect());
  const ready = batches.map((records) => ({
    topic: records[0]!.topic,
    messages: records.map(({ key, value, headers }) => ({ key, value, headers })),
  }));
  return async () => {
    for (const { topic, messages } of ready) await producer.send({ acks: ACKS_OF_ALL_REPLICAS, topic, messages });
  };
}
