import { isId, newId } from '../../platform/ids.ts';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import type { Principal } from '../../shared/principal.ts';
import { type Booking, lockBooking } from '../bookings/booking.ts';
import { found } from '../bookings/booking-access.ts';
import { BookingNotPayableError } from '../bookings/bookings.errors.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import type { RefundRequests } from '../bookings/refund-requests.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { can } from '../identity/rights.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import type { PaidDoorMethod } from '../payments/door-payment.ts';
import type { PaymentTaker, StartedPayment } from '../payments/payment-taker.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import type { BuyerCancellations, CancellationTerms } from './buyer-cancellations.ts';
import { assertMayChange } from './change-rights.ts';
import { asItWas, quoteNotFound } from './paid-quotes.ts';
import { findQuote, type Quote } from './quote.ts';
import type { QuoteApplier } from './quote-applier.ts';
import type { QuoteMaker } from './quote-maker.ts';
import type { ChangePaymentInput, QuotePayer } from './quote-payer.ts';
import type { TicketExchangeInput } from './wanted-tickets.ts';

export interface QuoteBookingChangeInput {
  bookingId: string;
  /** Tickets that are given back. */
  cancelTicketIds?: readonly string[] | null | undefined;
  /** Tickets that others take the place of. */
  exchange?: readonly TicketExchangeInput[] | null | undefined;
}

export interface ApplyBookingChangeInput extends ChangePaymentInput {
  quoteId: string;
  idempotencyKey?: string | null | undefined;
}

export interface StartChangePaymentInput {
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
   * Does what a quote says, all of it or nothing; once: one that is applied stays so. What it costs more is charged first, and goes back where
   * the quote is not good any more when it has come. Resolves with the booking, as it was where the provider has not decided yet: then the
   * change is made when the money has come. Throws NotFoundError, QuoteNotUsableError, BookingNotChangeableError, RefundNotPossibleError,
   * InvalidInputError (nothing tells how it is paid), PaymentDeclinedError (the quote stays as it is), PaymentInProgressError,
   * LimitExceededError, IdempotencyConflictError, ServiceUnavailableError.
   */
  apply(principal: Principal, input: ApplyBookingChangeInput, address?: string | null): Promise<Booking>;
  /**
   * Opens a session of the provider's form for what a quote costs more, or the one again that is open: the change is made when the money has
   * come. Throws what `apply` throws, and BookingNotPayableError.
   */
  startPayment(principal: Principal, input: StartChangePaymentInput, address?: string | null): Promise<StartedPayment>;
  /** What it would come to if the caller cancelled the booking now; null: it can't be cancelled, or not by them. The caller may read it. */
  cancellationTermsOf(principal: Principal, booking: Booking): Promise<CancellationTerms | null>;
  /** The quote, for those who may see its booking; null for anyone else. */
  getQuote(principal: Principal | null, quoteId: string): Promise<Quote | null>;
}

