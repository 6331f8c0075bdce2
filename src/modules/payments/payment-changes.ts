import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { PaymentEvent } from '../events/events.ts';
import { type NewEvent, writeEvents } from '../events/write-events.ts';
import { insertPayment, type NewPayment, PAYMENT_TRANSITIONS, type Payment, type PaymentStatus } from './payment.ts';
import type { PendingReason } from './payment-provider.ts';

/** Changes of a payment whose row the caller has locked, and its booking's before. */

const CHANGE_PAYMENT = readStatement(new URL('./sql/change-payment.sql', import.meta.url));
const NOTE_REFERENCE = readStatement(new URL('./sql/note-reference.sql', import.meta.url));
const NOTE_REFERENCE_OF_PENDING = readStatement(new URL('./sql/note-reference-of-pending.sql', import.meta.url));
const NOTE_PENDING = readStatement(new URL('./sql/note-pending.sql', import.meta.url));

/** The payment is decided, or lost: nothing may be charged for it any more. */
export class PaymentDecidedError extends Error {
  constructor(paymentId: string) {
    super(`payment ${paymentId} is decided`);
    this.name = 'PaymentDecidedError';
  }
}

export interface Decision {
  status: 'SUCCEEDED' | 'FAILED';
  reference: string | null;
  failureCode?: string | null;
}

/** What is known of a payment that is not decided. */
export interface Delay {
  status: 'PENDING';
  pendingReason?: PendingReason | null;
  reference: string | null;
}

/** Writes down that a payment is tried, and tells of it. The caller has locked its booking's row. */
export async function beginPayment(tx: Querier, payment: NewPayment): Promise<void> {
  await insertPayment(tx, payment);
  await writeEvents(tx, [{ event_type: 'payment.initiated', ...told(payment) }]);
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

/** Writes the provider's own id down, outside of a transaction, before money moves. Throws PaymentDecidedError. */
export async function noteReferenceOfPending(database: Querier, paymentId: string, reference: string): Promise<void> {
  const noted = await database.query(NOTE_REFERENCE_OF_PENDING, [paymentId, reference]);
  if (noted.length === 0) throw new PaymentDecidedError(paymentId);
}

/** Writes down what the undecided payment waits for, and tells of it. */
export async function notePending(
  tx: Querier,
  payment: Payment,
  { pendingReason, reference }: { pendingReason: PendingReason; reference: string | null },
): Promise<void> {
  await tx.query(NOTE_PENDING, [payment.id, pendingReason, reference]);
  const event_type = pendingReason === 'PROCESSING' ? 'payment.processing' : 'payment.requires_action';
  await writeEvents(tx, [{ event_type, ...told(payment) }]);
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

type TellablePayment = Pick<Payment, 'id' | 'bookingId' | 'amount' | 'currency' | 'provider'>;

function paymentEvent(
  payment: TellablePayment & {
    failureCode: string | null;
    status: Exclude<PaymentStatus, 'PENDING'>;
  },
): NewEvent<PaymentEvent> {
  const about = told(payment);
  switch (payment.status) {
    case 'SUCCEEDED':
      return { event_type: 'payment.succeeded', ...about };
    case 'FAILED':
      return { event_type: 'payment.failed', ...about, failure_code: payment.failureCode! };
    case 'REFUNDED':
      return { event_type: 'payment.refunded', ...about };
  }
}

function told({ id, bookingId, amount, currency, provider }: TellablePayment) {
  return { payment_id: id, booking_id: bookingId, amount: { amount, currency }, provider };
}
