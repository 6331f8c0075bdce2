import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { PaymentEvent } from '../events/events.ts';
import { type NewEvent, writeEvents } from '../events/write-events.ts';
import { PAYMENT_TRANSITIONS, type Payment, type PaymentStatus } from './payment.ts';

/** Changes of a payment whose row the caller has locked, and its booking's before. */

const CHANGE_PAYMENT = readStatement(new URL('./sql/change-payment.sql', import.meta.url));
const NOTE_REFERENCE = readStatement(new URL('./sql/note-reference.sql', import.meta.url));

export interface Decision {
  status: 'SUCCEEDED' | 'FAILED';
  reference: string | null;
  failureCode?: string | null;
}

/** Writes down what the provider has decided, and tells of it. */
export async function decide(
  tx: Querier,
  payment: Payment,
  { status, reference, failureCode }: Decision,
): Promise<void> {
  const decided = { ...payment, failureCode: status === 'FAILED' ? (failureCode ?? 'declined') : null };
  await change(tx, decided, status, reference);
  await writeEvents(tx, [paymentEvent({ ...decided, status })]);
}

/** Writes the provider's own id down, if it tells one. */
export async function noteReference(tx: Querier, payment: Payment, reference: string | null): Promise<void> {
  if (reference !== null) await tx.query(NOTE_REFERENCE, [payment.id, reference]);
}

/** Writes down that all of it is back, and tells of it. */
export async function setRefunded(tx: Querier, payment: Payment): Promise<void> {
  await change(tx, payment, 'REFUNDED', null);
  await writeEvents(tx, [paymentEvent({ ...payment, status: 'REFUNDED' })]);
}

/** Its refund came back: it is what it was before. The refund's event tells of that. */
export async function setUnrefunded(tx: Querier, payment: Payment): Promise<void> {
  await change(tx, payment, payment.failureCode === null ? 'SUCCEEDED' : 'FAILED', null);
}

async function change(tx: Querier, payment: Payment, to: PaymentStatus, reference: string | null): Promise<void> {
  if (!PAYMENT_TRANSITIONS[payment.status].includes(to)) {
    throw new Error(`payment ${payment.id} can't go from ${payment.status} to ${to}`);
  }
  await tx.query(CHANGE_PAYMENT, [payment.id, to, payment.failureCode, reference]);
}

function paymentEvent(
  payment: Pick<Payment, 'id' | 'bookingId' | 'amount' | 'currency' | 'provider' | 'failureCode'> & {
    status: Exclude<PaymentStatus, 'PENDING'>;
  },
): NewEvent<PaymentEvent> {
  const told = {
    payment_id: payment.id,
    booking_id: payment.bookingId,
    amount: { amount: payment.amount, currency: payment.currency },
    provider: payment.provider,
  };
  switch (payment.status) {
    case 'SUCCEEDED':
      return { event_type: 'payment.succeeded', ...told };
    case 'FAILED':
      return { event_type: 'payment.failed', ...told, failure_code: payment.failureCode! };
    case 'REFUNDED':
      return { event_type: 'payment.refunded', ...told };
  }
}
