import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import type { IdPage } from '../../shared/id-page.ts';
import type { Principal } from '../../shared/principal.ts';
import { preferredLocale } from '../../shared/text/language.ts';
import { reasonIssues } from '../../shared/text/reason.ts';
import type { AllotmentAccess } from '../allotments/allotment-access.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import type { ActionOn, PurchaseResource } from '../identity/rights.ts';
import type { CallerLimits } from '../limits/caller-limits.ts';
import { LockNotActiveError } from '../locks/locks.errors.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import type { PriceLine } from '../pricing/price-lines.ts';
import { ShowNotOnSaleError } from '../shows/shows.errors.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { findTicket, listTicketsOf, type TicketRecord } from '../tickets/tickets.ts';
import { type Booking, countBookingsOf, findBookingsOf } from './booking.ts';
import { BookingAccess, bookingNotFound, found } from './booking-access.ts';
import type { BookingCache } from './booking-cache.ts';
import { BookingCanceller } from './booking-canceller.ts';
import { findLinesOf } from './booking-lines.ts';
import { BookingMaker, type DoorTerms } from './booking-maker.ts';
import { type Customer, newBookingId } from './booking-record.ts';
import type { CancellationRules } from './cancellation-rules.ts';
import { type CustomerInput, parseCustomer } from './customer.ts';
import type { RefundRequests } from './refund-requests.ts';

export interface CreateBookingInput {
  lockId: string;
  customer: CustomerInput;
  idempotencyKey?: string | null | undefined;
}

export interface CancelBookingInput {
  bookingId: string;
  reason?: string | null | undefined;
  /** Minor units: where less would go back, nothing is cancelled. */
  minimumRefund?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}

/** What is known of the request that books. */
export interface BookingOrigin {
  address?: string | null | undefined;
  /** Its `Accept-Language`: how customers are written to who name no locale. */
  acceptLanguage?: string | null | undefined;
}

export interface BookingsService {
  /**
   * Books the seats of the caller's running lock; they stay held until the lock's deadline, the time to pay. Where there
   * is nothing to pay the booking is CONFIRMED at once, with its tickets. Throws InvalidInputError, NotFoundError (lock),
   * LockNotActiveError, CodeNotApplicableError (the lock's promo code has run out or ended), ShowNotOnSaleError (the show is cancelled), LimitExceededError (too many from that network address),
   * IdempotencyConflictError, ServiceUnavailableError.
   */
  createBooking(principal: Principal, input: CreateBookingInput, origin?: BookingOrigin): Promise<Booking>;
  /**
   * Books a lock of the caller and has it paid at once: CONFIRMED, with its tickets, or nothing. One that is booked under that id already stays
   * so. The caller has seen to the rights. Throws LockNotActiveError, ShowNotOnSaleError (the show is cancelled), ServiceUnavailableError.
   */
  bookAtDoor(lock: SeatLock, sale: { bookingId: string; customer: Customer }, terms: DoorTerms): Promise<void>;
  /**
   * Cancels a booking that waits for payment or is confirmed; money paid goes back. By its owner as the rules of the show say, and until the
   * show begins; by the show's organiser at any time, and all of the money goes back then. One that is cancelled stays cancelled. Throws NotFoundError, BookingNotCancellableError, ….
   */
  cancelBooking(principal: Principal, input: CancelBookingInput, address?: string | null): Promise<Booking>;
  /** How the booking's customer is written to: BCP 47. */
  localeOf(booking: Booking): string;
  /** The booking, for its owner and the organiser of its show; null for anyone else. */
  getBooking(principal: Principal | null, bookingId: string): Promise<Booking | null>;
  /**
   * The same, past the cache: for those who were told that it has just changed, or who are about to do more with it than to
   * read it.
   */
  getFreshBooking(
    principal: Principal | null,
    bookingId: string,
    action?: ActionOn<PurchaseResource>,
  ): Promise<Booking | null>;
  /** The booking, past the cache, whoever's it is. The caller has seen to the rights. */
  readBooking(bookingId: string): Promise<Booking | null>;
  /** A page of the caller's bookings. */
  listBookings(principal: Principal, page: IdPage): Promise<Booking[]>;
  /** How many bookings the caller has, counted up to `max + 1`. */
  countBookings(principal: Principal, max: number): Promise<number>;
  /** The ticket, for those who may read its booking; null for anyone else. */
  getTicket(principal: Principal | null, ticketId: string): Promise<TicketRecord | null>;
  /** What the booking costs, line by line, as it was when it was made: its total is their sum. The caller has seen to the rights. */
  linesOf(bookingId: string): Promise<PriceLine[]>;
  /** The booking's tickets, voided ones included. The caller has seen to the rights. */
  ticketsOf(bookingId: string): Promise<TicketRecord[]>;
}

export interface BookingsServiceDeps {
  database: Database;
  cache: BookingCache;
  locks: LocksService;
  shows: ShowsService;
  idempotency: Idempotency;
  limits: Pick<CallerLimits, 'admitBooking' | 'paidBookingCancelled'>;
  allotments: Pick<AllotmentAccess, 'heldByCode'>;
  /** Of customers whose locale nothing tells. */
  defaultLocale: string;
  refunds: RefundRequests;
  rules: CancellationRules;
}

export function createBookingsService(deps: BookingsServiceDeps): BookingsService {
  return new Bookings(deps);
}

