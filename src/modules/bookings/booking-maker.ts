import { type Database, type Querier, violatedUniqueConstraint } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import type { AllotmentAccess } from '../allotments/allotment-access.ts';
import { useCode } from '../codes/code-uses.ts';
import type { Allotted } from '../inventory/seat-ledger.ts';
import { assertRuns } from '../locks/lock-access.ts';
import { pricedLock } from '../locks/lock-lines.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import { ticketsOf } from '../pricing/code-terms.ts';
import type { PriceLine } from '../pricing/price-lines.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import type { TicketSeat } from '../shows/prices.ts';
import type { SalesTimes } from '../shows/sales.ts';
import { ShowNotOnSaleError } from '../shows/shows.errors.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { insertTickets, newTickets } from '../tickets/tickets.ts';
import { lockBooking } from './booking.ts';
import { found } from './booking-access.ts';
import type { BookingCache } from './booking-cache.ts';
import { type BookingRecord, type Customer, changeStatus, recordBooking } from './booking-record.ts';
import { freeOfCharge } from './free-of-charge.ts';

const READ_SALES_TIMES = readStatement(new URL('./sql/read-sales-times.sql', import.meta.url));

export interface BookingMakerDeps {
  database: Database;
  cache: BookingCache;
  locks: LocksService;
  shows: ShowsService;
  allotments: Pick<AllotmentAccess, 'heldByCode'>;
}

const MAX_TRIES = 5;

/** What is sold at the box office is paid in the transaction that books it. */
export interface DoorTerms {
  /** Nothing is to be paid for it, whatever it costs. */
  isFree: boolean;
  /** Takes what is due, in the transaction that has made the booking, and confirms it; not called where nothing is. */
  pay(tx: Querier, due: { bookingId: string; amount: number; currency: string }): Promise<void>;
}

/** Makes bookings of locks that run. */
export class BookingMaker {
  readonly #deps: BookingMakerDeps;

  constructor(deps: BookingMakerDeps) {
    this.#deps = deps;
  }

  /**
   * Books the lock with the seats that it has; when updates of it are faster, those that it has by then. Throws CodeNotApplicableError
   * where its promo code can't be used any more: nothing is booked, and it runs on. `door`: it is CONFIRMED at once.
   */
  async book(lock: SeatLock, customer: Customer, bookingId: string, door?: DoorTerms): Promise<void> {
    let latest = lock;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      const booking = await this.#bookingOf(latest, { customer, bookingId, isFree: door?.isFree ?? false });
      if (booking && (await this.#recordOnce(booking, door))) return;
      // Prices don't change while seats are held, but this node may have read the show before they did.
      this.#deps.shows.forget(lock.showId);
      latest = (await this.#deps.locks.readLock(lock.id))!;
      // An earlier try of the same request may have got this far.
      if (latest.bookingId === bookingId) return;
      assertRuns(latest);
    }
    throw new ServiceUnavailableError('The lock is being changed by another request.', 1);
  }

  /** By the show as this node has read it; null where it can't be the one that the lock was taken of. */
  async #bookingOf(
    lock: SeatLock,
    { customer, bookingId, isFree }: { customer: Customer; bookingId: string; isFree: boolean },
  ): Promise<BookingRecord | null> {
    const { shows, allotments } = this.#deps;
    const show = (await shows.getShow(lock.showId))!;
    // Where it was cancelled within this very second, it is refused where it is paid, or confirmed.
    if (show.status === 'CANCELLED') throw new ShowNotOnSaleError(show);
    const plan = await shows.planOf(show);
    // They stay an allotment's as long as the lock has them, or become anyone's.
    const allotted = await allotments.heldByCode(show.id, lock);
    const booked = bookedLock({ show, plan }, lock, { allotted, freeFor: isFree ? customer.locale : null });
    if (!booked) return null;
    const { id: showId, currency, pricesVersion } = show;
    const { id: lockId, ownerId, ticketTypeIds, code } = lock;
    const total = isFree ? 0 : lock.total;
    const about = { bookingId, lockId, ownerId, showId, planId: show.plan.id, currency, customer };
    return { ...about, total, ticketTypeIds, code, pricesVersion, ...booked };
  }

  async #recordOnce(booking: BookingRecord, door?: DoorTerms): Promise<boolean> {
    const { database } = this.#deps;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      try {
        if (booking.total > 0 && booking.codeTickets === 0 && !door) return await recordBooking(database, booking);
        return await database.transaction((tx) => this.#recordInParts(tx, booking, door));
      } catch (error) {
        // Another booking has the same reference, by chance: draw again.
        if (violatedUniqueConstraint(error) !== 'bookings_reference_key') throw error;
      }
    }
    throw new ServiceUnavailableError('Every reference that was drawn is taken.', 1);
  }

  /** Throws CodeNotApplicableError, which undoes all of it, where its code can't be used any more. */
  async #recordInParts(tx: Querier, booking: BookingRecord, door?: DoorTerms): Promise<boolean> {
    if (!(await recordBooking(tx, booking))) return false;
    if (booking.total === 0) await this.#confirmFreeBooking(tx, booking);
    else if (door) {
      await assertNotCancelled(tx, booking.showId);
      await door.pay(tx, { bookingId: booking.bookingId, amount: booking.total, currency: booking.currency });
    }
    const { code, codeTickets } = booking;
    // Last, so that others who book with it wait for the commit alone.
    if (code && codeTickets > 0) await useCode(tx, { codeId: code.id, tickets: codeTickets });
    return true;
  }

  /** There is nothing to pay: it is confirmed in the transaction that makes it. */
  async #confirmFreeBooking(tx: Querier, booking: BookingRecord): Promise<void> {
    await assertNotCancelled(tx, booking.showId);
    const made = found(await lockBooking(tx, booking.bookingId));
    await changeStatus(tx, this.#deps.cache, made, { to: 'CONFIRMED' });
    const seatIds = booking.seats.map(({ seatId }) => seatId);
    await insertTickets(tx, booking.bookingId, newTickets({ seatIds, areas: booking.areas }));
  }
}

