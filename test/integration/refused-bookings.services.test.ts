import { randomUUID } from 'node:crypto';
import type { Admin, ConfigResourceTypes } from 'kafkajs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { TOPICS } from '../../src/modules/events/topics.ts';
import { createKafkaClient } from '../../src/platform/kafka/kafka-client.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { until } from '../kit/basics/until.ts';
import { bookSeats } from '../kit/callers/buyer.ts';
import { CancelBooking, GetBooking, WatchBooking } from '../kit/callers/operations.graphql.ts';
import { type Guest, startTestApp, type TestApp } from '../kit/product/app.ts';
import { runProduct } from '../kit/product/product-process.ts';
import { type SellerRedis, startSellerRedis } from '../kit/servers/seller-redis.ts';
import { describeWithServices, requireKafka } from '../kit/servers/servers.ts';

/** Node can't import kafkajs' own enumeration by name. */
const TOPIC_RESOURCE: ConfigResourceTypes.TOPIC = 2;
const PATIENTLY = { timeout: 30_000, interval: 200 };

describeWithServices('a change of a booking whose event Kafka refuses', () => {
  let redis: SellerRedis;
  let app: TestApp;
  let other: TestApp;
  let admin: Admin;
  let guest: Guest;

  beforeAll(async () => {
    redis = await startSellerRedis();
    app = await startTestApp({ mode: 'services', env: { REDIS_URL: redis.url } });
    other = await startTestApp({ mode: 'services', beside: app });
    guest = await app.guest();
    const logger = createLogger({ level: 'silent', nodeId: 'test' });
    admin = createKafkaClient({ brokers: requireKafka(), clientId: 'seatwire-test', logger }).admin();
    await admin.connect();
  });
  afterAll(async () => {
    await admin?.disconnect();
    await other?.[Symbol.asyncDispose]();
    await app?.[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
  });

  const cancel = (bookingId: string) =>
    guest.data(CancelBooking, { input: { bookingId, idempotencyKey: randomUUID() } });

  /** The refused events of a booking, whether dismissed or not. */
  const refusedOf = (bookingId: string) =>
    app.database.query<{ event_id: string }>(
      `SELECT event_id FROM outbox JOIN outbox_refused ON outbox_id = id WHERE payload->>'booking_id' = $1`,
      [bookingId],
    );

  /** The events of a booking that are neither published nor refused yet. */
  const waitingOf = (bookingId: string) =>
    app.database.query(
      `SELECT event_id FROM outbox_pending JOIN outbox ON outbox_id = id WHERE topic = 'booking-events' AND payload->>'booking_id' = $1`,
      [bookingId],
    );

  async function refuseBookingEvents(): Promise<void> {
    const name = `${app.env.KAFKA_TOPIC_PREFIX}${TOPICS.booking}`;
    const configEntries = [{ name: 'max.message.bytes', value: '100' }];
    await admin.alterConfigs({ validateOnly: false, resources: [{ type: TOPIC_RESOURCE, name, configEntries }] });
    // The broker takes the setting a moment later.
    let seat = 0;
    await vi.waitFor(async () => {
      seat += 1;
      const { id } = await bookSeats(guest, app.demoShowId, [`D-13-${seat}`]);
      await vi.waitFor(async () => expect(await waitingOf(id)).toEqual([]), PATIENTLY);
      expect(await refusedOf(id)).toHaveLength(1);
    }, PATIENTLY);
  }

  it('is told to those who watch it and to the cache, also when that was away and the event is dismissed', async () => {
    const { id } = await bookSeats(guest, app.demoShowId, ['D-14-1']);
    const reader = other.client(guest.token);
    const status = async () => (await reader.data(GetBooking, { id })).booking?.status;
    expect(await status()).toBe('PENDING_PAYMENT');
    const watched = reader.subscribe(WatchBooking, { id });
    expect(await watched.next()).toMatchObject({ booking: { status: 'PENDING_PAYMENT' } });
    await refuseBookingEvents();

    await redis.admin.acl('SETUSER', 'seller', '-get', '-eval', '-evalsha');
    await cancel(id);
    await until(watched, ({ booking }) => booking?.status === 'CANCELLED');
    expect(await status()).toBe('CANCELLED');
    await vi.waitFor(async () => expect(await refusedOf(id)).toHaveLength(1), PATIENTLY);
    const [{ event_id: eventId }] = (await refusedOf(id)) as [{ event_id: string }];
    const { ended, lines } = runProduct('scripts/dlq.ts', app.env, ['dismiss', '--event', eventId]);
    await ended;
    expect(lines.join('\n')).toContain('1 event.');
    const [key] = await redis.admin.keys(`*booking:{${id}}`);
    expect(await redis.admin.get(key!)).toContain('PENDING_PAYMENT');

    await redis.admin.acl('SETUSER', 'seller', '+@all');
    await vi.waitFor(
      async () => expect((await redis.admin.get(key!)) ?? '').not.toContain('PENDING_PAYMENT'),
      PATIENTLY,
    );
    expect(await status()).toBe('CANCELLED');
  });
});
