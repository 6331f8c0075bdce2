import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

export const HISTORY_KINDS = [
  'BOOKED',
  'PAYMENT_PENDING',
  'PAYMENT_FAILED',
  'CONFIRMED',
  'CHANGED',
  'CHANGE_PAID',
  'CANCELLED',
  'EXPIRED',
  'REFUND_REQUESTED',
  'REFUNDED',
  'REFUND_FAILED',
  'REFUND_CAME_BACK',
  'SURPLUS_RECEIVED',
  'DISPUTED',
  'DISPUTE_LOST',
  'DISPUTE_WON',
  'CUSTOMER_CORRECTED',
  'NOTIFICATION_SENT',
  'NOTIFICATION_FAILED',
] as const;

export type HistoryKind = (typeof HISTORY_KINDS)[number];

/** SYSTEM: the product, a payment provider or a bank; or it was not kept who. */
export type HistoryActor = 'BUYER' | 'ORGANISER' | 'SYSTEM';

/** One thing that became of a booking. */
export interface HistoryEntry {
  at: Date;
  kind: HistoryKind;
  actor: HistoryActor;
  /** The account or guest. Whoever followed a link from a mail is named by it. */
  actorId: string | null;
  /** Minor units of the booking's currency; of a change what it cost more, or less (negative). Null: it moved no money. */
  amount: number | null;
  /** Of a booking that was cancelled by the rules of its show. */
  kept: number | null;
  /** By the plan's ids: that were booked or given back, and that came in their place. */
  seatIds: string[];
  addedSeatIds: string[];
  /** Of areas: that were booked, or given back. */
  places: number;
  /** The payment, refund, change, dispute or notification. */
  subjectId: string | null;
  /** Who took the money, why it failed, or the reason that was given; of a notification its kind, of a correction the names of the fields. */
  detail: string | null;
}

const READ_HISTORY = readStatement(new URL('./sql/read-history.sql', import.meta.url));

/** Of each booking the newest, oldest first, at most so many. */
export async function readHistoryOf(
  database: Querier,
  bookingIds: readonly string[],
  max: number,
): Promise<ReadonlyMap<string, HistoryEntry[]>> {
  const rows = await database.query<HistoryEntry & { bookingId: string }>(READ_HISTORY, [bookingIds, max]);
  return Map.groupBy(rows, ({ bookingId }) => bookingId);
}
