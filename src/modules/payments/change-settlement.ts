import type { Database } from '../../platform/postgres/database.ts';
import { DomainError, ServiceUnavailableError } from '../../shared/errors.ts';
import { withLockedPayment } from './locked-payment.ts';
import type { PaidChanges } from './paid-changes.ts';
import { type Decision, decide } from './payment-changes.ts';

export interface ChangeSettlementDeps {
  database: Database;
  changes: Pick<PaidChanges, 'apply'>;
}

/**
 * Takes the money of a payment that is for a change of a booking: the payment SUCCEEDED and the change applied, in one transaction. False,
 * nothing written, where the payment is decided already or the change can not be applied any more: it never can be then.
 */
export async function takeForChange(
  { database, changes }: ChangeSettlementDeps,
  paymentId: string,
  news: Decision,
): Promise<boolean> {
  const taken = withLockedPayment(database, paymentId, async (tx, payment, booking) => {
    if (payment.status !== 'PENDING' || payment.changeId === null) return null;
    await decide(tx, payment, news);
    return await changes.apply(tx, booking, payment.changeId);
  });
  const afterCommit = await taken.catch(nullIfRefused);
  await afterCommit?.();
  return afterCommit !== null;
}

/** An outage says nothing about the change: whoever told of the money tells of it again. */
function nullIfRefused(error: unknown): null {
  if (error instanceof DomainError && !(error instanceof ServiceUnavailableError)) return null;
  throw error;
}
