import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId, newId } from '../../platform/ids.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { type Booking, lockBooking } from '../bookings/booking.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import type { RefundRequests } from '../bookings/refund-requests.ts';
import { writeEvents } from '../events/write-events.ts';
import { assertCan } from '../identity/rights.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { findPayment, lockPayment } from './payment.ts';
import type { DisputeStatus, KnownDispute, PaymentProvider } from './payment-provider.ts';

/** The buyer has the bank contest a payment. */
export interface Dispute {
  id: string;
  paymentId: string;
  bookingId: string;
  /** Minor units. */
  amount: number;
  currency: string;
  /** In the provider's words. */
  reason: string;
  status: DisputeStatus;
  createdAt: Date;
}

/** What buyers have their banks contest: noted with their bookings, which stay as they are. What is lost is not refunded any more. */
export interface Disputes {
  /**
   * Looks the dispute up at the provider and writes down how it stands: again where it was written down meanwhile, as that may have been
   * newer than what the provider had answered here. Throws NotFoundError.
   */
  review(reference: string): Promise<void>;
  /** Of the booking, the oldest first; for the organiser of its show. Throws ForbiddenError. */
  disputesOf(principal: Principal, booking: Pick<Booking, 'id' | 'showId'>): Promise<Dispute[]>;
  /** The dispute, for the organiser of its show; null for anyone else. */
  getDispute(principal: Principal | null, disputeId: string): Promise<Dispute | null>;
}

export interface DisputesDeps {
  database: Database;
  provider: PaymentProvider;
  bookings: Pick<BookingsService, 'getFreshBooking'>;
  shows: Pick<ShowsService, 'getShow'>;
  refunds: Pick<RefundRequests, 'withhold'>;
  logger: Logger;
}

const FIND_DISPUTES_OF = readStatement(new URL('./sql/find-disputes-of.sql', import.meta.url));
const FIND_DISPUTE = readStatement(new URL('./sql/find-dispute.sql', import.meta.url));
const COUNT_REVIEWS = readStatement(new URL('./sql/count-dispute-reviews.sql', import.meta.url));
const COUNT_REVIEW = readStatement(new URL('./sql/count-dispute-review.sql', import.meta.url));
const NOTE_DISPUTE = readStatement(new URL('./sql/note-dispute.sql', import.meta.url));

/** How often the provider's answer may turn out to be outdated before it could be stored. */
const MAX_TRIES = 5;

export function createDisputes({ database, provider, bookings, shows, refunds, logger }: DisputesDeps): Disputes {
  const lookUp = createSharedLookup<string, Dispute[]>({
    nameOf: (bookingId) => bookingId,
    readAll: async (bookingIds) =>
      Map.groupBy(await database.query<Dispute>(FIND_DISPUTES_OF, [bookingIds]), ({ bookingId }) => bookingId),
    maxKeys: 1_000,
  });
  const maySee = async (principal: Principal, bookingId: string) =>
    (await bookings.getFreshBooking(principal, bookingId, 'booking.refund')) !== null;

  return {
    async review(reference) {
      for (let tries = 1; ; tries += 1) {
        const seen = await countReviews(database, reference);
        const found = await provider.lookupDispute(reference);
        if (!found || found.paymentId === null) return;
        const payment = await findPayment(database, found.paymentId);
        if (!payment) throw new NotFoundError('Payment', 'paymentId');
        const isCurrent = await database.transaction(async (tx) => {
          // Those who note the same dispute at once do so one after the other.
          const booking = await lockBooking(tx, payment.bookingId);
          if ((await countReviews(tx, reference)) !== seen) return false;
          await note(tx, { ...found, paymentId: payment.id }, payment);
          const noted = booking && (await lockPayment(tx, payment.id));
          if (noted && noted.lost > 0) await refunds.withhold(tx, booking, noted);
          return true;
        });
        const about = { paymentId: payment.id, reference, status: found.status };
        if (isCurrent) return logger.warn(about, 'a payment is disputed');
        // Whoever told of it tells of it again.
        if (tries === MAX_TRIES) throw new Error(`dispute ${reference} was reviewed by others all the time`);
      }
    },
    async disputesOf(principal, { id, showId }) {
      const show = await shows.getShow(showId);
      assertCan(principal, 'show.bookings', show!);
      return (await lookUp(id)) ?? [];
    },
    async getDispute(principal, disputeId) {
      if (!principal || !isId('dispute', disputeId)) return null;
      const [dispute] = await database.query<Dispute>(FIND_DISPUTE, [disputeId]);
      return dispute && (await maySee(principal, dispute.bookingId)) ? dispute : null;
    },
  };
}

/** How often it was written down how the dispute stands; 0: it is new. */
async function countReviews(database: Querier, reference: string): Promise<number> {
  const [row] = await database.query<{ reviews: number }>(COUNT_REVIEWS, [reference]);
  return row!.reviews;
}

/** Writes it down, and tells of it where it is new or has another status. */
async function note(
  tx: Querier,
  { reference, amount: { amount, currency }, reason, status }: KnownDispute,
  payment: { id: string; bookingId: string; provider: string },
): Promise<void> {
  const { id: paymentId, bookingId, provider } = payment;
  const values = [newId('dispute'), paymentId, bookingId, reference, amount, currency, reason, status];
  await tx.query(COUNT_REVIEW, [reference]);
  const [changed] = await tx.query<{ id: string }>(NOTE_DISPUTE, values);
  if (!changed) return;
  await writeEvents(tx, [
    {
      event_type: 'payment.disputed',
      dispute_id: changed.id,
      payment_id: paymentId,
      booking_id: bookingId,
      amount: { amount, currency },
      provider,
      reason,
      dispute_status: status,
    },
  ]);
}
