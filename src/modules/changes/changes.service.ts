import { isId, newId } from '../../platform/ids.ts';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { LimitExceededError, NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { readBookedContent } from '../bookings/booked-tickets.ts';
import { type Booking, lockBooking } from '../bookings/booking.ts';
import { found } from '../bookings/booking-access.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import type { RefundRequests } from '../bookings/refund-requests.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { can } from '../identity/rights.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { listTicketsOf } from '../tickets/tickets.ts';
import { assertMayReturn, returnedTickets } from './change-rights.ts';
import { termsOf } from './change-terms.ts';
import { QuoteNotUsableError } from './changes.errors.ts';
import { countApplied, findQuote, insertQuote, type Quote } from './quote.ts';
import type { QuoteApplier } from './quote-applier.ts';

export interface QuoteBookingChangeInput {
  bookingId: string;
  /** Tickets that are given back. */
  cancelTicketIds: readonly string[];
}

export interface ApplyBookingChangeInput {
  quoteId: string;
  idempotencyKey?: string | null | undefined;
}

export interface ChangesService {
  /**
   * Says what giving tickets of a booking back would make of it, and what would go back; changes nothing. In place of the booking's former
   * quote. By its owner as the show's rules allow, by the organiser of the show always, and free of charge. Throws InvalidInputError, NotFoundError,
   * BookingNotChangeableError, RefundNotPossibleError (too much has gone back before), LimitExceededError.
   */
  quote(principal: Principal, input: QuoteBookingChangeInput): Promise<Quote>;
  /**
   * Does what a quote says, all of it or nothing; once: one that is applied stays so. Resolves with the booking. Throws NotFoundError,
   * QuoteNotUsableError, BookingNotChangeableError, RefundNotPossibleError, IdempotencyConflictError, ServiceUnavailableError.
   */
  apply(principal: Principal, input: ApplyBookingChangeInput, address?: string | null): Promise<Booking>;
  /** The quote, for those who may see its booking; null for anyone else. */
  getQuote(principal: Principal | null, quoteId: string): Promise<Quote | null>;
}

export interface ChangesServiceDeps {
  database: Database;
  bookings: Pick<BookingsService, 'getBooking' | 'getFreshBooking' | 'localeOf'>;
  shows: Pick<ShowsService, 'getShow'>;
  applier: QuoteApplier;
  refunds: Pick<RefundRequests, 'assertRefundable' | 'wake'>;
  seatMap: Pick<SeatMapService, 'apply'>;
  idempotency: Idempotency;
  /** For how long a quote is good. */
  quoteTtl_ms: number;
}

/** Of one booking. Each is kept, with its events. */
const MAX_CHANGES = 40;

export function createChangesService(deps: ChangesServiceDeps): ChangesService {
  return new Changes(deps);
}

class Changes implements ChangesService {
  readonly #deps: ChangesServiceDeps;

  constructor(deps: ChangesServiceDeps) {
    this.#deps = deps;
  }

  async quote(principal: Principal, input: QuoteBookingChangeInput): Promise<Quote> {
    const { bookings, database, shows } = this.#deps;
    const known = found(await bookings.getFreshBooking(principal, input.bookingId, 'booking.change'));
    const show = (await shows.getShow(known.showId))!;
    const id = newId('quote');
    await database.transaction((tx) => this.#quote(tx, { id, principal, show }, input));
    return (await findQuote(database, id)) ?? quoteNotFound();
  }

  async #quote(
    tx: Querier,
    { id, principal, show }: { id: string; principal: Principal; show: Show },
    { bookingId, cancelTicketIds }: QuoteBookingChangeInput,
  ): Promise<void> {
    const { bookings, refunds, quoteTtl_ms } = this.#deps;
    const booking = found(await lockBooking(tx, bookingId));
    const isOrganiser = can(principal, 'show.changeBookings', show);
    assertMayReturn(booking, show, { now: await readClock(tx), isOrganiser });
    const tickets = (await listTicketsOf(tx, [bookingId])).get(bookingId) ?? [];
    const { terms, refund } = termsOf({
      content: await readBookedContent(tx, bookingId),
      returned: returnedTickets(tickets, cancelTicketIds),
      rules: show.changeRules,
      isCharged: !isOrganiser,
      locale: bookings.localeOf(booking),
    });
    const number = await countApplied(tx, bookingId);
    if (number >= MAX_CHANGES) throw new LimitExceededError('The booking was changed too often.', MAX_CHANGES);
    if (refund > 0) await refunds.assertRefundable(tx, booking, refund);
    const of = { id, bookingId, showId: show.id, actorId: principal.id };
    await insertQuote(tx, { ...of, number, terms, refund, ttl_ms: quoteTtl_ms });
  }

  async apply(principal: Principal, input: ApplyBookingChangeInput, address: string | null = null): Promise<Booking> {
    const { bookings, database, idempotency, refunds, seatMap } = this.#deps;
    const { quoteId } = input;
    const known = isId('quote', quoteId) ? await findQuote(database, quoteId) : null;
    const allowed = known && (await bookings.getFreshBooking(principal, known.bookingId, 'booking.change'));
    if (!allowed) return quoteNotFound();
    const { bookingId } = known;
    await idempotency.once(
      {
        principal,
        address,
        operation: 'applyBookingChange',
        key: input.idempotencyKey,
        input,
        newSubjectId: () => quoteId,
      },
      async () => {
        const changed = await database.transaction((tx) => this.#apply(tx, bookingId, quoteId));
        if (changed) await seatMap.apply(changed);
        return {};
      },
    );
    refunds.wake();
    return found(await bookings.getFreshBooking(principal, bookingId));
  }

  /** Resolves with null where it was applied before. */
  async #apply(tx: Querier, bookingId: string, quoteId: string): Promise<MapEvent | null> {
    const booking = found(await lockBooking(tx, bookingId));
    const quote = (await findQuote(tx, quoteId)) ?? quoteNotFound();
    if (quote.appliedAt !== null) return null;
    const isAsItWas = booking.status === 'CONFIRMED' && quote.number === (await countApplied(tx, bookingId));
    if (!isAsItWas) throw new QuoteNotUsableError('OUTDATED');
    return await this.#deps.applier.apply(tx, booking, quote);
  }

  async getQuote(principal: Principal | null, quoteId: string): Promise<Quote | null> {
    const { bookings, database } = this.#deps;
    const quote = isId('quote', quoteId) ? await findQuote(database, quoteId) : null;
    return quote && (await bookings.getBooking(principal, quote.bookingId)) ? quote : null;
  }
}

function quoteNotFound(): never {
  throw new NotFoundError('Quote', 'input.quoteId');
}
