import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eraseCustomers } from '../../src/modules/bookings/customer-erasure.ts';
import { eraseRecipients } from '../../src/modules/notifications/recipient-erasure.ts';
import type { ConsumedRecord } from '../../src/platform/events/event-log.ts';
import { createKafkaEventLog } from '../../src/platform/kafka/kafka-event-log.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import type { RedisConnection } from '../../src/platform/redis/connection.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { until } from '../kit/basics/until.ts';
import { bookSeats, CUSTOMER, createBooking, lockSeats, payBooking, watchSeatMap } from '../kit/callers/buyer.ts';
import {
  BlockSeats,
  CancelBooking,
  CancelShow,
  CloseShow,
  GetBooking,
  PauseShow,
  PayBooking,
  PublishShow,
  ReleaseLock,
  UnblockSeats,
  UpdateShow,
  WatchBooking,
  WatchShow,
} from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { assertMatchesAsyncApi, asyncApi } from '../kit/schema/asyncapi.ts';
import { connectRedis, createRedisHarness, type RedisHarness } from '../kit/servers/redis-harness.ts';
import { describeWithServices, requireKafka, requireRedis } from '../kit/servers/servers.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const CORRECT =
  'mutation ($input: UpdateBookingCustomerInput!) { updateBookingCustomer(input: $input) { __typename } }';
const REFUND_BOOKING = 'mutation ($input: RefundBookingInput!) { refundBooking(input: $input) { __typename } }';
const TICKETS = 'query ($id: ID!) { booking(id: $id) { tickets { id } } }';
const QUOTE =
  'mutation ($input: QuoteBookingChangeInput!) { quoteBookingChange(input: $input) { ... on QuoteBookingChangeSuccess { quote { id } } } }';
const APPLY = 'mutation ($input: ApplyBookingChangeInput!) { applyBookingChange(input: $input) { __typename } }';
const TTL_MS = { seatLock: 300_000, seatMap: 3_600_000, booking: 86_400_000 };

