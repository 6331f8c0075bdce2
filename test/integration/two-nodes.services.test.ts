import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../kit/basics/until.ts';
import {
  bookSeats,
  createBooking,
  lockSeats,
  payBooking,
  queriedImage,
  storedImage,
  watchSeatMap,
} from '../kit/callers/buyer.ts';
import {
  GetBooking,
  GetShow,
  LockSeats,
  PauseShow,
  ReleaseLock,
  WatchBooking,
  WatchSeatLock,
  WatchShow,
} from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { mailOf } from '../kit/product/mails.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

/** Of locks that are taken on the first: longer than a node takes to stop and start, on a very busy machine too. */
const LONG_TTL_MS = 120_000;
/** Of those that are taken on the second. */
const SHORT_TTL_MS = 10_000;

describeWithServices('two nodes on one PostgreSQL, Redis and Kafka', () => {
  let a: TestApp;
  let b: TestApp;
  let showId: string;

  beforeAll(async () => {
    a = await startTestApp({ mode: 'services', env: { SEAT_LOCK_TTL_MS: `${LONG_TTL_MS}` } });
    b = await startTestApp({ mode: 'services', beside: a, env: { SEAT_LOCK_TTL_MS: `${SHORT_TTL_MS}` } });
    showId = a.demoShowId;
  });
  afterAll(async () => {
    await b?.[Symbol.asyncDispose]();
    await a?.[Symbol.asyncDispose]();
  });

  /** The same guest on the other node: one token for all. */
  async function guests() {
    const [first, second] = [await a.guest(), await b.guest()];
    return { onA: first, sameOnB: b.client(first.token), otherOnB: second };
  }

  it('show the lock that one took on the other, and refuse the second buyer there', async () => {
    const { onA, otherOnB } = await guests();
    const watcher = await watchSeatMap(otherOnB, showId);
    const start = watcher.version;
    const seatIds = ['D-14-1', 'D-14-2'];
    const lock = await lockSeats(onA, showId, seatIds);
    expect(await watcher.next()).toMatchObject({
      previousVersion: start,
      version: start + 1,
      changes: seatIds.map((seatId) => ({ seatId, state: 'LOCKED' })),
    });
    const { lockSeats: refusal } = await otherOnB.data(LockSeats, { input: { showId, seatIds } });
    expect(refusal).toMatchObject({
      message: 'Seat already locked by another user',
      conflicts: seatIds.map((seatId) => ({ seatId, reason: 'LOCKED_BY_OTHER' })),
    });
    await onA.data(ReleaseLock, { input: { lockId: lock.id } });
    await watcher.untilAll(seatIds, 'AVAILABLE');
  });

  it('tell at once on one what the organiser does to a show on the other', async () => {
    const own = await openHallShow(a.organiser);
    await using news = b.client().subscribe(WatchShow, { id: own });
    expect((await news.next()).show.showStatus).toBe('ON_SALE');
    await a.organiser.data(PauseShow, { input: { showId: own } });
    expect((await news.next()).show.showStatus).toBe('PAUSED');
    const { show } = await b.client().data(GetShow, { id: own });
    expect(show!.status).toBe('PAUSED');
  });

  it('book and pay on one what was locked on the other', async () => {
    const { onA, sameOnB } = await guests();
    const watchers = [await watchSeatMap(onA, showId), await watchSeatMap(sameOnB, showId, { over: 'sse' })];
    const seatIds = ['D-13-1', 'D-13-2'];
    const lock = await lockSeats(onA, showId, seatIds);
    const booking = await createBooking(sameOnB, lock.id);
    await using bookingWatcher = sameOnB.subscribe(WatchBooking, { id: booking.id });
    await bookingWatcher.next();
    await payBooking(onA, booking.id);
    await until(bookingWatcher, (event) => event.booking.status === 'CONFIRMED');
    for (const client of [onA, sameOnB]) {
      expect((await client.data(GetBooking, { id: booking.id })).booking).toMatchObject({
        status: 'CONFIRMED',
        tickets: [{}, {}],
      });
    }
    for (const watcher of watchers) await watcher.untilAll(seatIds, 'BOOKED');
    await mailOf(a.dataDir, 'ticket', booking.reference);
  });

  it('hand a subscriber over with exactly what it missed', async () => {
    const { onA, otherOnB } = await guests();
    const left = await watchSeatMap(onA, showId);
    const version = left.version;
    await lockSeats(otherOnB, showId, ['E-14-1']);
    await lockSeats(onA, showId, ['E-14-2']);
    const resumed = await watchSeatMap(otherOnB, showId, { after: left });
    await resumed.untilVersion(version + 2);
    const changes = resumed.messages.flatMap((message) => ('changes' in message ? message.changes : []));
    expect(changes).toEqual(['E-14-1', 'E-14-2'].map((seatId) => ({ seatId, state: 'LOCKED' })));
  });

  it('tell of an expiry on both, once', async () => {
    const { onA, sameOnB } = await guests();
    const watchers = [await watchSeatMap(onA, showId), await watchSeatMap(sameOnB, showId)];
    const lock = await lockSeats(sameOnB, showId, ['F-14-1']);
    await using lockWatcher = sameOnB.subscribe(WatchSeatLock, { id: lock.id });
    for (const watcher of watchers) await watcher.untilAll(['F-14-1'], 'LOCKED');
    for (const watcher of watchers) await watcher.untilAll(['F-14-1'], 'AVAILABLE');
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(lock.expiresAt));
    await until(lockWatcher, ({ seatLock }) => seatLock.status === 'EXPIRED');
    const ends = await a.database.query(
      // One event tells of all locks of the show that end together.
      `SELECT 1 FROM outbox WHERE type = 'seat.unlocked'
          AND (payload ->> 'lock_id' = $1 OR jsonb_exists(payload::jsonb -> 'lock_ids', $1))`,
      [lock.id],
    );
    expect(ends).toHaveLength(1);
  });

  it('stop selling on both when the show is paused on one', async () => {
    const { onA, otherOnB } = await guests();
    const hall = await openHallShow(a.organiser);
    await lockSeats(otherOnB, hall, ['Z1-1-1']);
    expect((await onA.data(GetShow, { id: hall })).show!.status).toBe('ON_SALE');
    const { pauseShow } = await b.organiser.data(PauseShow, { input: { showId: hall } });
    expect(pauseShow).toMatchObject({ show: { status: 'PAUSED' } });
    for (const client of [onA, otherOnB]) {
      const { lockSeats: refusal } = await client.data(LockSeats, { input: { showId: hall, seatIds: ['Z1-1-2'] } });
      expect(refusal).toMatchObject({ __typename: 'ShowNotOnSaleError', showStatus: 'PAUSED' });
    }
  });

  it('never sell a seat twice when buyers of both want the same ones', async () => {
    const hall = await openHallShow(a.organiser, { zones: 1, rows: 2, seats: 6 });
    const buyers = await Promise.all(Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? a : b).guest()));
    const seatsOf = (index: number) => [1, 2, 3].map((seat) => `Z1-${(index % 2) + 1}-${seat + (index % 4)}`);
    const answers = await Promise.all(
      buyers.map(async (buyer, index) => {
        const { lockSeats: answer } = await buyer.data(LockSeats, { input: { showId: hall, seatIds: seatsOf(index) } });
        return answer.__typename;
      }),
    );
    const won = answers.filter((answer) => answer === 'LockSeatsSuccess').length;
    expect(won).toBeGreaterThanOrEqual(2);
    expect(answers.filter((answer) => answer === 'SeatsUnavailableError')).toHaveLength(buyers.length - won);
    const stored = await storedImage(a.database, hall);
    expect(stored.version).toBe(won);
    expect(stored.unavailable).toHaveLength(won * 3);
    for (const app of [a, b]) expect(await queriedImage(app.client(), hall)).toEqual(stored);
  });

  it('go on when one of them stops', async () => {
    const { onA, sameOnB, otherOnB } = await guests();
    const watcher = await watchSeatMap(otherOnB, showId);
    const lock = await lockSeats(onA, showId, ['F-13-1']);
    await a.restart();
    const booking = await createBooking(sameOnB, lock.id);
    await payBooking(sameOnB, booking.id);
    await watcher.untilAll(['F-13-1'], 'BOOKED');
    const next = await bookSeats(a.client(onA.token), showId, ['F-13-2']);
    await watcher.untilAll(['F-13-2'], 'LOCKED');
    expect(next.status).toBe('PENDING_PAYMENT');
  });
});
