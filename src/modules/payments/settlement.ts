import type { Logger } from '../../platform/observability/logger.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import type { Booking } from '../bookings/booking.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import { restoreDeadline, suspendDeadline } from '../bookings/booking-waiting.ts';
import type { RefundRequests } from '../bookings/refund-requests.ts';
import type { CallerLimits } from '../limits/caller-limits.ts';
import { takeForChange } from './change-settlement.ts';
import { confirmBooking } from './confirmation.ts';
import { withLockedPayment } from './locked-payment.ts';
import type { PaidChanges } from './paid-changes.ts';
import type { Payment } from './payment.ts';
import { type Decision, type Delay, decide, notePending, noteReference } from './payment-changes.ts';

export interface Settlement {
  /**
   * Writes down what became of a payment, whoever says so (the provider's answer, its webhook, our looking it up), however
   * often and in whatever order. A success confirms the booking and makes its tickets in the same statement, or applies the change that it
   * pays for in the same transaction; one that comes after the booking, or the quote, has ended goes back. While its money is under way the
   * booking has no deadline. Neither that money nor what has come lets a hold count as having run out. Throws NotFoundError.
   */
  settle(paymentId: string, news: Decision | Delay): Promise<void>;
}

export interface SettlementDeps {
  database: Database;
  cache: BookingCache;
  logger: Logger;
  refunds: Pick<RefundRequests, 'requestSurplus' | 'wake'>;
  changes: Pick<PaidChanges, 'apply'>;
  limits: Pick<CallerLimits, 'holdBeingPaid' | 'holdPaid'>;
}

/** The booking was changed, and waits still, between reading and confirming it; more than a few times is a mistake. */
const MAX_TRIES = 5;

export function createSettlement(deps: SettlementDeps): Settlement {
  return {
    async settle(paymentId, news) {
      if (news.status === 'PENDING') return await delay(deps, paymentId, news);
      if (news.status === 'FAILED') return await fail(deps, paymentId, news);
      await succeed(deps, paymentId, news);
    },
  };
}

/** It goes from unknown to REQUIRES_ACTION to PROCESSING and never back: what is older says nothing new. */
async function delay({ database, cache, limits }: SettlementDeps, paymentId: string, news: Delay): Promise<void> {
  const { pendingReason = null, reference } = news;
  const waiting = await withLockedPayment(database, paymentId, async (tx, payment, booking) => {
    if (payment.status !== 'PENDING') return null;
    const isNews = pendingReason !== payment.pendingReason && payment.pendingReason !== 'PROCESSING';
    if (pendingReason === null || !isNews) {
      if (payment.providerReference === null) await noteReference(tx, payment, reference);
      return null;
    }
    await notePending(tx, payment, { pendingReason, reference });
    if (pendingReason !== 'PROCESSING' || payment.changeId !== null) return null;
    await suspendDeadline(tx, cache, booking);
    return booking;
  });
  if (waiting) await limits.holdBeingPaid(waiting);
}

async function fail({ database, cache }: SettlementDeps, paymentId: string, news: Decision): Promise<void> {
  await withLockedPayment(database, paymentId, async (tx, payment, booking) => {
    if (payment.status !== 'PENDING') return;
    await decide(tx, payment, news);
    if (payment.pendingReason === 'PROCESSING' && payment.changeId === null) await restoreDeadline(tx, cache, booking);
  });
}

async function succeed(deps: SettlementDeps, paymentId: string, news: Decision): Promise<void> {
  const { database, cache, refunds, limits } = deps;
  for (let tries = 1; ; tries += 1) {
    const paid = await confirmBooking(database, cache, { paymentId, reference: news.reference });
    if (paid) return await limits.holdPaid(paid);
    if (await takeForChange(deps, paymentId, news)) return;
    const outcome = await withLockedPayment(database, paymentId, (tx, payment, booking) =>
      giveBack(tx, { ...deps, payment, booking, news }),
    );
    if (outcome === 'surplus') refunds.wake();
    if (outcome !== 'waits') return;
    if (tries === MAX_TRIES) throw new Error(`the booking of payment ${paymentId} was not confirmed`);
  }
}

/** The booking could not be confirmed, or not be changed: unless the money was for it before, it paid for nothing. */
async function giveBack(
  tx: Querier,
  {
    payment,
    booking,
    news,
    refunds,
    logger,
  }: Pick<SettlementDeps, 'refunds' | 'logger'> & { payment: Payment; booking: Booking; news: Decision },
): Promise<'surplus' | 'nothing' | 'waits'> {
  const about = { paymentId: payment.id, bookingId: booking.id, status: booking.status };
  if (payment.status === 'FAILED') {
    logger.warn(about, 'a payment given up on was captured after all: refunding');
    await noteReference(tx, payment, news.reference);
    await refunds.requestSurplus(tx, booking, payment);
    return 'surplus';
  }
  if (payment.status !== 'PENDING') return 'nothing';
  if (booking.status === 'PENDING_PAYMENT') return 'waits';
  await decide(tx, payment, news);
  logger.info(about, 'payment came too late: refunding');
  await refunds.requestSurplus(tx, booking, payment);
  return 'surplus';
}
