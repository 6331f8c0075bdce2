import { isId } from '../../platform/ids.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { type Booking, lockBooking } from '../bookings/booking.ts';
import { found } from '../bookings/booking-access.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import type { RefundRequests } from '../bookings/refund-requests.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { QuoteNotUsableError } from './changes.errors.ts';
import { countApplied, findQuote, type Quote } from './quote.ts';
import type { QuoteApplier } from './quote-applier.ts';
import type { QuoteMaker } from './quote-maker.ts';
import type { TicketExchangeInput } from './wanted-tickets.ts';

export interface QuoteBookingChangeInput {
  bookingId: string;
  /** Tickets that are given back. */
  cancelTicketIds?: readonly string[] | null | undefined;
  /** Tickets that others take the place of. */
  exchange?: readonly TicketExchangeInput[] | null | undefined;
}

export interface ApplyBookingChangeInput {
  quoteId: string;
  idempotencyKey?: string | null | undefined;
}

export interface ChangesService {
  /**
   * Says what giving tickets of a booking back, and exchanging others, would make of it, and what would go back; changes nothing, and holds the new
   * seats. In place of the booking's former quote. By its owner as the show's rules allow, by the organiser of the show always, and free of
   * charge. Throws what lockSeats throws for the new seats, and InvalidInputError, NotFoundError, BookingNotChangeableError, RefundNotPossibleError
   * (too much has gone back before), LimitExceededError.
   */
  quote(principal: Principal, input: QuoteBookingChangeInput, address?: string | null): Promise<Quote>;
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
  bookings: Pick<BookingsService, 'getBooking' | 'getFreshBooking'>;
  maker: QuoteMaker;
  applier: QuoteApplier;
  refunds: Pick<RefundRequests, 'wake'>;
  seatMap: Pick<SeatMapService, 'apply'>;
  idempotency: Idempotency;
}

export function createChangesService(deps: ChangesServiceDeps): ChangesService {
  return new Changes(deps);
}

class Changes implements ChangesService {
  readonly #deps: ChangesServiceDeps;

  constructor(deps: ChangesServiceDeps) {
    this.#deps = deps;
  }

  async quote(
    principal: Principal,
    { bookingId, cancelTicketIds, exchange }: QuoteBookingChangeInput,
    address: string | null = null,
  ): Promise<Quote> {
    const { bookings, database, maker } = this.#deps;
    const booking = found(await bookings.getFreshBooking(principal, bookingId, 'booking.change'));
    const wanted = { cancelTicketIds: cancelTicketIds ?? [], exchange: exchange ?? [] };
    const id = await maker.make({ principal, address, booking, wanted });
    return (await findQuote(database, id)) ?? quoteNotFound();
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
        const changes = await database.transaction((tx) => this.#apply(tx, bookingId, quoteId));
        for (const change of changes) await seatMap.apply(change);
        return {};
      },
    );
    refunds.wake();
    return found(await bookings.getFreshBooking(principal, bookingId));
  }

  /** Resolves with the changes of the map; none where it was applied before. */
  async #apply(tx: Querier, bookingId: string, quoteId: string): Promise<MapEvent[]> {
    const booking = found(await lockBooking(tx, bookingId));
    const quote = (await findQuote(tx, quoteId)) ?? quoteNotFound();
    if (quote.appliedAt !== null) return [];
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
