import { type Database, type Querier, violatedUniqueConstraint } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import { assertRuns } from '../locks/lock-access.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import { tierOf } from '../shows/prices.ts';
import type { SalesTimes } from '../shows/sales.ts';
import { ShowNotOnSaleError } from '../shows/shows.errors.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { insertTickets, newTickets } from '../tickets/tickets.ts';
import { lockBooking } from './booking.ts';
import { found } from './booking-access.ts';
import type { BookingCache } from './booking-cache.ts';
import { type BookingRecord, type Customer, changeStatus, recordBooking } from './booking-record.ts';

const READ_SALES_TIMES = readStatement(new URL('./sql/read-sales-times.sql', import.meta.url));

export interface BookingMakerDeps {
  database: Database;
  cache: BookingCache;
  locks: LocksService;
  shows: ShowsService;
}

const MAX_TRIES = 5;

/** Makes bookings of locks that run. */
export class BookingMaker {
  readonly #deps: BookingMakerDeps;

  constructor(deps: BookingMakerDeps) {
    this.#deps = deps;
  }

  /** Books the lock with the seats that it has; when updates of it are faster, those that it has by then. */
  async book(lock: SeatLock, customer: Customer, bookingId: string): Promise<void> {
    let latest = lock;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      if (await this.#recordOnce(await this.#bookingOf(latest, customer, bookingId))) return;
      latest = (await this.#deps.locks.readLock(lock.id))!;
      // An earlier try of the same request may have got this far.
      if (latest.bookingId === bookingId) return;
      assertRuns(latest);
    }
    throw new ServiceUnavailableError('The lock is being changed by another request.', 1);
  }

  async #pricedSeats(show: Show, seatIds: readonly string[]): Promise<BookingRecord['seats']> {
    const plan = await this.#deps.shows.planOf(show);
    return seatIds.map((seatId) => {
      const tier = tierOf(show, plan.seatById.get(seatId)!);
      return { seatId, tierId: tier.id, price: tier.price.amount };
    });
  }

  async #bookingOf(lock: SeatLock, customer: Customer, bookingId: string): Promise<BookingRecord> {
    const { shows } = this.#deps;
    let show = (await shows.getShow(lock.showId))!;
    // Where it was cancelled within this very second, it is refused where it is paid, or confirmed.
    if (show.status === 'CANCELLED') throw new ShowNotOnSaleError(show);
    let seats = await this.#pricedSeats(show, lock.seatIds);
    if (seats.reduce((sum, { price }) => sum + price, 0) !== lock.total) {
      // Prices don't change while seats are held: this node has read the show before they did.
      shows.forget(lock.showId);
      show = (await shows.getShow(lock.showId))!;
      seats = await this.#pricedSeats(show, lock.seatIds);
    }
    return {
      bookingId,
      lockId: lock.id,
      ownerId: lock.ownerId,
      showId: lock.showId,
      planId: show.plan.id,
      currency: show.currency,
      customer,
      total: lock.total,
      seats,
    };
  }

  async #recordOnce(booking: BookingRecord): Promise<boolean> {
    const { database } = this.#deps;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      try {
        if (booking.total > 0) return await recordBooking(database, booking);
        return await database.transaction((tx) => this.#recordFreeBooking(tx, booking));
      } catch (error) {
        // Another booking has the same reference, by chance: draw again.
        if (violatedUniqueConstraint(error) !== 'bookings_reference_key') throw error;
      }
    }
    throw new ServiceUnavailableError('Every reference that was drawn is taken.', 1);
  }

  /** There is nothing to pay: it is confirmed in the transaction that makes it. */
  async #recordFreeBooking(tx: Querier, booking: BookingRecord): Promise<boolean> {
    if (!(await recordBooking(tx, booking))) return false;
    await assertNotCancelled(tx, booking.showId);
    const made = found(await lockBooking(tx, booking.bookingId));
    await changeStatus(tx, this.#deps.cache, made, { to: 'CONFIRMED' });
    await insertTickets(tx, booking.bookingId, newTickets(booking.seats.map(({ seatId }) => seatId)));
    return true;
  }
}

/** By the show as it is now: no ticket is given out for one that does not take place. */
async function assertNotCancelled(tx: Querier, showId: string): Promise<void> {
  const [show] = await tx.query<SalesTimes>(READ_SALES_TIMES, [showId]);
  if (show?.status === 'CANCELLED') throw new ShowNotOnSaleError(show);
}
