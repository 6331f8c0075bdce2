import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { RefundTerms } from '../bookings/refund-requests.ts';

/** The table booking_cancellations: what becomes of the bookings of cancelled shows, and how far that is. */

const NOTE = readStatement(new URL('./sql/note-booking-cancellation.sql', import.meta.url));
const READ = readStatement(new URL('./sql/read-booking-cancellation.sql', import.meta.url));
const TAKE = readStatement(new URL('./sql/take-booking-cancellation.sql', import.meta.url));
const COUNT_CANCELLED = readStatement(new URL('./sql/count-cancelled.sql', import.meta.url));
const NOTE_ALL_CANCELLED = readStatement(new URL('./sql/note-all-cancelled.sql', import.meta.url));
const POSTPONE = readStatement(new URL('./sql/postpone-booking-cancellation.sql', import.meta.url));
const FIND_DUE = readStatement(new URL('./sql/find-due-booking-cancellations.sql', import.meta.url));
const NEXT = readStatement(new URL('./sql/next-booking-cancellation.sql', import.meta.url));
const NOTE_TOLD = readStatement(new URL('./sql/note-told.sql', import.meta.url));
const READ_PROGRESS = readStatement(new URL('./sql/read-progress.sql', import.meta.url));
const PREVIEW = readStatement(new URL('./sql/preview.sql', import.meta.url));

/** What was chosen for a show's bookings. */
export interface BookingCancellation {
  refund: RefundTerms;
  /** Told to their customers; null: none. */
  reason: string | null;
}

/** How far the cancellation of a show's bookings is. Amounts are minor units of the show's currency. */
export interface CancellationProgress extends BookingCancellation {
  showId: string;
  startedAt: Date;
  /** That were cancelled with the show, or are to be. */
  bookings: number;
  cancelled: number;
  refundsPending: number;
  refundsSucceeded: number;
  refundsFailed: number;
  /** What is back. */
  refunded: number;
  /** Of the refunds that succeeded those that are handed over at the box office. */
  refundsByHand: number;
  amountByHand: number;
  /** When nothing was left to do; null: something is. */
  finishedAt: Date | null;
}

/** What would go back if the show were cancelled with its bookings now. Amounts are minor units of its currency. */
export interface CancellationPreview {
  bookings: number;
  /** Of these, those that wait for payment. */
  unpaid: number;
  refunds: number;
  amount: number;
  /** Of the refunds those that are handed over at the box office. */
  refundsByHand: number;
  amountByHand: number;
  /** Of the refunds those whose payment the buyer has the bank contest: they wait for the organiser. */
  disputed: number;
  kept: number;
}

/** In the transaction that cancels the show, or a later one. Resolves with what was chosen, which may be what was chosen before. */
export async function noteBookingCancellation(
  tx: Querier,
  showId: string,
  { refund, reason }: BookingCancellation,
): Promise<RefundTerms> {
  await tx.query(NOTE, [showId, refund, reason]);
  const [noted] = await tx.query<{ refund: RefundTerms }>(READ, [showId]);
  return noted!.refund;
}

/** Takes it in hand until the end of the transaction; null where another worker is at it. `areCancelled`: no booking is left to cancel. */
export async function takeBookingCancellation(
  tx: Querier,
  showId: string,
): Promise<(BookingCancellation & { areCancelled: boolean }) | null> {
  const [taken] = await tx.query<BookingCancellation & { areCancelled: boolean }>(TAKE, [showId]);
  return taken ?? null;
}

/** So many more are cancelled. In the transaction that cancels them. */
export async function countCancelled(tx: Querier, showId: string, count: number): Promise<void> {
  await tx.query(COUNT_CANCELLED, [showId, count]);
}

/** No booking of the show is left to cancel. */
export async function noteAllCancelled(tx: Querier, showId: string): Promise<void> {
  await tx.query(NOTE_ALL_CANCELLED, [showId]);
}

/** Sets when it is gone on with; null: nothing is left to do. */
export async function postponeBookingCancellation(tx: Querier, showId: string, by_ms: number | null): Promise<void> {
  await tx.query(POSTPONE, [showId, by_ms]);
}

/** The ids of up to `limit` shows whose bookings are to be seen to now, the longest due first. */
export async function findDueBookingCancellations(database: Querier, limit: number): Promise<string[]> {
  const rows = await database.query<{ showId: string }>(FIND_DUE, [limit]);
  return rows.map(({ showId }) => showId);
}

/** Until the next is to be seen to, in milliseconds; null when none is. */
export async function untilNextBookingCancellation_ms(database: Querier): Promise<number | null> {
  const [next] = await database.query<{ ms: number | null }>(NEXT);
  return next?.ms ?? null;
}

/** Whether that is to be told: it is another state than was told last, and that was longer ago. It is written down as told. */
export async function noteTold(tx: Querier, showId: string, state: object, pause_ms: number): Promise<boolean> {
  const rows = await tx.query(NOTE_TOLD, [showId, JSON.stringify(state), pause_ms]);
  return rows.length > 0;
}

/** By show, of those for whose bookings something was chosen. */
export async function readProgress(
  database: Querier,
  showIds: readonly string[],
): Promise<ReadonlyMap<string, CancellationProgress>> {
  const rows = await database.query<CancellationProgress>(READ_PROGRESS, [showIds]);
  return new Map(rows.map((row) => [row.showId, row]));
}

/** What would go back on these terms. */
export async function readPreview(
  database: Querier,
  showId: string,
  refund: RefundTerms,
): Promise<CancellationPreview> {
  const [preview] = await database.query<CancellationPreview>(PREVIEW, [showId, refund]);
  return preview!;
}
