import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId } from '../../platform/ids.ts';
import { readClock } from '../../platform/postgres/clock.ts';
import { type Database, type Querier, violatedUniqueConstraint } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { InvalidInputError, NotFoundError, ServiceUnavailableError } from '../../shared/errors.ts';
import type { IdPage } from '../../shared/id-page.ts';
import type { Principal } from '../../shared/principal.ts';
import { preferredLocale } from '../../shared/text/language.ts';
import { reasonIssues } from '../../shared/text/reason.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { type ActionOn, can, canWithShow, type PurchaseResource } from '../identity/rights.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import { LockNotActiveError } from '../locks/locks.errors.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import { tierOf } from '../shows/prices.ts';
import type { SalesTimes } from '../shows/sales.ts';
import { ShowNotOnSaleError } from '../shows/shows.errors.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import {
  findTicket,
  insertTickets,
  listTicketsOf,
  newTickets,
  type TicketRecord,
  voidTickets,
} from '../tickets/tickets.ts';
import { type Booking, countBookingsOf, findBookings, findBookingsOf, lockBooking } from './booking.ts';
import type { BookingCache } from './booking-cache.ts';
import { type BookingRecord, type Customer, changeStatus, newBookingId, recordBooking } from './booking-record.ts';
import { BookingNotCancellableError } from './bookings.errors.ts';
import { type CustomerInput, parseCustomer } from './customer.ts';

const READ_SALES_TIMES = readStatement(new URL('./sql/read-sales-times.sql', import.meta.url));

export interface CreateBookingInput {
  lockId: string;
  customer: CustomerInput;
  idempotencyKey?: string | null | undefined;
}

export interface CancelBookingInput {
  bookingId: string;
  reason?: string | null | undefined;
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
   * LockNotActiveError, ShowNotOnSaleError (the show is cancelled), LimitExceededError (too many from that network address),
   * IdempotencyConflictError, ServiceUnavailableError.
   */
  createBooking(principal: Principal, input: CreateBookingInput, origin?: BookingOrigin): Promise<Booking>;
  /**
   * Cancels a booking that waits for payment or is confirmed; money paid goes back. By its owner until the show begins, by
   * the show's organiser at any time. One that is cancelled stays cancelled. Throws NotFoundError, BookingNotCancellableError, ….
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
  /** The booking's tickets, voided ones included. The caller has seen to the rights. */
  ticketsOf(bookingId: string): Promise<TicketRecord[]>;
}

/** How the money of a cancelled booking goes back: the payments see to it. */
export interface RefundRequests {
  /** In the transaction that ends a confirmed booking. */
  request(tx: Querier, bookingId: string): Promise<void>;
  /** Called after a commit that may have left money to be given back. */
  wake(): void;
}

export interface BookingsServiceDeps {
  database: Database;
  cache: BookingCache;
  locks: LocksService;
  shows: ShowsService;
  idempotency: Idempotency;
  limits: Pick<CallerLimits, 'admitBooking' | 'paidBookingCancelled'>;
  /** Of customers whose locale nothing tells. */
  defaultLocale: string;
  refunds: RefundRequests;
}

const MAX_TRIES = 5;

