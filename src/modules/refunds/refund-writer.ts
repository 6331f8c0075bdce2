import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { RefundEvent } from '../events/events.ts';
import { type NewEvent, writeEvents } from '../events/write-events.ts';
import { GIVEN_UP, type Refund, type RefundStatus } from './refund.ts';

/** What of a payment can still be asked for. */
export interface Refundable {
  paymentId: string;
  provider: string;
  /** Minor units: what was paid, less refunds that were made or are under way, and lost disputes. */
  amount: number;
  currency: string;
  /** It came too late, or twice: it paid for nothing. */
  isSurplus: boolean;
  /** The buyer has the bank contest it, and its money may go that way. */
  isDisputed: boolean;
}

const LOCK_REFUNDABLE = readStatement(new URL('./sql/lock-refundable.sql', import.meta.url));
const FAILED_OF_CHANGES = readStatement(new URL('./sql/failed-of-changes.sql', import.meta.url));
const INSERT_REFUNDS = readStatement(new URL('./sql/insert-refunds.sql', import.meta.url));
const FEES_LEFT = readStatement(new URL('./sql/fees-left.sql', import.meta.url));
const CHANGE_REFUND = readStatement(new URL('./sql/change-refund.sql', import.meta.url));
const TRY_AGAIN = readStatement(new URL('./sql/try-again.sql', import.meta.url));

/**
 * What can be given back of each of the payments that paid for the booking and its changes, whose row the caller has locked, the newest first;
 * where nothing of those is left, of one that paid for nothing and is not back; none: nothing is left. The payments' rows are locked until
 * the transaction's end.
 */
export async function lockRefundable(tx: Querier, bookingId: string): Promise<Refundable[]> {
  return (await lockRefundableOf(tx, [bookingId])).get(bookingId) ?? [];
}

/** The same of many bookings; none of one of which nothing is left. */
export async function lockRefundableOf(
  tx: Querier,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, Refundable[]>> {
  const rows = await tx.query<Refundable & { bookingId: string }>(LOCK_REFUNDABLE, [bookingIds]);
  const byBooking = Map.groupBy(rows, ({ bookingId }) => bookingId);
  return new Map(
    [...byBooking].map(([bookingId, left]) => {
      const own = left.filter(({ isSurplus }) => !isSurplus);
      return [bookingId, own.length > 0 ? own : left.slice(0, 1)];
    }),
  );
}

/** What changes of the booking, whose row the caller has locked, were to give back and could not. Minor units. */
export async function failedOfChanges(tx: Querier, bookingId: string): Promise<number> {
  const [row] = await tx.query<{ amount: number }>(FAILED_OF_CHANGES, [bookingId]);
  return row!.amount;
}

/** What of the payments of each of the bookings is fees, if all else of them goes back: minor units. The caller has locked the bookings' rows. */
export async function feesLeftOf(tx: Querier, bookingIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ bookingId: string; amount: number }>(FEES_LEFT, [bookingIds]);
  return new Map(rows.map(({ bookingId, amount }) => [bookingId, amount]));
}

export interface NewRefund extends Pick<Refund, 'id' | 'bookingId' | 'amount' | 'currency'> {
  payment: { id: string; provider: string };
  showId: string;
  reason: string | null;
  isSurplus: boolean;
  /** Those that it gives back; `all` that the booking has. */
  ticketIds: readonly string[] | 'all';
  /** The change of the booking that it follows from. */
  changeId?: string;
  /** It is of the tickets and not of the fees, in the ledger. */
  keepsFees?: boolean;
  /** The provider's own id of one that was made there, in its dashboard, and not asked for here. */
  madeAtProvider?: string;
  /** Why it FAILED from the first: nobody is asked for it. */
  failureCode?: string;
}

/** Asks for a refund, in the caller's transaction, who has locked the payment's row. PostgreSQL refuses one of more than was paid. */
export async function insertRefund(tx: Querier, refund: NewRefund): Promise<void> {
  await insertRefunds(tx, [refund]);
}

/** The same with many at once. */
export async function insertRefunds(tx: Querier, refunds: readonly NewRefund[]): Promise<void> {
  if (refunds.length === 0) return;
  await tx.query(INSERT_REFUNDS, [JSON.stringify(refunds.map(rowOf))]);
  await writeEvents(tx, refunds.flatMap(eventsOf));
}

function rowOf(refund: NewRefund) {
  const { id, payment, bookingId, amount, currency, reason, isSurplus, ticketIds, madeAtProvider } = refund;
  return {
    id,
    payment_id: payment.id,
    booking_id: bookingId,
    amount,
    currency,
    reason,
    is_surplus: isSurplus,
    ticket_ids: ticketIds === 'all' ? null : ticketIds,
    at_provider: madeAtProvider !== undefined,
    provider_reference: madeAtProvider ?? null,
    change_id: refund.changeId ?? null,
    keeps_fees: refund.keepsFees ?? false,
    failure_code: refund.failureCode ?? null,
  };
}

function eventsOf({ payment, showId, failureCode, ...refund }: NewRefund): NewEvent<RefundEvent>[] {
  const about = told({ ...refund, paymentId: payment.id }, { showId, provider: payment.provider });
  const requested: NewEvent<RefundEvent> = { event_type: 'refund.requested', ...about };
  if (failureCode === undefined) return [requested];
  return [requested, { event_type: 'refund.failed', ...about, failure_code: failureCode, was_reversed: false }];
}

export interface RefundChange {
  status: Exclude<RefundStatus, 'PENDING'>;
  reference: string | null;
  failureCode: string | null;
}

/** Writes down what became of a refund, whose row the caller has locked, and its payment's. */
export async function changeRefund(
  tx: Querier,
  refund: Refund,
  { status, reference, failureCode }: RefundChange,
  of: { showId: string; provider: string },
): Promise<void> {
  await tx.query(CHANGE_REFUND, [refund.id, status, status === 'FAILED' ? (failureCode ?? GIVEN_UP) : null, reference]);
  const about = told(refund, of);
  const isReversal = refund.status === 'SUCCEEDED';
  await writeEvents(tx, [
    status === 'SUCCEEDED'
      ? { event_type: 'refund.succeeded', ...about }
      : { event_type: 'refund.failed', ...about, failure_code: failureCode ?? GIVEN_UP, was_reversed: isReversal },
  ]);
}

/** Has a refund that failed tried again, from now on. The caller has locked its row, and its payment's. */
export async function tryAgain(tx: Querier, refund: Refund, of: { showId: string; provider: string }): Promise<void> {
  await tx.query(TRY_AGAIN, [refund.id, GIVEN_UP]);
  await writeEvents(tx, [{ event_type: 'refund.requested', ...told(refund, of) }]);
}

type Told = Omit<NewEvent<RefundEvent>, 'event_type' | 'failure_code' | 'was_reversed'>;

function told(
  {
    id,
    paymentId,
    bookingId,
    amount,
    currency,
  }: Pick<Refund, 'id' | 'paymentId' | 'bookingId' | 'amount' | 'currency'>,
  { showId, provider }: { showId: string; provider: string },
): Told {
  return {
    refund_id: id,
    payment_id: paymentId,
    booking_id: bookingId,
    show_id: showId,
    amount: { amount, currency },
    provider,
  };
}
