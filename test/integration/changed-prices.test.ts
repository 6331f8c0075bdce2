import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotEnoughSeatsError } from '../../src/modules/selection/selection.errors.ts';
import { IllegalStateError } from '../../src/shared/errors.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';

describe('prices that change while seats are on their way to a buyer', () => {
  let office: TestBoxOffice;
  beforeAll(async () => {
    office = await openTestBoxOffice();
  });
  afterAll(() => office?.[Symbol.asyncDispose]());

  /** As another node does it: this one still knows the former prices, for up to a second. */
  async function changePrices(showId: string, price: number): Promise<void> {
    await office.services.shows.getShow(showId);
    await office.database.query('UPDATE price_tiers SET price = $2 WHERE show_id = $1', [showId, price]);
  }

  /** Resolves when so many connections wait for a lock of PostgreSQL. */
  async function waitingForLocks(count: number): Promise<void> {
    await eventually(async () => {
      const [row] = await office.database.query<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(row!.waiting).toBeGreaterThanOrEqual(count);
    });
  }

  it('are what a new lock costs, and its booking', async () => {
    const { locks, bookings } = office.services;
    const show = await office.createShow();
    const buyer = guest();
    await changePrices(show.id, 7_700);
    const lock = await locks.lockSeats(buyer, { showId: show.id, seatIds: show.nextSeats(2) });
    expect(lock.total).toBe(15_400);
    const booking = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    const seats = await office.database.query<{ price: number }>(
      'SELECT price::int FROM booked_seats WHERE booking_id = $1',
      [booking.id],
    );
    expect([booking.total, seats.map(({ price }) => price)]).toEqual([15_400, [7_700, 7_700]]);
  });

  it('are what a lock costs of which seats are given back, or to which some are added', async () => {
    const { locks } = office.services;
    const show = await office.createShow();
    const buyer = guest();
    const [first, second, third] = show.nextSeats(3);
    const { id: lockId } = await locks.lockSeats(buyer, { showId: show.id, seatIds: [first!, second!] });
    await changePrices(show.id, 8_800);
    expect((await locks.updateLock(buyer, { lockId, removeSeatIds: [second!] })).total).toBe(8_800);
    await changePrices(show.id, 9_900);
    expect((await locks.updateLock(buyer, { lockId, addSeatIds: [third!] })).total).toBe(19_800);
  });

  it('are looked at again by who chooses seats by what they cost', async () => {
    const { locks, shows } = office.services;
    const show = await office.createShow();
    const seen: number[] = [];
    const request = { operation: 'lockBestAvailable', input: {}, address: null };
    const lock = await locks.lockChosen(guest(), request, async (take) => {
      const { pricesVersion, priceTiers } = (await shows.getShow(show.id))!;
      seen.push(priceTiers[0]!.price.amount);
      if (seen.length === 1) await changePrices(show.id, 6_600);
      return await take({ showId: show.id, seatIds: show.nextSeats(1), pricesVersion });
    });
    expect(seen).toEqual([expect.any(Number), 6_600]);
    expect(lock.total).toBe(6_600);
  });

  it('are the ones that a highest price is compared with', async () => {
    const show = await office.createShow();
    await changePrices(show.id, 60_000);
    const asked = office.services.bestAvailable.lock(guest(), { showId: show.id, quantity: 2, maxPrice: 59_999 });
    await expect(asked).rejects.toThrow(NotEnoughSeatsError);
  });

  it('do not change under a lock that is being written', async () => {
    const { locks, shows } = office.services;
    const { id: showId, ...show } = await office.createShow();
    const { priceTiers } = (await shows.getShow(showId))!;
    const buyer = guest();
    // With it the lock store has the map: what waits next is the hold itself.
    const { id: lockId } = await locks.lockSeats(buyer, { showId, seatIds: show.nextSeats(1) });
    await locks.releaseLock(buyer, { lockId });
    const [taken, given] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    // Somebody else's change of the map is slow.
    const busy = office.database.transaction(async (tx) => {
      await tx.query('SELECT FROM seat_maps WHERE show_id = $1 FOR NO KEY UPDATE', [showId]);
      taken.resolve();
      await given.promise;
    });
    await taken.promise;
    const locking = locks.lockSeats(buyer, { showId, seatIds: show.nextSeats(1) });
    await waitingForLocks(1);
    await office.database.query(
      "UPDATE shows SET status = 'PAUSED', updated_at = now() - interval '1 minute' WHERE id = $1",
      [showId],
    );
    const changes = priceTiers.map(({ id, price }) => ({ id, price: price.amount + 1 }));
    const changing = shows.updateShow(ORGANISER, { showId, priceTiers: changes }).catch((error: unknown) => error);
    await Promise.race([changing, waitingForLocks(2)]);
    given.resolve();
    await busy;
    const lock = await locking;
    expect(await changing).toBeInstanceOf(IllegalStateError);
    expect((await shows.getShow(showId))!.priceTiers.map(({ price }) => price.amount)).toContain(lock.total);
  });
});