export function createBookingsService(deps: BookingsServiceDeps): BookingsService {
  const { database, cache, locks, shows, idempotency, limits, defaultLocale, refunds } = deps;
  const lookUpBooking = createSharedLookup<string, Booking>({
    nameOf: (bookingId) => bookingId,
    readAll: (bookingIds) => findBookings(database, bookingIds),
    maxKeys: 200,
  });
  const lookUpTickets = createSharedLookup<string, TicketRecord[]>({
    nameOf: (bookingId) => bookingId,
    readAll: (bookingIds) => listTicketsOf(database, bookingIds),
    maxKeys: 200,
  });

  /** Books the lock with the seats that it has; when updates of it are faster, those that it has by then. */
  async function book(lock: SeatLock, customer: Customer, bookingId: string): Promise<void> {
    let latest = lock;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      if (await recordOnce(await bookingOf(latest, customer, bookingId))) return;
      latest = (await locks.readLock(lock.id))!;
      // An earlier try of the same request may have got this far.
      if (latest.bookingId === bookingId) return;
      if (latest.status !== 'ACTIVE') throw new LockNotActiveError(latest.status);
      if (latest.remaining_ms <= 0) throw new LockNotActiveError('EXPIRED');
    }
    throw new ServiceUnavailableError('The lock is being changed by another request.', 1);
  }

  async function pricedSeats(show: Show, seatIds: readonly string[]): Promise<BookingRecord['seats']> {
    const plan = await shows.planOf(show);
    return seatIds.map((seatId) => {
      const tier = tierOf(show, plan.seatById.get(seatId)!);
      return { seatId, tierId: tier.id, price: tier.price.amount };
    });
  }

  async function bookingOf(lock: SeatLock, customer: Customer, bookingId: string): Promise<BookingRecord> {
    let show = (await shows.getShow(lock.showId))!;
    // Where it was cancelled within this very second, it is refused where it is paid, or confirmed.
    if (show.status === 'CANCELLED') throw new ShowNotOnSaleError(show);
    let seats = await pricedSeats(show, lock.seatIds);
    if (seats.reduce((sum, { price }) => sum + price, 0) !== lock.total) {
      // Prices don't change while seats are held: this node has read the show before they did.
      shows.forget(lock.showId);
      show = (await shows.getShow(lock.showId))!;
      seats = await pricedSeats(show, lock.seatIds);
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

  async function recordOnce(booking: BookingRecord): Promise<boolean> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      try {
        if (booking.total > 0) return await recordBooking(database, booking);
        return await database.transaction((tx) => recordFreeBooking(tx, booking));
      } catch (error) {
        // Another booking has the same reference, by chance: draw again.
        if (violatedUniqueConstraint(error) !== 'bookings_reference_key') throw error;
      }
    }
    throw new ServiceUnavailableError('Every reference that was drawn is taken.', 1);
  }

  /** There is nothing to pay: it is confirmed in the transaction that makes it. */
  async function recordFreeBooking(tx: Querier, booking: BookingRecord): Promise<boolean> {
    if (!(await recordBooking(tx, booking))) return false;
    await assertNotCancelled(tx, booking.showId);
    const made = found(await lockBooking(tx, booking.bookingId));
    await changeStatus(tx, cache, made, { to: 'CONFIRMED' });
    await insertTickets(tx, booking.bookingId, newTickets(booking.seats.map(({ seatId }) => seatId)));
    return true;
  }

  async function findFresh(bookingId: string): Promise<Booking | null> {
    return (await lookUpBooking(bookingId)) ?? null;
  }

  async function load(bookingId: string): Promise<Booking | null> {
    const cached = await cache.get(bookingId);
    if (cached) return cached;
    const booking = await findFresh(bookingId);
    if (booking) await cache.put(booking);
    return booking;
  }

  async function cancel(calling: Calling, { bookingId, reason }: CancelBookingInput): Promise<void> {
    const { principal } = calling;
    const known = found(await bookingFor(principal, 'booking.cancel', await load(bookingId)));
    const show = (await shows.getShow(known.showId))!;
    const wasPaid = await database.transaction(async (tx) => {
      const booking = found(await lockBooking(tx, bookingId));
      if (booking.status === 'CANCELLED' || booking.status === 'REFUNDED') return false;
      if (booking.status === 'EXPIRED') throw new BookingNotCancellableError(booking.status);
      if (!can(principal, 'show.cancelBookings', show) && show.startsAt <= (await readClock(tx))) {
        throw new BookingNotCancellableError(booking.status, 'The show has begun.');
      }
      await changeStatus(tx, cache, booking, { to: 'CANCELLED', reason: reason ?? null });
      if (booking.status !== 'CONFIRMED') return false;
      await voidTickets(tx, bookingId);
      await refunds.request(tx, bookingId);
      return true;
    });
    if (wasPaid) await limits.paidBookingCancelled(calling);
    refunds.wake();
  }

  /** The booking, where the caller may do that to it. */
  async function bookingFor(
    principal: Principal | null,
    action: ActionOn<PurchaseResource>,
    booking: Booking | null,
  ): Promise<Booking | null> {
    if (!booking) return null;
    const organiserOf = async () => (await shows.getShow(booking.showId))?.organiserId ?? null;
    return (await canWithShow(principal, action, { ownerId: booking.ownerId, organiserOf })) ? booking : null;
  }

  async function getBooking(principal: Principal | null, bookingId: string): Promise<Booking | null> {
    return principal && isId('booking', bookingId)
      ? bookingFor(principal, 'booking.read', await load(bookingId))
      : null;
  }

  return {
    getBooking,
    async getFreshBooking(principal, bookingId, action = 'booking.read') {
      return principal && isId('booking', bookingId) ? bookingFor(principal, action, await findFresh(bookingId)) : null;
    },
    readBooking: findFresh,
    localeOf: ({ locale }) => locale ?? defaultLocale,
    async createBooking(principal, input, { address = null, acceptLanguage } = {}) {
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
          if (lock.status !== 'ACTIVE' && lock.bookingId !== subjectId) throw new LockNotActiveError(lock.status);
          // One that is there already was counted when it was made.
          if (lock.bookingId === null) await limits.admitBooking({ principal, address });
          await book(lock, parsed.customer, subjectId);
          return { bookingId: subjectId };
        },
      );
      return found(await load(bookingId));
    },
    async cancelBooking(principal, input, address = null) {
      const issues = reasonIssues(input.reason);
      if (issues.length > 0) throw new InvalidInputError(issues);
      // Before it is written down along with the caller's idempotency key.
      if (!isId('booking', input.bookingId)) throw bookingNotFound();
      await idempotency.once(
        {
          principal,
          address,
          operation: 'cancelBooking',
          key: input.idempotencyKey,
          input,
          newSubjectId: () => input.bookingId,
        },
        async () => {
          await cancel({ principal, address }, input);
          return {};
        },
      );
      return found(await getBooking(principal, input.bookingId));
    },
    async listBookings(principal, page) {
      return await findBookingsOf(database, principal.id, page);
    },
    countBookings: (principal, max) => countBookingsOf(database, principal.id, max),
    async getTicket(principal, ticketId) {
      const ticket = isId('ticket', ticketId) ? await findTicket(database, ticketId) : null;
      return ticket && (await getBooking(principal, ticket.bookingId)) ? ticket : null;
    },
    async ticketsOf(bookingId) {
      return (await lookUpTickets(bookingId)) ?? [];
    },
  };
}

/** By the show as it is now: no ticket is given out for one that does not take place. */
async function assertNotCancelled(tx: Querier, showId: string): Promise<void> {
  const [show] = await tx.query<SalesTimes>(READ_SALES_TIMES, [showId]);
  if (show?.status === 'CANCELLED') throw new ShowNotOnSaleError(show);
}

function lockNotFound(): NotFoundError {
  return new NotFoundError('Seat lock', 'input.lockId');
}

/** The cache may know a booking for longer than a PostgreSQL that has lost it. */
function found(booking: Booking | null): Booking {
  if (!booking) throw bookingNotFound();
  return booking;
}

function bookingNotFound(): NotFoundError {
  return new NotFoundError('Booking', 'input.bookingId');
}
