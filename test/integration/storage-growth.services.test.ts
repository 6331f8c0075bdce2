import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { newId } from '../../src/platform/ids.ts';
import type { RedisConnection } from '../../src/platform/redis/connection.ts';
import { CallerFrom } from '../kit/callers/caller-from.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { type Growth, growthOf, type Kept, keptStorage } from '../kit/product/kept-storage.ts';
import { DEFAULT_LIMITS } from '../kit/product/no-limits.ts';
import { connectRedis, createRedisHarness, type RedisHarness } from '../kit/servers/redis-harness.ts';
import { describeWithServices, requireRedis } from '../kit/servers/servers.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

// How much a caller who owns nothing makes PostgreSQL and Redis keep, from one network address, with every limit used up and
// inputs as large as they may be. What is asserted is how many requests leave something, and how much each of them does:
// docs/operations.md ("How fast one address makes it grow") has these bounds times the rates of the default settings.

const ROWS = 24;
const SEATS_IN_ROW = 50;
/** Of the smallest that the burst of each limit is used up by a few requests. */
const LIMITS = {
  GUEST_SESSIONS_PER_MINUTE_PER_ADDRESS: '4',
  LOCK_CHANGES_PER_MINUTE_PER_ADDRESS: '3',
  IDEMPOTENCY_KEYS_PER_MINUTE_PER_ADDRESS: '4',
  UNPAID_BOOKINGS_PER_HOUR_PER_ADDRESS: '6',
  DECLINED_PAYMENTS_PER_HOUR_PER_ADDRESS: '10',
  SEAT_HOLDS_PER_HOUR_PER_ADDRESS: '1200',
  BUYER_MAX_SEATS: '300',
  HELD_SEATS_PER_ADDRESS: '300',
};
/** So many more than its burst may an address have got, while a busy machine took half a minute for it. */
const LATE = 3;
/** Three bytes each in UTF-8. */
const wide = (length: number, from: number) => String(from).padEnd(length, '席');
const LONGEST_KEY = 200;
/** What one request of its kind leaves at most, with fifty seats (of ids with eight characters) where it has seats. */
const BYTES = {
  refusedWithKey: 5_000,
  lockAndRelease: 4_000,
  exchange: 3_000,
  unpaidBooking: 20_000,
  declinedPayment: 3_000,
  mail: 32_000,
  redisOfAddress: 2_000,
  redisOfBooking: 24_000,
};