class Bookings implements BookingsService {
  readonly #deps: BookingsServiceDeps;
  readonly #access: BookingAccess;
  readonly #maker: BookingMaker;
  readonly #canceller: BookingCanceller;
  readonly #lookUpTickets: (bookingId: string) => Promise<TicketRecord[] | undefined>;
  readonly #lookUpLines: (bookingId: string) => Promise<PriceLine[] | undefined>;

  constructor(deps: BookingsServiceDeps) {
    this.#deps = deps;
    this.#access = new BookingAccess(deps);
    this.#maker = new BookingMaker(deps);
    this.#canceller = new BookingCanceller({ ...deps, access: this.#access });
    this.#lookUpTickets = createSharedLookup<string, TicketRecord[]>({
      nameOf: (bookingId) => bookingId,
      readAll: (bookingIds) => listTicketsOf(deps.database, bookingIds),
      maxKeys: 200,
    });
    this.#lookUpLines = createSharedLookup<string, PriceLine[]>({
      nameOf: (bookingId) => bookingId,
      readAll: (bookingIds) => findLinesOf(deps.database, bookingIds),
      maxKeys: 200,
    });
  }

  async createBooking(
    principal: Principal,
    input: CreateBookingInput,
    { address = null, acceptLanguage }: BookingOrigin = {},
  ): Promise<Booking> {
    const { defaultLocale, idempotency, limits, locks } = this.#deps;
    const locale = preferredLocale(acceptLanguage) ?? defaultLocale;
    const parsed = parseCustomer(input.customer, { path: 'input.customer', locale });
    if ('issues' in parsed) throw new InvalidInputError(parsed.issues);
    if (!isId('lock', input.lockId)) throw lockNotFound();
    const { bookingId } = await idempotency.once(
      {
        principal,
        address,
        operation: 'createBooking',
        key: input.idempotencyKey,
        input,
        newSubjectId: newBookingId,
      },
      async (subjectId) => {
        const lock = await locks.getOwnLock(principal, input.lockId);
        if (!lock) throw lockNotFound();
        if (lock.status !== 'ACTIVE' && lock.bookingId !== subjectId) throw await this.#whyNotBooked(lock);
        // One that is there already was counted when it was made.
        if (lock.bookingId === null) await limits.admitBooking({ principal, address });
        await this.#maker.book(lock, parsed.customer, subjectId);
        return { bookingId: subjectId };
      },
    );
    return found(await this.#access.read(bookingId));
  }

  async bookAtDoor(
    lock: SeatLock,
    { bookingId, customer }: { bookingId: string; customer: Customer },
    terms: DoorTerms,
  ): Promise<void> {
    if (lock.bookingId === bookingId) return;
    if (lock.status !== 'ACTIVE') throw await this.#whyNotBooked(lock);
    await this.#maker.book(lock, customer, bookingId, terms);
  }

  /** A lock that has ended with its show is refused for that. */
  async #whyNotBooked({ showId, status }: SeatLock): Promise<LockNotActiveError | ShowNotOnSaleError> {
    const show = status === 'RELEASED' ? await this.#deps.shows.getShow(showId) : null;
    return show?.status === 'CANCELLED' ? new ShowNotOnSaleError(show) : new LockNotActiveError(status);
  }

  async cancelBooking(
    principal: Principal,
    input: CancelBookingInput,
    address: string | null = null,
  ): Promise<Booking> {
    const issues = reasonIssues(input.reason);
    if (issues.length > 0) throw new InvalidInputError(issues);
    // Before it is written down along with the caller's idempotency key.
    if (!isId('booking', input.bookingId)) throw bookingNotFound();
    await this.#deps.idempotency.once(
      {
        principal,
        address,
        operation: 'cancelBooking',
        key: input.idempotencyKey,
        input,
        newSubjectId: () => input.bookingId,
      },
      async () => {
        await this.#canceller.cancel({ principal, address }, input);
        return {};
      },
    );
    return found(await this.getBooking(principal, input.bookingId));
  }

  localeOf({ locale }: Booking): string {
    return locale ?? this.#deps.defaultLocale;
  }

  getBooking(principal: Principal | null, bookingId: string): Promise<Booking | null> {
    return this.#access.get(principal, bookingId);
  }

  async getFreshBooking(
    principal: Principal | null,
    bookingId: string,
    action: ActionOn<PurchaseResource> = 'booking.read',
  ): Promise<Booking | null> {
    if (!principal || !isId('booking', bookingId)) return null;
    return await this.#access.bookingFor(principal, action, await this.#access.readFresh(bookingId));
  }

  readBooking(bookingId: string): Promise<Booking | null> {
    return this.#access.readFresh(bookingId);
  }

  listBookings(principal: Principal, page: IdPage): Promise<Booking[]> {
    return findBookingsOf(this.#deps.database, principal.id, page);
  }

  countBookings(principal: Principal, max: number): Promise<number> {
    return countBookingsOf(this.#deps.database, principal.id, max);
  }

  async getTicket(principal: Principal | null, ticketId: string): Promise<TicketRecord | null> {
    const ticket = isId('ticket', ticketId) ? await findTicket(this.#deps.database, ticketId) : null;
    return ticket && (await this.getBooking(principal, ticket.bookingId)) ? ticket : null;
  }

  async linesOf(bookingId: string): Promise<PriceLine[]> {
    return (await this.#lookUpLines(bookingId)) ?? [];
  }

  async ticketsOf(bookingId: string): Promise<TicketRecord[]> {
    return (await this.#lookUpTickets(bookingId)) ?? [];
  }
}

function lockNotFound(): NotFoundError {
  return new NotFoundError('Seat lock', 'input.lockId');
}
