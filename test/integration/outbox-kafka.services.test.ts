import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { topicSpecs } from '../../src/modules/events/topics.ts';
import { type WritableEvent, writeEvents } from '../../src/modules/events/write-events.ts';
import { type EventHandler, startConsumer } from '../../src/platform/events/consumer.ts';
import type { ConsumedRecord, EventLog } from '../../src/platform/events/event-log.ts';
import { createOutboxRelay, type OutboxRelay } from '../../src/platform/events/outbox-relay.ts';
import { newId } from '../../src/platform/ids.ts';
import { createKafkaEventLog } from '../../src/platform/kafka/kafka-event-log.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { uniquePrefix } from '../kit/product/prefix.ts';
import { assertMatchesAsyncApi } from '../kit/schema/asyncapi.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { describeWithKafka, requireKafka } from '../kit/servers/servers.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });

describeWithKafka('the outbox on Kafka', () => {
  const topicPrefix = uniquePrefix();
  let db: TestDatabase;
  let logs: [EventLog, EventLog];
  let relay: OutboxRelay;

  beforeAll(async () => {
    db = await createTestDatabase();
    await db.database.query('CREATE TABLE effects (n BIGSERIAL, event_id TEXT, revision INTEGER)');
    const newLog = (): EventLog => createKafkaEventLog({ brokers: requireKafka(), clientId: 'seatwire-test', logger });
    logs = [newLog(), newLog()];
    await logs[0].ensureTopics(topicSpecs(topicPrefix));
    relay = createOutboxRelay({ database: db.database, log: logs[0], topicPrefix, source: '/seatwire', logger });
    relay.start();
  });
  afterAll(async () => {
    await relay.stop();
    await Promise.all(logs.map((log) => log.close()));
    await db[Symbol.asyncDispose]();
  });

  const bookingEvents = (booking_id: string, count: number): WritableEvent[] =>
    Array.from({ length: count }, (_unused, at) => ({
      event_type: at === 0 ? ('booking.created' as const) : ('booking.confirmed' as const),
      booking_id,
      show_id: newId('show'),
      lock_id: newId('lock'),
      seat_ids: ['D-14-1'],
      total: { amount: 4_500, currency: 'EUR' },
      revision: at + 1,
    }));

  describe('with a consumer on each of two nodes', () => {
    const handled = new Map<string, number>();
    let expected = 0;
    let reached = Promise.withResolvers<void>();

    const handle: EventHandler = async (event, tx) => {
      const { revision } = event.payload as { revision: number };
      if (revision === 13) throw new Error('an unlucky number');
      await tx.query('INSERT INTO effects (event_id, revision) VALUES ($1, $2)', [event.id, revision]);
      return async () => {
        handled.set(event.id, (handled.get(event.id) ?? 0) + 1);
        if (handled.size >= expected) reached.resolve();
      };
    };

    beforeAll(async () => {
      const groupId = `${topicPrefix}effects`;
      const base = { database: db.database, logger, name: 'effects', groupId, topics: ['booking-events'], topicPrefix };
      for (const log of logs) await startConsumer({ ...base, log, handle });
    });

    it('has every effect once, in the order of its key, and buries what can not be handled', async () => {
      const dead = Promise.withResolvers<ConsumedRecord>();
      await logs[1].consume({
        groupId: `${topicPrefix}dead`,
        topics: [`${topicPrefix}booking-events.dlq`],
        from: 'beginning',
        handle: async (record) => dead.resolve(record),
      });
      expected = 10 * 20 - 1;
      reached = Promise.withResolvers<void>();
      const bookings = Array.from({ length: 10 }, () => newId('booking'));
      await Promise.all(
        bookings.map((id, at) =>
          db.database.transaction((tx) =>
            writeEvents(
              tx,
              // One booking has a revision 13; the others skip it.
              bookingEvents(id, at === 0 ? 20 : 21).filter((event) => {
                return at === 0 || !('revision' in event) || event.revision !== 13;
              }),
            ),
          ),
        ),
      );
      await reached.promise;
      expect([...handled.values()].every((times) => times === 1)).toBe(true);
      const rows = await db.database.query<{ key: string; revisions: number[] }>(
        `SELECT key, array_agg(revision ORDER BY n) AS revisions FROM effects JOIN outbox USING (event_id) GROUP BY key`,
      );
      expect(rows).toHaveLength(10);
      for (const { revisions } of rows) expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
      expect((await dead.promise).headers).toMatchObject({
        'x-dlq-reason': 'Error: an unlucky number',
        'x-dlq-attempts': '5',
        'x-dlq-consumer': 'effects',
        'x-original-topic': `${topicPrefix}booking-events`,
      });
    });

    it('has no further effect when everything is published again', async () => {
      const before = await db.database.query('SELECT FROM effects');
      await db.database.query('INSERT INTO outbox_pending SELECT id FROM outbox');
      await relay.drain();
      const [key, last] = [newId('booking'), handled.size + 1];
      expected = last;
      reached = Promise.withResolvers<void>();
      await writeEvents(db.database, bookingEvents(key, 1));
      await reached.promise;
      await relay.drain();
      expect(await db.database.query('SELECT FROM effects')).toHaveLength(before.length + 1);
    });
  });

  it('publishes what docs/asyncapi.yaml describes', async () => {
    const booking_id = newId('booking');
    const seen: ConsumedRecord[] = [];
    const both = Promise.withResolvers<void>();
    await logs[1].consume({
      groupId: `${topicPrefix}described`,
      topics: [`${topicPrefix}booking-events`, `${topicPrefix}payment-events`],
      from: 'latest',
      async handle(record) {
        if (record.key === booking_id || record.topic.endsWith('payment-events')) seen.push(record);
        if (seen.length === 2) both.resolve();
      },
    });
    const payment: WritableEvent = {
      event_type: 'payment.initiated',
      payment_id: newId('payment'),
      booking_id,
      amount: { amount: 4_500, currency: 'EUR' },
      provider: 'sandbox',
    };
    await writeEvents(db.database, [...bookingEvents(booking_id, 1), payment]);
    await both.promise;
    for (const { topic, key, value, headers } of seen) {
      assertMatchesAsyncApi(topic.slice(topicPrefix.length), JSON.parse(value), headers, key);
    }
  });
});
