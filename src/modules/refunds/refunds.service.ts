import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId, newId } from '../../platform/ids.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { InvalidInputError, LimitExceededError } from '../../shared/errors.ts';
import type { IdPage } from '../../shared/id-page.ts';
import type { Principal } from '../../shared/principal.ts';
import { reasonIssues } from '../../shared/text/reason.ts';
import { lockBooking } from '../bookings/booking.ts';
import { bookingNotFound, found } from '../bookings/booking-access.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { assertCan } from '../identity/rights.ts';
import type { Show } from '../shows/shows.service.ts';
import {
  countRefundsOfShow,
  findRefund,
  findRefundsOf,
  findRefundsOfShow,
  findSumsOf,
  type PaidSums,
  type Refund,
  type RefundsOfShow,
} from './refund.ts';
import { refundNotFound, withLockedRefund } from './refund-outcomes.ts';
import { refundShares, sumOfRefundable, undisputedFirst } from './refund-shares.ts';
import { insertRefund, lockRefundable, tryAgain } from './refund-writer.ts';
import { RefundNotPossibleError } from './refunds.errors.ts';

export interface RefundBookingInput {
  bookingId: string;
  /** Minor units of the booking's currency. */
  amount: number;
  reason?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}

export interface RetryRefundInput {
  refundId: string;
  idempotencyKey?: string | null | undefined;
}

/** What was asked for: the first refund, and the ids of all that it takes, one for each payment. */
export type RequestedRefund = Refund & { requestedIds: readonly string[] };

/** Which of a show's refunds. */
export type SomeRefunds = Omit<RefundsOfShow, 'showId'>;

export interface RefundsService {
  /**
   * Gives a part of what was paid for the booking back, or all of it; the booking stays as it is, and its tickets are good. For the
   * organiser of its show. Resolves with the refund, PENDING; where it takes more than one payment, the first of them, with the ids of all. Throws InvalidInputError, NotFoundError, RefundNotPossibleError (more than
   * is left), LimitExceededError, IdempotencyConflictError, ServiceUnavailableError.
   */
  refundBooking(principal: Principal, input: RefundBookingInput, address?: string | null): Promise<RequestedRefund>;
  /**
   * Has a refund that FAILED tried again; one that did not stays as it is. For the organiser of its show. Throws NotFoundError,
   * RefundNotPossibleError (its money was given back otherwise meanwhile), ….
   */
  retryRefund(principal: Principal, input: RetryRefundInput, address?: string | null): Promise<Refund>;
  /** The refund, for those who may see its booking; null for anyone else. */
  getRefund(principal: Principal | null, refundId: string): Promise<Refund | null>;
  /** The booking's refunds, the first asked for first. The caller has seen to the rights. */
  refundsOf(bookingId: string): Promise<Refund[]>;
  /** What was paid for the booking, and what of it went back. The caller has seen to the rights. */
  sumsOf(bookingId: string): Promise<PaidSums>;
  /** A page of the show's refunds. For its organiser. */
  listOfShow(principal: Principal, show: Show, some: SomeRefunds, page: IdPage): Promise<Refund[]>;
  /** How many there are of them, counted up to `max + 1`. For the show's organiser. */
  countOfShow(principal: Principal, show: Show, some: SomeRefunds, max: number): Promise<number>;
}

export interface RefundsServiceDeps {
  database: Database;
  bookings: BookingsService;
  idempotency: Idempotency;
  /** Called after a commit that left money to be given back. */
  wake: () => void;
}

/** Of one booking. Each is kept, with its events. */
const MAX_REFUNDS = 50;

export function createRefundsService(deps: RefundsServiceDeps): RefundsService {
  return new Refunds(deps);
}

class Refunds implements RefundsService {
  readonly #deps: RefundsServiceDeps;
  readonly #lookUpRefunds: (bookingId: string) => Promise<Refund[] | undefined>;
  readonly #lookUpSums: (bookingId: string) => Promise<PaidSums | undefined>;