describeWithServices('what one address without an account makes the product keep', () => {
  let app: TestApp;
  let redis: RedisConnection;
  let harness: RedisHarness;
  let showId: string;

  beforeAll(async () => {
    redis = connectRedis([requireRedis()]);
    harness = createRedisHarness(redis);
    const env = { REDIS_KEY_PREFIX: harness.prefix, TRUSTED_PROXIES: '1', DEMO: 'false', ...DEFAULT_LIMITS, ...LIMITS };
    app = await startTestApp({ mode: 'services', env });
    showId = await organiseShow(app, { title: 'Kept', rows: ROWS, seats: SEATS_IN_ROW });
    // What is there once for all: the show's map, what each consumer has of its own.
    const buyer = new CallerFrom('192.0.2.1');
    await buyer.beginSession(app);
    const { lock } = await buyer.lock(app, showId, ['Z1-1-1']);
    await buyer.book(app, lock.id);
  });
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await harness?.[Symbol.asyncDispose]();
    await redis?.close();
  });

  const row = (number: number) => Array.from({ length: SEATS_IN_ROW }, (_, seat) => `Z1-${number}-${seat + 1}`);
  const kept = (): Promise<Kept> => keptStorage({ database: app.database, harness, dataDir: app.dataDir });

  async function grown(work: () => Promise<void>): Promise<Growth> {
    const before = await kept();
    await work();
    return growthOf(before, await kept());
  }

  async function guestFrom(address: string): Promise<CallerFrom> {
    const guest = new CallerFrom(address);
    await guest.beginSession(app);
    return guest;
  }

  it('for guest sessions: no row, and a key of Redis', async () => {
    let begun = 0;
    const growth = await grown(async () => {
      for (let session = 0; session < 60; session += 1) {
        const { errors } = await new CallerFrom('192.0.2.2').beginSession(app);
        if (!errors) begun += 1;
      }
    });
    expect(begun).toBeGreaterThanOrEqual(20);
    expect(begun).toBeLessThanOrEqual(20 + LATE);
    expect(growth.rows).toEqual({});
    expect(growth.redisKeys).toBeLessThanOrEqual(1);
    expect(growth.redisBytes).toBeLessThanOrEqual(BYTES.redisOfAddress);
  });

  it('for refused mutations with idempotency keys, all of other sessions: so many rows, each of a bounded size', async () => {
    const address = '192.0.2.3';
    const guests = [await guestFrom(address), await guestFrom(address), await guestFrom(address)];
    const holder = await guestFrom('192.0.2.30');
    await holder.lock(app, showId, row(2));
    const query = `mutation ($input: LockSeatsInput!) { lockSeats(input: $input) { __typename } }`;
    const send = (key: number) => {
      // The largest refusal there is: each of fifty seats with its reason.
      const input = { showId, seatIds: row(2), idempotencyKey: wide(LONGEST_KEY, key) };
      return guests[key % guests.length]!.ask(app, query, { input });
    };
    const refused: number[] = [];
    const growth = await grown(async () => {
      for (let key = 0; key < 100; key += 1) {
        const { status, data, errors } = await send(key);
        if (!errors) expect(data.lockSeats.__typename).toBe('SeatsUnavailableError');
        else {
          expect(status).toBe(429);
          expect(errors[0]).toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
          expect(errors[0]!.extensions.retryAfterSeconds).toBeGreaterThan(0);
          refused.push(key);
        }
      }
    });
    const { idempotency_keys: keys, ...others } = growth.rows;
    expect(others).toEqual({});
    expect(keys).toBe(100 - refused.length);
    expect(keys).toBeGreaterThanOrEqual(40);
    expect(keys).toBeLessThanOrEqual(40 + LATE);
    expect(growth.rowBytes).toBeLessThanOrEqual(keys! * BYTES.refusedWithKey);
    expect(growth.redisBytes).toBeLessThanOrEqual(BYTES.redisOfAddress);
    // What has an answer already gets it again, and without a key nothing is kept.
    expect((await send(0)).data).toEqual({ lockSeats: { __typename: 'SeatsUnavailableError' } });
    const keyless = await guests[0]!.ask(app, query, { input: { showId, seatIds: row(2) } });
    expect(keyless.data).toEqual({ lockSeats: { __typename: 'SeatsUnavailableError' } });
  });

  it('for locks that are given back at once: as many as its changes, each of a bounded size', async () => {
    const guest = await guestFrom('192.0.2.4');
    let locks = 0;
    const growth = await grown(async () => {
      for (let turn = 0; turn < 50; turn += 1) {
        const { lock } = await guest.lock(app, showId, row(3)).catch(() => ({ lock: null }));
        if (!lock) continue;
        locks += 1;
        await guest.release(app, lock.id).catch(() => undefined);
      }
    });
    expect(locks).toBeGreaterThan(15);
    expect(locks).toBeLessThanOrEqual(30 + LATE);
    const { seat_locks, outbox, idempotency_keys, seat_states = 0, ...others } = growth.rows;
    expect(others).toEqual({});
    expect(seat_locks).toBe(locks);
    expect(outbox).toBeLessThanOrEqual(2 * locks);
    expect(idempotency_keys).toBeLessThanOrEqual(40 + LATE);
    expect(seat_states).toBeLessThanOrEqual(300);
    expect(growth.rowBytes).toBeLessThanOrEqual(locks * BYTES.lockAndRelease);
    // With the last lock, which could not be given back for want of a key: fifty holds.
    expect(growth.redisKeys).toBeLessThanOrEqual(SEATS_IN_ROW + 5);
  });

  it('for seats that are exchanged in a lock: as many changes, each of a bounded size', async () => {
    const guest = await guestFrom('192.0.2.7');
    const { lock } = await guest.lock(app, showId, row(20).slice(0, 25));
    let exchanges = 0;
    const growth = await grown(async () => {
      for (let turn = 0; turn < 40; turn += 1) {
        const [addSeatIds, removeSeatIds] = turn % 2 === 0 ? [row(21), row(20)] : [row(20), row(21)];
        const change = { addSeatIds: addSeatIds.slice(0, 25), removeSeatIds: removeSeatIds.slice(0, 25) };
        const answer = await guest.update(app, lock.id, change).catch(() => ({ __typename: 'none' }));
        if (answer.__typename === 'UpdateLockSuccess') exchanges += 1;
      }
    });
    expect(exchanges).toBeGreaterThanOrEqual(29);
    expect(exchanges).toBeLessThanOrEqual(29 + LATE);
    const { outbox, idempotency_keys, ...others } = growth.rows;
    expect(others).toEqual({});
    expect(outbox).toBe(exchanges);
    expect(idempotency_keys).toBeLessThanOrEqual(40 + LATE);
    expect(growth.rowBytes).toBeLessThanOrEqual(exchanges * BYTES.exchange);
    expect(growth.redisKeys).toBeLessThanOrEqual(2);
  });

  it('for bookings that nobody pays, with the longest customers, and for cards that are declined', async () => {
    const address = '192.0.2.5';
    const guest = await guestFrom(address);
    const CREATE = `mutation ($input: CreateBookingInput!) { createBooking(input: $input) {
      __typename ... on CreateBookingSuccess { booking { id } } } }`;
    const bookings: string[] = [];
    const booked = await grown(async () => {
      for (let turn = 0; turn < 10; turn += 1) {
        const { lock } = await guest.lock(app, showId, row(5 + turn).slice(0, 50)).catch(() => ({ lock: null }));
        if (!lock) break;
        const email = `${String(turn).padEnd(60, 'a')}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example`;
        const input = {
          lockId: lock.id,
          customer: { name: wide(200, turn), email, phone: '+49 361 123456789012345678901' },
          idempotencyKey: wide(LONGEST_KEY, turn),
        };
        const answer = await guest.ask(app, CREATE, { input });
        const id = answer.data?.createBooking.booking?.id;
        if (id) bookings.push(id);
      }
    });
    expect(bookings.length).toBeGreaterThanOrEqual(5);
    expect(bookings.length).toBeLessThanOrEqual(6 + 1);
    expect(booked.rows.bookings).toBe(bookings.length);
    expect(booked.rows.notifications).toBe(bookings.length);
    expect(booked.mailBytes).toBeLessThanOrEqual(bookings.length * BYTES.mail);
    expect(booked.rowBytes).toBeLessThanOrEqual(bookings.length * BYTES.unpaidBooking);
    expect(booked.redisBytes).toBeLessThanOrEqual(bookings.length * BYTES.redisOfBooking);

    let declined = 0;
    const payments = await grown(async () => {
      for (let card = 0; card < 30; card += 1) {
        const bookingId = bookings[card % bookings.length]!;
        const answer = await guest.pay(app, bookingId, 'tok_declined').catch(() => ({ __typename: 'none' }));
        if (answer.__typename === 'PaymentDeclinedError') declined += 1;
      }
    });
    expect(declined).toBeGreaterThanOrEqual(9);
    expect(declined).toBeLessThanOrEqual(10 + 1);
    expect(payments.rows.payments).toBe(declined);
    expect(payments.rowBytes).toBeLessThanOrEqual(declined * BYTES.declinedPayment);
  });

  it('for what is refused by its form, its size or its caller: nothing', async () => {
    const guest = await guestFrom('192.0.2.6');
    const nobody = new CallerFrom('192.0.2.6');
    const long = 'x'.repeat(900_000);
    const release = 'mutation ($input: ReleaseLockInput!) { releaseLock(input: $input) { __typename } }';
    const lock = 'mutation ($input: LockSeatsInput!) { lockSeats(input: $input) { __typename } }';
    const requests: [CallerFrom, string, object][] = [
      [guest, release, { input: { lockId: long, idempotencyKey: 'a' } }],
      [guest, release, { input: { lockId: 'lock_\u0000', idempotencyKey: 'b' } }],
      [guest, release, { input: { lockId: newId('lock'), idempotencyKey: long } }],
      [guest, lock, { input: { showId: long, seatIds: ['A-1'], idempotencyKey: 'c' } }],
      [guest, lock, { input: { showId, seatIds: [long], idempotencyKey: 'd' } }],
      [guest, lock, { input: { showId, seatIds: [], idempotencyKey: 'e' } }],
      [nobody, lock, { input: { showId, seatIds: ['A-1'], idempotencyKey: 'f' } }],
      [nobody, `{ show(id: "${newId('show')}") { title } }`, {}],
      [nobody, `{ ${'viewer { id } '.repeat(5_000)} }`, {}],
      [nobody, 'query ($id: ID!) { booking(id: $id) { id } }', { id: newId('booking') }],
    ];
    const growth = await grown(async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        for (const [caller, query, variables] of requests) await caller.ask(app, query, variables).catch(() => null);
      }
    });
    expect(growth.rows).toEqual({});
    expect(growth.rowBytes).toBeLessThanOrEqual(0);
    expect(growth.redisKeys).toBeLessThanOrEqual(0);
  });

  it('by the default settings: at most 4.5 MB a minute and show, once each limit’s burst is used up', () => {
    const { limits } = loadConfig({});
    const perMinute =
      limits.idempotencyKeysPerMinute * BYTES.refusedWithKey +
      limits.lockChanges.perMinuteOfAddress * BYTES.lockAndRelease +
      (limits.unpaidBookingsPerHour / 60) * (BYTES.unpaidBooking + BYTES.redisOfBooking + 2 * BYTES.mail) +
      (limits.declinedPaymentsPerHour / 60) * BYTES.declinedPayment;
    expect(perMinute).toBeLessThanOrEqual(4_500_000);
  });
});
