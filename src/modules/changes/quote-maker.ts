import { newId } from '../../platform/ids.ts';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { LimitExceededError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { readBookedContent } from '../bookings/booked-tickets.ts';
import { type Booking, lockBooking } from '../bookings/booking.ts';
import { found } from '../bookings/booking-access.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import type { RefundRequests } from '../bookings/refund-requests.ts';
import { can } from '../identity/rights.ts';
import { pricedLock } from '../locks/lock-lines.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { byPresentShow, StaleShowError } from '../shows/stale-show.ts';
import { listTicketsOf } from '../tickets/tickets.ts';
import { assertMayChange } from './change-rights.ts';
import { termsOf } from './change-terms.ts';
import { countApplied, findOpenLock, insertQuote } from './quote.ts';
import type { QuoteHolder } from './quote-holder.ts';
import { endingTickets, pricedSeats, type WantedTickets, wantedSeats } from './wanted-tickets.ts';

export interface QuoteMakerDeps {
  database: Database;
  bookings: Pick<BookingsService, 'localeOf'>;
  shows: ShowsService;
  locks: Pick<LocksService, 'readLock'>;
  holder: QuoteHolder;
  refunds: Pick<RefundRequests, 'assertRefundable'>;
  /** For how long a quote is good that holds no seats. */
  quoteTtl_ms: number;
}

export interface AskedQuote {
  principal: Principal;
  address: string | null;
  /** As it was read a moment ago: the caller may change it. */
  booking: Booking;
  wanted: WantedTickets;
}

/** Of one booking. Each is kept, with its events. */
const MAX_CHANGES = 40;

/** Works out what changes would make of bookings, and holds the seats for them. */
export class QuoteMaker {
  readonly #deps: QuoteMakerDeps;

  constructor(deps: QuoteMakerDeps) {
    this.#deps = deps;
  }

  /** Resolves with the quote's id. Its seats are held by its lock; they are free again where it can't be made. */
  async make(asked: AskedQuote): Promise<string> {
    const { database, holder, shows } = this.#deps;
    const { principal, address, booking, wanted } = asked;
    const show = (await shows.getShow(booking.showId))!;
    const isOrganiser = can(principal, 'show.changeBookings', show);
    // Before anything is held for it.
    const { returned, exchanged } = await this.#endingTickets(database, booking, { show, isOrganiser, wanted });
    const own = new Set([...returned, ...exchanged].map(({ seatId }) => seatId));
    const seats = wantedSeats(show, await shows.planOf(show), wanted.exchange)
      .map((seat, index) => ({ ...seat, index }))
      .filter(({ seatId }) => !own.has(seatId));
    await holder.release(principal, await findOpenLock(database, booking.id));
    const lock = await holder.hold({ principal, address, show, isOrganiser, seats });
    try {
      return await byPresentShow(() => this.#write(asked, isOrganiser, lock));
    } catch (error) {
      await holder.release(principal, lock?.id ?? null);
      throw error;
    }
  }

  /** Of a change that may be made now. Throws what `assertMayChange` and `endingTickets` throw. */
  async #endingTickets(
    tx: Querier,
    booking: Booking,
    { show, isOrganiser, wanted }: { show: Show; isOrganiser: boolean; wanted: WantedTickets },
  ): Promise<ReturnType<typeof endingTickets>> {
    const [returns, exchanges] = [wanted.cancelTicketIds.length > 0, wanted.exchange.length > 0];
    assertMayChange(booking, show, { now: await readClock(tx), isOrganiser, returns, exchanges });
    const tickets = (await listTicketsOf(tx, [booking.id])).get(booking.id) ?? [];
    return endingTickets(tickets, wanted);
  }

  async #write(asked: AskedQuote, isOrganiser: boolean, lock: SeatLock | null): Promise<string> {
    const { database, shows } = this.#deps;
    const show = (await shows.getShow(asked.booking.showId))!;
    const plan = await shows.planOf(show);
    const isPresent = lock === null || pricedLock(show, plan, lock) !== null;
    if (!isPresent) {
      // Prices do not change while seats are held: this node has read the show before they did.
      shows.forget(show.id);
      throw new StaleShowError();
    }
    const id = newId('quote');
    const seats = pricedSeats(show, plan, wantedSeats(show, plan, asked.wanted.exchange));
    await database.transaction((tx) => this.#writeIn(tx, { id, asked, isOrganiser, show, seats, lock }));
    return id;
  }

  async #writeIn(
    tx: Querier,
    {
      id,
      asked: { principal, booking: known, wanted },
      isOrganiser,
      show,
      seats,
      lock,
    }: {
      id: string;
      asked: AskedQuote;
      isOrganiser: boolean;
      show: Show;
      seats: ReturnType<typeof pricedSeats>;
      lock: SeatLock | null;
    },
  ): Promise<void> {
    const { bookings, locks, refunds, quoteTtl_ms } = this.#deps;
    const booking = found(await lockBooking(tx, known.id));
    const { returned, exchanged } = await this.#endingTickets(tx, booking, { show, isOrganiser, wanted });
    const { terms, refund } = termsOf({
      content: await readBookedContent(tx, booking.id),
      returned,
      exchanged: exchanged.map((ticket, index) => ({ ticket, seat: seats[index]! })),
      code: (await locks.readLock(booking.lockId))?.code ?? null,
      rules: show.changeRules,
      isCharged: !isOrganiser,
      locale: bookings.localeOf(booking),
    });
    const number = await countApplied(tx, booking.id);
    if (number >= MAX_CHANGES) throw new LimitExceededError('The booking was changed too often.', MAX_CHANGES);
    if (refund > 0) await refunds.assertRefundable(tx, booking, refund);
    const of = { id, bookingId: booking.id, showId: show.id, actorId: principal.id, number };
    const lockedSeatIds = lock?.seatIds ?? [];
    const money = { refund: Math.max(refund, 0), charge: Math.max(-refund, 0) };
    await insertQuote(tx, {
      ...of,
      ...money,
      terms: { ...terms, lockedSeatIds },
      lockId: lock?.id ?? null,
      ttl_ms: quoteTtl_ms,
    });
  }
}