describeWithServices('Redis and Kafka as operators find them', () => {
  let app: TestApp;
  let redis: RedisConnection;
  let harness: RedisHarness;
  let topicPrefix: string;

  beforeAll(async () => {
    redis = connectRedis([requireRedis()]);
    harness = createRedisHarness(redis);
    app = await startTestApp({ mode: 'services', env: { REDIS_KEY_PREFIX: harness.prefix } });
    topicPrefix = app.env.KAFKA_TOPIC_PREFIX!;
  });
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await harness?.[Symbol.asyncDispose]();
    await redis?.close();
  });

  it('has the topics with 10, 5, 5 and 5 partitions', async () => {
    const admin = new Kafka({ brokers: requireKafka(), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      const { topics } = await admin.fetchTopicMetadata();
      const ours = topics.filter(({ name }) => name.startsWith(topicPrefix) && !name.endsWith('.dlq'));
      expect(
        Object.fromEntries(ours.map(({ name, partitions }) => [name.slice(topicPrefix.length), partitions.length])),
      ).toEqual({ 'booking-events': 10, 'seat-events': 5, 'payment-events': 5, 'show-events': 5 });
    } finally {
      await admin.disconnect();
    }
  });

  it('has the keys as the design names them, each ending in its time', async () => {
    const showId = app.demoShowId;
    const buyer = await app.guest();
    const locked = await lockSeats(buyer, showId, ['D-14-1', 'D-14-2']);
    const booking = await createBooking(buyer, locked.id);
    await buyer.data(GetBooking, { id: booking.id });
    const keys = await harness.keys();
    const ttlOf = (name: string) => keys.get(`${harness.prefix}${name}`);
    const expected: [string, number][] = [
      [`seat_lock:{${showId}}:D-14-1`, TTL_MS.seatLock],
      [`seat_lock:{${showId}}:D-14-2`, TTL_MS.seatLock],
      [`seat_map:{${showId}}`, TTL_MS.seatMap],
      [`booking:{${booking.id}}`, TTL_MS.booking],
    ];
    for (const [name, ttl_ms] of expected) {
      expect(ttlOf(name), name).toBeGreaterThan(ttl_ms - 60_000);
      expect(ttlOf(name), name).toBeLessThanOrEqual(ttl_ms);
    }
    const known = new RegExp(
      `^${harness.prefix}(?:(seat_lock|seat_holds|seat_map|booking|address_holds|address_budget|cooldown|address_cooldown|unpaid_holds|payer|lock_changes|distributed_lock:show):\\{[^}]+\\}|(?:history|probe)$|rate:.)`,
    );
    for (const [name, ttl_ms] of keys) {
      // A companion of a key keeps its place in the cluster, not its beginning.
      expect(name.replace(/^\{(.*)\}:\w+$/, '$1')).toMatch(known);
      expect(ttl_ms, name).toBeGreaterThan(0);
    }

    const watcher = await watchSeatMap(buyer, showId);
    await payBooking(buyer, booking.id);
    await watcher.untilAll(['D-14-1', 'D-14-2'], 'BOOKED');
    await eventually(async () => {
      const names = [...(await harness.keys()).keys()];
      expect(names.filter((name) => name.includes('seat_lock:'))).toEqual([]);
    });
  });

  it('has every event, in order, under its key and as docs/asyncapi.yaml describes it', async () => {
    await using hasty = await startTestApp({ mode: 'services', beside: app, env: { SEAT_LOCK_TTL_MS: '5000' } });
    const organiser = app.organiser;
    const showId = await openHallShow(organiser);
    const buyer = await app.guest();
    await makeEveryEvent(showId, buyer, hasty.client(buyer.token));

    const records = await recordsOfAllTopics();
    for (const { topic, value, headers, key } of records) {
      assertMatchesAsyncApi(topic.slice(topicPrefix.length), JSON.parse(value), headers, key);
    }
    const seen = new Set(records.map(({ headers }) => headers.ce_type));
    const described = Object.values(asyncApi.channels).flatMap(({ messages }) => Object.keys(messages));
    expect([...seen].sort()).toEqual(described.sort());

    const written = await app.database.query<{ event_id: string; key: string; topic: string }>(
      'SELECT event_id, key, topic FROM outbox ORDER BY id',
    );
    // A show is the key of two topics, each in an order of its own.
    const inOrder = (events: { id: string; topic: string; key: string }[]) =>
      Object.groupBy(events, ({ topic, key }) => `${topic} ${key}`);
    const published = records.map(({ headers, topic, key }) => ({
      id: headers.ce_id!,
      topic: topic.slice(topicPrefix.length),
      key,
    }));
    expect(inOrder(published)).toEqual(
      inOrder(written.map(({ event_id, topic, key }) => ({ id: event_id, topic, key }))),
    );
  });

  /** A journey through all there is to tell; resolves when its last event is written. */
  async function makeEveryEvent(
    showId: string,
    buyer: Awaited<ReturnType<TestApp['guest']>>,
    hastyBuyer: ReturnType<TestApp['client']>,
  ): Promise<void> {
    const input = { showId, seatIds: ['Z1-2-4'] };
    await app.organiser.data(BlockSeats, { input });
    await app.organiser.data(UnblockSeats, { input });
    const released = await lockSeats(buyer, showId, ['Z1-1-1']);
    await buyer.data(ReleaseLock, { input: { lockId: released.id } });

    const expiring = await bookSeats(hastyBuyer, showId, ['Z1-2-1']);
    await using expiry = buyer.subscribe(WatchBooking, { id: expiring.id });
    const paid = await bookSeats(buyer, showId, ['Z1-1-1', 'Z1-1-2']);
    await using refund = buyer.subscribe(WatchBooking, { id: paid.id });
    const watcher = await watchSeatMap(buyer, showId);
    await buyer.data(PayBooking, { input: { bookingId: paid.id, paymentToken: 'tok_declined' } });
    await payBooking(buyer, paid.id);
    await watcher.untilAll(['Z1-1-1', 'Z1-1-2'], 'BOOKED');
    await app.organiser.data(REFUND_BOOKING, { input: { bookingId: paid.id, amount: 100, reason: 'for the wait' } });
    await until(refund, (event) => event.booking.status === 'PARTLY_REFUNDED');
    await buyer.data(CancelBooking, { input: { bookingId: paid.id, reason: 'ill' } });
    await until(refund, (event) => event.booking.status === 'REFUNDED');
    const unlucky = await bookSeats(buyer, showId, ['Z1-1-3']);
    await using failure = buyer.subscribe(WatchBooking, { id: unlucky.id });
    await payBooking(buyer, unlucky.id, 'tok_refund_fails');
    await buyer.data(CancelBooking, { input: { bookingId: unlucky.id, reason: 'ill' } });
    await until(failure, (event) => event.booking.status === 'REFUND_FAILED');
    await giveOneTicketBack(showId, buyer);
    await until(expiry, (event) => event.booking.status === 'EXPIRED');
    await watcher.untilAll(['Z1-1-1', 'Z1-1-2', 'Z1-2-1'], 'AVAILABLE');
    await makeSlowPayments(showId, buyer);
    await makeEveryShowEvent();
    await eraseCustomers(app.database, { email: CUSTOMER.email }, eraseRecipients);
  }

  async function giveOneTicketBack(showId: string, buyer: Awaited<ReturnType<TestApp['guest']>>): Promise<void> {
    const { id } = await bookSeats(buyer, showId, ['Z1-2-2', 'Z1-2-3']);
    await payBooking(buyer, id);
    const { booking } = await buyer.data<{ booking: { tickets: { id: string }[] } }, object>(TICKETS, { id });
    const input = { bookingId: id, cancelTicketIds: [booking.tickets[0]!.id] };
    const { quoteBookingChange } = await app.organiser.data<{ quoteBookingChange: { quote: { id: string } } }, object>(
      QUOTE,
      {
        input,
      },
    );
    await app.organiser.data(APPLY, { input: { quoteId: quoteBookingChange.quote.id } });
  }

  /** Payments that wait for the buyer, or for the bank, and one that is contested, with its customer's name corrected. */
  async function makeSlowPayments(showId: string, buyer: Awaited<ReturnType<TestApp['guest']>>): Promise<void> {
    const tokens = { tok_requires_action: 'Z1-1-1', tok_processing: 'Z1-1-2', tok_disputed: 'Z1-2-1' };
    for (const [token, seatId] of Object.entries(tokens)) {
      const { id } = await bookSeats(buyer, showId, [seatId]);
      await payBooking(buyer, id, token);
      if (token === 'tok_disputed') await app.organiser.data(CORRECT, { input: { bookingId: id, name: 'Ada King' } });
    }
    await eventually(async () => {
      const told = await app.database.query(
        `SELECT type, count(*) FROM outbox WHERE type IN ('payment.requires_action', 'payment.processing', 'payment.disputed') GROUP BY 1`,
      );
      expect(told).toHaveLength(3);
    });
  }

  /** Those of shows: each status, a change, and what the clock brings. */
  async function makeEveryShowEvent(): Promise<void> {
    const { organiser } = app;
    const soon_ms = Date.now() + 60_000;
    const showId = await openHallShow(organiser);
    const input = { showId };
    const times = { salesStartAt: new Date(soon_ms).toISOString(), startsAt: new Date(soon_ms + 100).toISOString() };
    await using news = app.client().subscribe(WatchShow, { id: showId });
    await organiser.data(PauseShow, { input });
    await organiser.data(PublishShow, { input });
    await organiser.data(UpdateShow, { input: { ...input, ...times } });
    // Sooner, and not over by the time that it is written.
    await app.database.query(
      `UPDATE shows SET sales_start_at = now() + interval '300 milliseconds', starts_at = now() + interval '500 milliseconds'
        WHERE id = $1`,
      [showId],
    );
    await eventually(async () => {
      const told = await app.database.query(`SELECT FROM outbox WHERE key = $1 AND type = 'show.begun'`, [showId]);
      expect(told).toHaveLength(1);
    });
    await organiser.data(CloseShow, { input });
    await organiser.data(CancelShow, { input: { ...input, refund: 'FULL' } });
    await until(news, ({ show }) => show.showStatus === 'CANCELLED');
    await eventually(async () => {
      const ended = await app.database.query(
        `SELECT FROM outbox WHERE key = $1 AND type = 'show.cancellation_progressed'`,
        [showId],
      );
      expect(ended).not.toHaveLength(0);
    });
  }

  /** What is in the topics, once all that the outbox holds has arrived; each event once, as consumers see it. */
  async function recordsOfAllTopics(): Promise<ConsumedRecord[]> {
    const logger = createLogger({ level: 'silent', nodeId: 'test' });
    const log = createKafkaEventLog({ brokers: requireKafka(), clientId: 'seatwire-test', logger });
    const records = new Map<string, ConsumedRecord>();
    try {
      await log.consume({
        groupId: `${topicPrefix}reader`,
        topics: ['booking-events', 'seat-events', 'payment-events', 'show-events'].map(
          (topic) => `${topicPrefix}${topic}`,
        ),
        from: 'beginning',
        handle: async (record) => {
          const id = record.headers.ce_id!;
          if (!records.has(id)) records.set(id, record);
        },
      });
      await eventually(async () => {
        const [row] = await app.database.query<{ count: number }>('SELECT count(*)::int AS count FROM outbox');
        expect(records.size).toBe(row!.count);
      });
    } finally {
      await log.close();
    }
    return [...records.values()];
  }
});
