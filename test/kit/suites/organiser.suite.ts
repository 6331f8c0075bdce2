import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hallPlan } from '../../fixtures/hall-plan.ts';
import { bookSeats, lockSeats, payBooking, storedImage, watchSeatMap } from '../callers/buyer.ts';
import {
  BlockSeats,
  GetSeatMap,
  GetShow,
  GetShowMetrics,
  ImportSeatingPlan,
  ListShows,
  LockSeats,
  PauseShow,
  PublishShow,
  UnblockSeats,
} from '../callers/operations.graphql.ts';
import { type AppMode, startTestApp, type TestApp } from '../product/app.ts';
import { fingerprint } from '../product/fingerprint.ts';
import { createHallShow, openHallShow, PRICES, VENUE } from '../shows/hall-show.ts';

/** What organisers do, and what buyers see of it. */
export function organiserSuite(mode: AppMode): void {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ mode, env: { DEMO: 'false' } });
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  it('imports a plan whole, serves it as it came, and sells it by category', async () => {
    const organiser = app.organiser;
    const plan = hallPlan({ zones: 2, rows: 2, seats: 3 });
    const { importSeatingPlan } = await organiser.data(ImportSeatingPlan, { input: { venue: VENUE, plan } });
    expect(importSeatingPlan).toMatchObject({ plan: { name: plan.name, seatCount: 12 } });
    const url = 'plan' in importSeatingPlan ? importSeatingPlan.plan.url : '';
    expect(await (await fetch(new URL(url, app.url))).json()).toEqual(plan);

    const showId = await openHallShow(organiser, { zones: 2, rows: 2, seats: 3 });
    const { show } = await app.client().data(GetSeatMap, { id: showId });
    expect(show!.seatMap.seats).toHaveLength(12);
    for (const seat of show!.seatMap.seats) {
      const category = seat.row === '1' ? 'Stalls' : 'Balcony';
      expect(seat).toMatchObject({ tier: { name: category }, price: { amount: PRICES[category] }, state: 'AVAILABLE' });
    }
    const { show: ofZone } = await app.client().data(GetSeatMap, { id: showId, zones: ['Zone 2'] });
    expect(ofZone!.seatMap.seats.map((seat) => seat.seatId)).toEqual(
      [1, 2].flatMap((row) => [1, 2, 3].map((seat) => `Z2-${row}-${seat}`)),
    );
  });

  it('lists every problem of a bad plan by its path, and imports nothing of it', async () => {
    const plan = hallPlan();
    const [first, second] = plan.zones[0]!.rows[0]!.seats;
    second!.seat_guid = first!.seat_guid;
    plan.zones[0]!.rows[1]!.seats[2]!.category = 'Nowhere';
    const before = await fingerprint(app.database);
    const { importSeatingPlan } = await app.organiser.data(ImportSeatingPlan, { input: { venue: VENUE, plan } });
    expect(importSeatingPlan).toMatchObject({
      __typename: 'InvalidInputError',
      issues: [
        { path: 'input.plan.zones.0.rows.0.seats.1.seat_guid' },
        { path: 'input.plan.zones.0.rows.1.seats.2.category' },
      ],
    });
    expect(await fingerprint(app.database)).toEqual(before);
  });

  describe('sales', () => {
    const notOnSale = (showStatus: string) => ({ __typename: 'ShowNotOnSaleError', showStatus });

    it('begin when the show is published, stop when it is paused, go on when it is published again', async () => {
      const [organiser, buyer] = [app.organiser, await app.guest()];
      const showId = await createHallShow(organiser);
      const tryToLock = async (seatId: string) =>
        (await buyer.data(LockSeats, { input: { showId, seatIds: [seatId] } })).lockSeats;
      const before = await fingerprint(app.database);
      // It is answered as a show that there is not: nobody else learns of a draft.
      expect(await tryToLock('Z1-1-1')).toMatchObject({ __typename: 'NotFoundError' });
      expect(await fingerprint(app.database)).toEqual(before);
      const { lockSeats: own } = await organiser.data(LockSeats, { input: { showId, seatIds: ['Z1-1-1'] } });
      expect(own).toMatchObject(notOnSale('DRAFT'));
      expect((await buyer.data(GetShow, { id: showId })).show).toBeNull();
      const listed = async () => {
        const { shows } = await buyer.data(ListShows, { first: 100 });
        return shows.edges.some(({ node }) => node.id === showId);
      };
      expect(await listed()).toBe(false);

      const { publishShow } = await organiser.data(PublishShow, { input: { showId } });
      expect(publishShow).toMatchObject({ show: { id: showId, status: 'ON_SALE' } });
      expect(await listed()).toBe(true);
      const booking = await bookSeats(buyer, showId, ['Z1-1-1']);

      const { pauseShow } = await organiser.data(PauseShow, { input: { showId } });
      expect(pauseShow).toMatchObject({ show: { status: 'PAUSED' } });
      expect(await tryToLock('Z1-1-2')).toMatchObject(notOnSale('PAUSED'));
      expect((await payBooking(buyer, booking.id)).status).toBe('CONFIRMED');

      await organiser.data(PublishShow, { input: { showId } });
      expect((await tryToLock('Z1-1-2')).__typename).toBe('LockSeatsSuccess');
    });

    it('can not be paused before they began, and begin once', async () => {
      const organiser = app.organiser;
      const showId = await createHallShow(organiser);
      const { pauseShow } = await organiser.data(PauseShow, { input: { showId } });
      expect(pauseShow).toMatchObject({ __typename: 'IllegalStateError' });
      for (let time = 1; time <= 2; time += 1) {
        const { publishShow } = await organiser.data(PublishShow, { input: { showId } });
        expect(publishShow).toMatchObject({ show: { status: 'ON_SALE' } });
      }
    });
  });

  describe('blocked seats', () => {
    it('are BLOCKED on every map and refused to buyers until they are unblocked', async () => {
      const [organiser, buyer] = [app.organiser, await app.guest()];
      const showId = await openHallShow(organiser);
      const watcher = await watchSeatMap(buyer, showId);
      const seatIds = ['Z1-1-1', 'Z1-1-2'];
      const { blockSeats } = await organiser.data(BlockSeats, { input: { showId, seatIds, reason: 'camera' } });
      expect(blockSeats).toMatchObject({ show: { id: showId } });
      await watcher.untilAll(seatIds, 'BLOCKED');
      expect((await buyer.data(GetShow, { id: showId })).show!.availability).toMatchObject({
        available: 6,
        blocked: 2,
      });

      const wanted = { showId, seatIds: [...seatIds, 'Z1-1-3'] };
      const { lockSeats: refusal } = await buyer.data(LockSeats, { input: wanted });
      expect(refusal).toMatchObject({
        __typename: 'SeatsUnavailableError',
        message: 'Seat not for sale',
        conflicts: seatIds.map((seatId) => ({ seatId, reason: 'BLOCKED' })),
      });

      await organiser.data(UnblockSeats, { input: { showId, seatIds } });
      await watcher.untilAll(seatIds, 'AVAILABLE');
      await lockSeats(buyer, showId, wanted.seatIds);
      await watcher.untilAll(wanted.seatIds, 'LOCKED');
      expect(watcher.image()).toEqual(await storedImage(app.database, showId));
    });

    it('can not be taken from buyers, all or nothing, nor freed when they are not blocked', async () => {
      const [organiser, buyer] = [app.organiser, await app.guest()];
      const showId = await openHallShow(organiser);
      await lockSeats(buyer, showId, ['Z1-1-1']);
      const before = await fingerprint(app.database);
      const seatIds = ['Z1-1-2', 'Z1-1-1'];
      const { blockSeats } = await organiser.data(BlockSeats, { input: { showId, seatIds } });
      expect(blockSeats).toMatchObject({
        __typename: 'SeatsUnavailableError',
        conflicts: [{ seatId: 'Z1-1-1', reason: 'LOCKED_BY_OTHER' }],
      });
      const { unblockSeats } = await organiser.data(UnblockSeats, { input: { showId, seatIds } });
      expect(unblockSeats).toMatchObject({
        __typename: 'InvalidInputError',
        issues: seatIds.map((_, index) => ({ path: `input.seatIds.${index}` })),
      });
      const { blockSeats: unknown } = await organiser.data(BlockSeats, { input: { showId, seatIds: ['Z9-9-9'] } });
      expect(unknown).toMatchObject({ __typename: 'InvalidInputError', issues: [{ path: 'input.seatIds.0' }] });
      expect(await fingerprint(app.database)).toEqual(before);
    });
  });

  it('counts for each show only its own', async () => {
    const organiser = app.organiser;
    const showId = await openHallShow(organiser);
    const { show } = await organiser.data(GetShowMetrics, { id: showId });
    expect(show!.metrics).toEqual({
      bookingsCreated: 0,
      bookingsConfirmed: 0,
      bookingsCancelled: 0,
      bookingsExpired: 0,
      bookingsRefunded: 0,
      seatsSold: 0,
      revenue: { amount: 0, currency: 'EUR' },
    });
  });
}