/** By the show as it is now: no ticket is given out for one that does not take place. */
async function assertNotCancelled(tx: Querier, showId: string): Promise<void> {
  const [show] = await tx.query<SalesTimes>(READ_SALES_TIMES, [showId]);
  if (show?.status === 'CANCELLED') throw new ShowNotOnSaleError(show);
}

/**
 * The lock's seats and places with their prices, and the lines of its total where they are more than seats; null where it has another total.
 * `allotted`: those of the seats and places that count for its code, whatever they cost; `freeFor`: the locale of whom they are given away
 * to, null: they are sold.
 */
function bookedLock(
  { show, plan }: { show: Show; plan: SeatingPlanModel },
  lock: SeatLock,
  { allotted, freeFor }: { allotted: readonly Allotted[]; freeFor: string | null },
): Pick<BookingRecord, 'seats' | 'areas' | 'lines' | 'codeTickets'> | null {
  const full = pricedLock(show, plan, lock);
  if (!full) return null;
  const priced = freeFor === null ? full : freeOfCharge(show, full, freeFor);
  const seats = priced.seats.map(({ seatId, tierId, tierName, price, discount = 0, ticketType }) => {
    return { seatId, tierId, tierName, price, discount, ticketTypeId: ticketType?.id ?? null };
  });
  const areas = priced.places.map(({ areaId, tierId, price, discount = 0, quantity }, index) => {
    // As the lock has it: it is compared with that.
    return { areaId, tierId, price, discount, quantity, ticketTypeId: lock.areas[index]!.ticketTypeId };
  });
  const codeTickets = lock.code ? ticketsOf(lock.code, [...priced.seats, ...priced.places], allotted) : 0;
  const hasLines = areas.length > 0 || !isPlain(show, priced.seats);
  return { seats, areas, lines: hasLines ? withOrigins(priced.lines, show) : null, codeTickets };
}

/** Each fee's line says what it was worked out by. */
function withOrigins(lines: readonly PriceLine[], { fees }: Pick<Show, 'fees'>): PriceLine[] {
  return lines.map((line) => {
    const fee = line.kind === 'FEE' ? fees.find(({ name }) => name === line.description) : undefined;
    return fee ? { ...line, fee: { basis: fee.basis, percent: fee.percent } } : line;
  });
}

/** Whether there is a line for each seat and nothing more to say. */
function isPlain({ fees, ticketTypes }: Show, seats: readonly TicketSeat[]): boolean {
  const isBare = ({ taxRate, discount = 0 }: TicketSeat) => taxRate === 0 && discount === 0;
  return fees.length === 0 && ticketTypes.length === 0 && seats.every(isBare);
}
