import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../kit/basics/eventually.ts';
import { until } from '../kit/basics/until.ts';
import { lockSeats, payBooking } from '../kit/callers/buyer.ts';
import type { TestClient } from '../kit/callers/client.ts';
import { CancelBooking, CreateBooking } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { runProduct } from '../kit/product/product-process.ts';
import { describeWithServices, requireRedis } from '../kit/servers/servers.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const GRACE = { name: 'Grace Quimby', email: 'grace@quimby.example', phone: '+49 361 5550199' };
const PERSONAL = /quimby|5550199/i;
const ERASED = { name: '(erased)', email: 'erased@erased.invalid', phone: null };
const BOOKING = 'query ($id: ID!) { booking(id: $id) { id status customer { name email phone } } }';
const WATCH = 'subscription ($id: ID!) { booking(id: $id) { id status customer { name email phone } } }';
const HOLDINGS = `query ($id: ID!, $seatIds: [ID!]!) {
  show(id: $id) { seatHoldings(seatIds: $seatIds) { seatId booking { id customer { name email phone } } } }
}`;

interface BookingAnswer {
  booking: { id: string; status: string; customer: typeof ERASED };
}

describeWithServices('a customer who is erased by the command, beside two nodes', () => {
  let a: TestApp;
  let b: TestApp;
  let redis: Redis;

  beforeAll(async () => {
    a = await startTestApp({ mode: 'services' });
    b = await startTestApp({ mode: 'services', beside: a });
    redis = new Redis(requireRedis());
  });
  afterAll(async () => {
    redis?.disconnect();
    await b?.[Symbol.asyncDispose]();
    await a?.[Symbol.asyncDispose]();
  });

  /** The keys of this installation whose value has anything of the customer. */
  async function personalKeys(): Promise<string[]> {
    const found: string[] = [];
    for (const key of await redis.keys(`*${a.env.REDIS_KEY_PREFIX}*`)) {
      if (PERSONAL.test(key) || PERSONAL.test(JSON.stringify(await contentOf(key)))) found.push(key);
    }
    return found;
  }

  async function contentOf(key: string): Promise<unknown> {
    switch (await redis.type(key)) {
      case 'hash':
        return await redis.hgetall(key);
      case 'zset':
        return await redis.zrange(key, '0', '-1');
      case 'set':
        return await redis.smembers(key);
      case 'list':
        return await redis.lrange(key, 0, -1);
      default:
        return await redis.get(key);
    }
  }

  async function book(buyer: TestClient, showId: string, seatIds: string[]): Promise<string> {
    const lock = await lockSeats(buyer, showId, seatIds);
    const input = { lockId: lock.id, customer: GRACE, idempotencyKey: randomUUID() };
    const { createBooking } = await buyer.data(CreateBooking, { input });
    if (createBooking.__typename !== 'CreateBookingSuccess') throw new Error(JSON.stringify(createBooking));
    return createBooking.booking.id;
  }

  it('is served by neither of them any more, from no cache, nor told to those who watch', async () => {
    const showId = await openHallShow(a.organiser);
    const buyer = await a.guest();
    const onB = b.client(buyer.token);
    const seatIds = ['Z1-1-1', 'Z1-1-2', 'Z1-1-3'];
    const [paid, unpaid, cancelled] = await Promise.all(seatIds.map((seatId) => book(buyer, showId, [seatId])));
    const bookingIds = [paid!, unpaid!, cancelled!];
    await payBooking(buyer, paid!);
    await buyer.data(CancelBooking, { input: { bookingId: cancelled!, idempotencyKey: randomUUID() } });
    await eventually(async () => {
      const { booking } = await onB.data<BookingAnswer, object>(BOOKING, { id: paid! });
      expect(booking.status).toBe('CONFIRMED');
    });

    const readers = [buyer, onB, a.organiser, b.organiser];
    const customersRead = async () => {
      const customers: unknown[] = [];
      for (const reader of readers) {
        for (const id of bookingIds) {
          customers.push((await reader.data<BookingAnswer, object>(BOOKING, { id })).booking.customer);
        }
      }
      for (const reader of [a.organiser, b.organiser]) {
        const { show } = await reader.data<{ show: { seatHoldings: { booking: BookingAnswer['booking'] }[] } }, object>(
          HOLDINGS,
          { id: showId, seatIds: seatIds.slice(0, 2) },
        );
        customers.push(...show.seatHoldings.map(({ booking }) => booking.customer));
      }
      return customers;
    };
    // Whatever is cached anywhere is so by now.
    expect(new Set((await customersRead()).map((customer) => JSON.stringify(customer)))).toEqual(
      new Set([JSON.stringify(GRACE)]),
    );
    await eventually(async () => expect(await personalKeys()).not.toEqual([]));
    await using watcher = onB.subscribe<BookingAnswer, object>(WATCH, { id: unpaid! });
    expect((await watcher.next()).booking.customer).toEqual(GRACE);

    const command = runProduct('scripts/erase.ts', a.env, ['--email', GRACE.email]);
    expect(await command.ended).toBe(0);
    expect(command.lines).toEqual([
      expect.stringMatching(/^Erased: the customer of 3 bookings/),
      'Running nodes forget their copies within seconds.',
    ]);

    expect((await until(watcher, ({ booking }) => booking.customer.name !== GRACE.name)).booking.customer).toEqual(
      ERASED,
    );
    const allErased = Array.from({ length: readers.length * bookingIds.length + 4 }, () => ERASED);
    await eventually(async () => expect(await customersRead()).toEqual(allErased));
    await eventually(async () => expect(await personalKeys()).toEqual([]));
    // What was read meanwhile does not come back.
    for (let round = 0; round < 3; round += 1) expect(await customersRead()).toEqual(allErased);
    expect(await personalKeys()).toEqual([]);
  });
});
