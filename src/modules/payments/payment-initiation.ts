import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { DomainError } from '../../shared/errors.ts';
import { type Booking, lockBooking } from '../bookings/booking.ts';
import { found } from '../bookings/booking-access.ts';
import { BookingNotPayableError } from '../bookings/bookings.errors.ts';
import type { ShowStatus } from '../shows/show.ts';
import type { Due, PaidChanges } from './paid-changes.ts';
import { findPaymentsOf, type Payment } from './payment.ts';
import { beginPayment } from './payment-changes.ts';
import { PaymentInProgressError } from './payments.errors.ts';

const READ_TIME_AND_SHOW = readStatement(new URL('./sql/read-time-and-show.sql', import.meta.url));

/** A payment that the provider is to be asked for. */
export interface Attempt {
  paymentId: string;
  /** The provider's own id, of an attempt that got so far before. */
  reference: string | null;
  bookingId: string;
  amount: number;
  currency: string;
  /** Of the hold on the seats that it is for. */
  expiresAt: Date;
  /** From now until the show begins. */
  untilShow_ms: number;
}

/** Of one booking: more are somebody trying cards out. Each is kept, with its events. */
const MAX_PAYMENTS = 20;

export interface Initiation {
  bookingId: string;
  /** The quote that is to be paid; null: the booking is. */
  quoteId: string | null;
  paymentId: string;
  provider: string;
  /** The buyer pays in the provider's form. One that is open already is gone on with. */
  isSession: boolean;
}

/**
 * Writes down that we are about to charge, before we do: so that no charge is ever unknown to us. An earlier try of the
 * same request may have got this far: it is charged again (the provider does so once), or null when nothing is left to do.
 */
export async function initiatePayment(
  { database, changes }: { database: Database; changes: Pick<PaidChanges, 'due'> },
  initiation: Initiation,
): Promise<Attempt | null> {
  const { bookingId, quoteId, paymentId, provider, isSession } = initiation;
  return await database.transaction(async (tx) => {
    const booking = found(await lockBooking(tx, bookingId));
    // With the booking locked, nobody else adds or decides its payments.
    const earlier = await findPaymentsOf(tx, bookingId);
    const own = earlier.find((payment) => payment.id === paymentId);
    const { now, showStatus, startsAt } = await readTimeAndShow(tx, booking.showId);
    const undecided = earlier.find((payment) => payment.status === 'PENDING');
    if (undecided?.pendingReason === 'PROCESSING' && !own) throw new PaymentInProgressError(undecided.id);
    const due = await dueOf(
      quoteId === null ? dueOfBooking(booking, now) : () => changes.due(tx, booking, quoteId),
      own,
    );
    if (!due) return null;
    const attempt = attemptOf(booking, due, startsAt.getTime() - now.getTime());
    if (own) return own.status === 'PENDING' ? { ...attempt, paymentId, reference: own.providerReference } : null;
    if (showStatus === 'CANCELLED') throw new BookingNotPayableError(booking.status, 'The show is cancelled.');
    if (undecided && isSession && undecided.changeId === quoteId && isOpenSession(undecided, provider)) {
      return { ...attempt, paymentId: undecided.id, reference: undecided.providerReference };
    }
    if (undecided) throw new PaymentInProgressError(undecided.id);
    if (earlier.filter(({ status }) => status === 'FAILED').length >= MAX_PAYMENTS) {
      throw new BookingNotPayableError(booking.status, `${MAX_PAYMENTS} payments of the booking were declined.`);
    }
    await begin(tx, booking, { ...initiation, amount: due.amount });
    return { ...attempt, paymentId, reference: null };
  });
}

/** Null: an earlier try of the same request may have been paid for. */
async function dueOf(read: () => Due | Promise<Due>, own: Payment | undefined): Promise<Due | null> {
  try {
    return await read();
  } catch (error) {
    if (own && error instanceof DomainError) return null;
    throw error;
  }
}

const dueOfBooking =
  ({ status, total: amount, expiresAt }: Booking, now: Date) =>
  (): Due => {
    if (expiresAt === null || expiresAt.getTime() <= now.getTime()) throw new BookingNotPayableError(status);
    return { amount, expiresAt };
  };

async function begin(
  tx: Querier,
  { id: bookingId, currency }: Booking,
  { paymentId, quoteId: changeId, provider, isSession, amount }: Initiation & Pick<Due, 'amount'>,
): Promise<void> {
  const pendingReason = isSession ? 'REQUIRES_ACTION' : null;
  await beginPayment(tx, { id: paymentId, bookingId, amount, currency, provider, pendingReason, changeId });
}

function attemptOf(
  { id: bookingId, currency }: Booking,
  due: Due,
  untilShow_ms: number,
): Omit<Attempt, 'paymentId' | 'reference'> {
  return { bookingId, currency, untilShow_ms, ...due };
}

function isOpenSession(payment: Payment, provider: string): boolean {
  return payment.pendingReason === 'REQUIRES_ACTION' && payment.provider === provider;
}

/** PostgreSQL's clock, since deadlines are its own, and where the show stands at this moment. */
async function readTimeAndShow(
  tx: Querier,
  showId: string,
): Promise<{ now: Date; showStatus: ShowStatus; startsAt: Date }> {
  const [row] = await tx.query<{ now: Date; showStatus: ShowStatus; startsAt: Date }>(READ_TIME_AND_SHOW, [showId]);
  return row!;
}
