import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../basics/eventually.ts';
import {
  bookSeats,
  createBooking,
  lockSeats,
  payBooking,
  queriedImage,
  storedImage,
  watchSeatMap,
} from '../callers/buyer.ts';
import { GetBooking, GetShowMetrics, LockSeats, WhoAmI } from '../callers/operations.graphql.ts';
import { type AppMode, startTestApp, type TestApp } from '../product/app.ts';
import { mailOf, mailsOf } from '../product/mails.ts';

/** A node that stops and starts again on the same parts has forgotten nothing. */
export function restartSuite(mode: AppMode): void {
  let app: TestApp;
  let showId: string;

  beforeAll(async () => {
    app = await startTestApp({ mode });
    showId = app.demoShowId;
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  it('keeps sessions, holds, bookings, tickets, versions and cursors', async () => {
    const [buyer, other] = [await app.guest(), await app.guest()];
    const watcher = await watchSeatMap(other, showId);
    const paid = await bookSeats(buyer, showId, ['D-14-1', 'D-14-2']);
    const { tickets } = await payBooking(buyer, paid.id);
    await watcher.untilAll(['D-14-1', 'D-14-2'], 'BOOKED');
    const unpaid = await bookSeats(buyer, showId, ['D-14-3']);
    const lock = await lockSeats(buyer, showId, ['D-14-4']);
    const before = await storedImage(app.database, showId);
    await mailOf(app.dataDir, 'order', unpaid.reference);

    await app.restart();
    const [buyerAgain, otherAgain] = [app.client(buyer.token), app.client(other.token)];
    expect(await storedImage(app.database, showId)).toEqual(before);
    expect(await queriedImage(otherAgain, showId)).toEqual(before);
    const { viewer } = await buyerAgain.data(WhoAmI);
    expect(viewer.id).toBe(buyer.id);
    expect(viewer.activeLocks).toEqual([{ id: lock.id, status: 'ACTIVE' }]);
    expect(viewer.bookings.edges.map(({ node }) => node)).toMatchObject([
      { id: unpaid.id, status: 'PENDING_PAYMENT' },
      { id: paid.id, status: 'CONFIRMED' },
    ]);
    expect((await buyerAgain.data(GetBooking, { id: paid.id })).booking!.tickets).toMatchObject(tickets);

    // The cursor from before brings exactly what was missed.
    const goneOn = await watchSeatMap(otherAgain, showId, { after: watcher });
    await goneOn.untilVersion(before.version);
    for (const message of goneOn.messages) expect(message.__typename).toBe('SeatMapDelta');
    expect(goneOn.image()).toEqual(before);

    // Whoever held seats holds them still.
    const seatIds = ['D-14-1', 'D-14-2', 'D-14-3', 'D-14-4'];
    const { lockSeats: refusal } = await otherAgain.data(LockSeats, { input: { showId, seatIds } });
    expect(refusal).toMatchObject({
      __typename: 'SeatsUnavailableError',
      conflicts: [
        { seatId: 'D-14-1', reason: 'BOOKED' },
        { seatId: 'D-14-2', reason: 'BOOKED' },
        { seatId: 'D-14-3', reason: 'LOCKED_BY_OTHER' },
        { seatId: 'D-14-4', reason: 'LOCKED_BY_OTHER' },
      ],
    });

    // And can go on: pay what was booked, book what was locked.
    await payBooking(buyerAgain, unpaid.id);
    await payBooking(buyerAgain, (await createBooking(buyerAgain, lock.id)).id);
    await goneOn.untilAll(seatIds, 'BOOKED');
    expect(goneOn.image()).toEqual(await storedImage(app.database, showId));
    await mailOf(app.dataDir, 'ticket', unpaid.reference);
    expect(await mailsOf(app.dataDir, 'order', unpaid.reference)).toHaveLength(1);
    await eventually(async () => {
      const { show } = await app.organiser.data(GetShowMetrics, { id: showId });
      expect(show!.metrics).toMatchObject({ bookingsCreated: 3, bookingsConfirmed: 3, seatsSold: 4 });
    });
  });

  it('tells open subscriptions that it goes, with close code 1001', async () => {
    await using subscription = app
      .client()
      .subscribe<{ seatMap: { version: number } }, { id: string }>(
        'subscription ($id: ID!) { seatMap(showId: $id) { ... on SeatMapSnapshot { version } } }',
        { id: showId },
      );
    await subscription.next();
    const ended = expect(subscription.next()).rejects.toMatchObject({ code: 1001 });
    await app.restart();
    await ended;
  });
}
