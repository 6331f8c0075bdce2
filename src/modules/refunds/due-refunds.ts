import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { Refund } from './refund.ts';

const CLAIM_REFUNDS_DUE = readStatement(new URL('./sql/claim-refunds-due.sql', import.meta.url));
const NEXT_REFUND = readStatement(new URL('./sql/next-refund.sql', import.meta.url));
const POSTPONE_REFUND = readStatement(new URL('./sql/postpone-refund.sql', import.meta.url));
const SLOW_DOWN = readStatement(new URL('./sql/slow-down.sql', import.meta.url));
const PUT_BACK_REFUND = readStatement(new URL('./sql/put-back-refund.sql', import.meta.url));
const BRING_FORWARD_REFUNDS = readStatement(new URL('./sql/bring-forward-refunds.sql', import.meta.url));

/** A refund that the provider is to be asked for, claimed by this node. */
export interface DueRefund
  extends Pick<
    Refund,
    'id' | 'paymentId' | 'bookingId' | 'amount' | 'currency' | 'ticketIds' | 'atProvider' | 'reference' | 'round'
  > {
  /** Of the payment. */
  provider: string;
  /** The provider's own id of the payment. */
  paymentReference: string | null;
  /** In this round, this one included. */
  attempts: number;
}

/**
 * Claims refunds that are due now: for the lease no other node gets them. All nodes together get `perSecond` a second, as many as in a second
 * at once.
 */
export async function claimRefundsDue(
  database: Querier,
  { limit, lease_ms, perSecond }: { limit: number; lease_ms: number; perSecond: number },
): Promise<DueRefund[]> {
  return await database.query<DueRefund>(CLAIM_REFUNDS_DUE, [limit, lease_ms, perSecond]);
}

/** Until a refund is due, or another node's claim to one ends, and one may be claimed; null when none waits. */
export async function untilNextRefund_ms(database: Querier, perSecond: number): Promise<number | null> {
  const [row] = await database.query<{ wait_ms: number }>(NEXT_REFUND, [perSecond]);
  return row?.wait_ms ?? null;
}

/**
 * Sets when a claimed refund is asked for again: `reason` tells why the attempt failed; null: the provider is at it, and attempts are
 * counted anew, this one included. Nothing where it was decided meanwhile.
 */
export async function postponeRefund(
  database: Querier,
  refundId: string,
  { reason, retryIn_ms }: { reason: string | null; retryIn_ms: number },
): Promise<void> {
  await database.query(POSTPONE_REFUND, [refundId, reason, retryIn_ms]);
}

/** No node asks the provider for refunds for so long. */
export async function slowDown(database: Querier, for_ms: number): Promise<void> {
  await database.query(SLOW_DOWN, [for_ms]);
}

/** Gives up the claim to a refund that the provider had no time for: that was no attempt. */
export async function putBackRefund(database: Querier, refundId: string, retryIn_ms: number): Promise<void> {
  await database.query(PUT_BACK_REFUND, [refundId, retryIn_ms]);
}

/** Brings the show's refunds that are to come forward, for tests of shops (see modules/sandbox). */
export async function bringRefundsForward(tx: Querier, showId: string, by_ms: number): Promise<void> {
  await tx.query(BRING_FORWARD_REFUNDS, [showId, by_ms]);
}