  constructor(deps: RefundsServiceDeps) {
    this.#deps = deps;
    const ofBookings = { nameOf: (bookingId: string) => bookingId, maxKeys: 1_000 };
    this.#lookUpRefunds = createSharedLookup<string, Refund[]>({
      ...ofBookings,
      readAll: (bookingIds) => findRefundsOf(deps.database, bookingIds),
    });
    this.#lookUpSums = createSharedLookup<string, PaidSums>({
      ...ofBookings,
      readAll: (bookingIds) => findSumsOf(deps.database, bookingIds),
    });
  }

  async refundBooking(
    principal: Principal,
    input: RefundBookingInput,
    address: string | null = null,
  ): Promise<RequestedRefund> {
    const issues = reasonIssues(input.reason);
    if (issues.length > 0) throw new InvalidInputError(issues);
    const { bookings, database, idempotency, wake } = this.#deps;
    found(await bookings.getFreshBooking(principal, input.bookingId, 'booking.refund'));
    const { refundId, refundIds = [refundId] } = await idempotency.once(
      {
        principal,
        address,
        operation: 'refundBooking',
        key: input.idempotencyKey,
        input,
        newSubjectId: () => newId('refund'),
      },
      // What a former version kept has no list.
      async (subjectId): Promise<{ refundId: string; refundIds?: string[] }> => ({
        refundId: subjectId,
        refundIds: await database.transaction((tx) => request(tx, subjectId, input)),
      }),
    );
    wake();
    const refund = await findRefund(database, refundId);
    if (!refund) throw bookingNotFound();
    return { ...refund, requestedIds: refundIds };
  }

  async retryRefund(principal: Principal, input: RetryRefundInput, address: string | null = null): Promise<Refund> {
    const { bookings, database, idempotency, wake } = this.#deps;
    const { refundId } = input;
    const known = isId('refund', refundId) ? await findRefund(database, refundId) : null;
    const booking = known && (await bookings.getFreshBooking(principal, known.bookingId, 'booking.refund'));
    if (!booking) throw refundNotFound();
    await idempotency.once(
      {
        principal,
        address,
        operation: 'retryRefund',
        key: input.idempotencyKey,
        input,
        newSubjectId: () => refundId,
      },
      async () => {
        await this.#tryAgain(refundId);
        return {};
      },
    );
    wake();
    const refund = await findRefund(database, refundId);
    if (!refund) throw refundNotFound();
    return refund;
  }

  async getRefund(principal: Principal | null, refundId: string): Promise<Refund | null> {
    if (!isId('refund', refundId)) return null;
    const { database, bookings } = this.#deps;
    const refund = await findRefund(database, refundId);
    return refund && (await bookings.getBooking(principal, refund.bookingId)) ? refund : null;
  }

  async refundsOf(bookingId: string): Promise<Refund[]> {
    return (await this.#lookUpRefunds(bookingId)) ?? [];
  }

  async sumsOf(bookingId: string): Promise<PaidSums> {
    return (await this.#lookUpSums(bookingId)) ?? { paid: 0, refunded: 0, lostDisputes: 0 };
  }

  async listOfShow(principal: Principal, show: Show, some: SomeRefunds, page: IdPage): Promise<Refund[]> {
    assertCan(principal, 'show.report', show);
    return await findRefundsOfShow(this.#deps.database, { showId: show.id, ...some }, page);
  }

  async countOfShow(principal: Principal, show: Show, some: SomeRefunds, max: number): Promise<number> {
    assertCan(principal, 'show.report', show);
    return await countRefundsOfShow(this.#deps.database, { showId: show.id, ...some }, max);
  }

  async #tryAgain(refundId: string): Promise<void> {
    const { database } = this.#deps;
    await withLockedRefund(database, refundId, async (tx, { refund, payment, booking }) => {
      if (refund.status !== 'FAILED') return;
      const left = Math.max(0, payment.amount - payment.refunding - payment.lost);
      if (refund.amount > left) throw new RefundNotPossibleError(left, refund.currency);
      await tryAgain(tx, refund, { showId: booking.showId, provider: payment.provider });
    });
  }
}

/** In the transaction that locks the booking: nobody else asks for its money meanwhile. Resolves with the ids of the refunds. */
async function request(
  tx: Querier,
  refundId: string,
  { bookingId, amount, reason }: RefundBookingInput,
): Promise<string[]> {
  const booking = found(await lockBooking(tx, bookingId));
  const earlier = (await findRefundsOf(tx, [bookingId])).get(bookingId) ?? [];
  // An earlier try of the same request may have got this far: what is asked for together is so at one moment.
  const first = earlier.find(({ id }) => id === refundId);
  if (first) return earlier.filter((one) => Number(one.createdAt) === Number(first.createdAt)).map(({ id }) => id);
  const left = undisputedFirst(await lockRefundable(tx, bookingId));
  const refundable = sumOfRefundable(left);
  if (amount > refundable) throw new RefundNotPossibleError(refundable, booking.currency);
  const shares = refundShares(amount, left);
  if (earlier.length + shares.length > MAX_REFUNDS)
    throw new LimitExceededError('The booking has too many refunds.', MAX_REFUNDS);
  const ids = shares.map((_share, index) => (index === 0 ? refundId : newId('refund')));
  for (const [index, share] of shares.entries()) {
    const { paymentId, provider, isSurplus } = share.payment;
    await insertRefund(tx, {
      id: ids[index]!,
      bookingId,
      showId: booking.showId,
      amount: share.amount,
      currency: booking.currency,
      payment: { id: paymentId, provider },
      reason: reason ?? null,
      isSurplus,
      ticketIds: [],
    });
  }
  return ids;
}