export interface ChangesServiceDeps {
  database: Database;
  bookings: Pick<BookingsService, 'getBooking' | 'getFreshBooking'>;
  maker: QuoteMaker;
  applier: QuoteApplier;
  payer: QuotePayer;
  cancellations: Pick<BuyerCancellations, 'termsFor'>;
  shows: Pick<ShowsService, 'getShow'>;
  taker: PaymentTaker;
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
    const { bookings, idempotency, payer, refunds } = this.#deps;
    const quote = await this.#quoteFor(principal, input.quoteId);
    await this.#assertInTime(principal, quote);
    await payer.assertPayable(principal, quote, input);
    await idempotency.once(
      {
        principal,
        address,
        operation: 'applyBookingChange',
        key: input.idempotencyKey,
        input,
        newSubjectId: () => (quote.charge === 0 ? quote.id : newId('payment')),
      },
      async (subjectId) => {
        const { paymentToken: token, method } = input;
        if (quote.charge > 0 && token != null) {
          await payer.payByToken({ principal, address }, quote, { paymentId: subjectId, token });
        } else {
          await this.#applyNow(quote, method ? { paymentId: subjectId, method } : null);
        }
        return {};
      },
    );
    refunds.wake();
    return found(await bookings.getFreshBooking(principal, quote.bookingId));
  }

  async startPayment(
    principal: Principal,
    input: StartChangePaymentInput,
    address: string | null = null,
  ): Promise<StartedPayment> {
    const { bookings, idempotency, taker } = this.#deps;
    const quote = await this.#quoteFor(principal, input.quoteId);
    await this.#assertInTime(principal, quote);
    const { id: quoteId, bookingId } = quote;
    const { paymentId } = await idempotency.once(
      {
        principal,
        address,
        operation: 'startChangePayment',
        key: input.idempotencyKey,
        input,
        newSubjectId: () => newId('payment'),
      },
      // Not the secret of the session, as of a booking's.
      async (subjectId) => ({
        paymentId: await taker.start({ principal, address }, { bookingId, quoteId, paymentId: subjectId }),
      }),
    );
    const started = await taker.openSession(paymentId);
    if (started) return started;
    const { status } = found(await bookings.getFreshBooking(principal, bookingId));
    throw new BookingNotPayableError(status, 'This change was paid.');
  }

  async cancellationTermsOf(principal: Principal, booking: Booking): Promise<CancellationTerms | null> {
    const { cancellations, shows } = this.#deps;
    return await cancellations.termsFor(principal, booking, (await shows.getShow(booking.showId))!);
  }

  /** For those who may change its booking. Throws NotFoundError. */
  async #quoteFor(principal: Principal, quoteId: string): Promise<Quote> {
    const { bookings, database } = this.#deps;
    const quote = isId('quote', quoteId) ? await findQuote(database, quoteId) : null;
    const allowed = quote && (await bookings.getFreshBooking(principal, quote.bookingId, 'booking.change'));
    return allowed ? quote : quoteNotFound();
  }

  /**
   * A buyer's quote may outlive the time until which they may change their bookings; what the organiser has worked out is good for them
   * as long as it lasts. Throws BookingNotChangeableError.
   */
  async #assertInTime(principal: Principal, { bookingId, actorId, appliedAt, terms }: Quote): Promise<void> {
    const { bookings, database, shows } = this.#deps;
    if (appliedAt) return;
    const { status, showId } = found(await bookings.getFreshBooking(principal, bookingId));
    const show = (await shows.getShow(showId))!;
    // One that is not confirmed any more is refused as what it has become.
    if (status !== 'CONFIRMED' || show.status === 'CANCELLED') return;
    if (actorId === show.organiserId || can(principal, 'show.changeBookings', show)) return;
    const [returns, exchanges] = [terms.ticketIds.length > terms.added.length, terms.added.length > 0];
    assertMayChange({ status }, show, { now: await readClock(database), isOrganiser: false, returns, exchanges });
  }

  async #applyNow(quote: Quote, paid: { paymentId: string; method: PaidDoorMethod } | null): Promise<void> {
    const { database, seatMap } = this.#deps;
    const changes = await database.transaction((tx) => this.#apply(tx, quote, paid));
    for (const change of changes) await seatMap.apply(change);
  }

  /** Resolves with the changes of the map; none where it was applied before. */
  async #apply(
    tx: Querier,
    { id: quoteId, bookingId }: Quote,
    paid: { paymentId: string; method: PaidDoorMethod } | null,
  ): Promise<MapEvent[]> {
    const { applier, payer } = this.#deps;
    const booking = found(await lockBooking(tx, bookingId));
    const known = await findQuote(tx, quoteId);
    if (known?.appliedAt) return [];
    const quote = await asItWas(tx, booking, known);
    if (quote.charge > 0) await payer.payAtDoor(tx, quote, paid!);
    return await applier.apply(tx, booking, quote);
  }

  async getQuote(principal: Principal | null, quoteId: string): Promise<Quote | null> {
    const { bookings, database } = this.#deps;
    const quote = isId('quote', quoteId) ? await findQuote(database, quoteId) : null;
    return quote && (await bookings.getBooking(principal, quote.bookingId)) ? quote : null;
  }
}
