import { newId } from '../../platform/ids.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { withLockedPayment } from '../payments/locked-payment.ts';
import type { Payment } from '../payments/payment.ts';
import type { KnownRefund, PaymentProvider } from '../payments/payment-provider.ts';
import type { RefundNews } from '../payments/provider-news.ts';
import { findRefund, findRefundsOf, type Refund } from './refund.ts';
import { type RefundOutcomes, refundNotFound } from './refund-outcomes.ts';
import { insertRefund } from './refund-writer.ts';

export interface RefundNewsDeps {
  database: Database;
  provider: PaymentProvider;
  outcomes: RefundOutcomes;
  logger: Logger;
}

/** A refund as it is known here. */
type Known = Pick<Refund, 'id' | 'round'>;

/**
 * Takes what the provider says of refunds: those that were asked for here by our key, others by the provider's own id. One that was made
 * in the provider's dashboard becomes a refund here, of an amount: which tickets it may be for is never guessed.
 */
export function createRefundNews({ database, provider, outcomes, logger }: RefundNewsDeps): RefundNews {
  return {
    async review(reference) {
      const found = await provider.lookupRefund(reference);
      if (!found || found.paymentId === null) return;
      const known = found.key ? await findOwn(found.key.refundId) : await takeIn(found, found.paymentId);
      // What is said of an earlier round is over: only what the provider has refused for good has another.
      if (found.key && found.key.round !== known.round) return;
      const { status, failureCode = null } = found;
      if (status !== 'PENDING') await outcomes.settle(known.id, { status, reference, failureCode });
    },
  };

  async function findOwn(refundId: string): Promise<Known> {
    const refund = await findRefund(database, refundId);
    if (!refund) throw refundNotFound();
    return refund;
  }

  async function takeIn(found: KnownRefund, paymentId: string): Promise<Known> {
    return await withLockedPayment(database, paymentId, async (tx, payment, booking) => {
      const refunds = ((await findRefundsOf(tx, [booking.id])).get(booking.id) ?? []).filter(isOf(payment));
      const earlier = refunds.find(({ reference }) => reference === found.reference);
      if (earlier) return earlier;
      logger.warn({ paymentId, reference: found.reference }, 'a refund was made at the provider');
      return await insert(tx, found, { payment, showId: booking.showId, refunds });
    });
  }
}

const isOf = (payment: Payment) => (refund: Refund) => refund.paymentId === payment.id;

async function insert(
  tx: Querier,
  { reference, amount: { amount, currency } }: KnownRefund,
  { payment, showId, refunds }: { payment: Payment; showId: string; refunds: readonly Refund[] },
): Promise<Known> {
  const id = newId('refund');
  // Money that came for nothing goes back in full: what is given back of it besides is of the same.
  const isSurplus = payment.status === 'FAILED' || refunds.some((refund) => refund.isSurplus);
  const of = { bookingId: payment.bookingId, showId, amount, currency, payment };
  await insertRefund(tx, { ...of, id, reason: null, isSurplus, ticketIds: [], madeAtProvider: reference });
  return { id, round: 1 };
}
