import type { Querier } from '../../platform/postgres/database.ts';
import { deleteInTurns } from '../../platform/postgres/delete-in-turns.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { AddedSeat } from '../bookings/booking-change.ts';
import type { PriceLine } from '../pricing/price-lines.ts';

/** What a change makes of a booking. */
export interface ChangeTerms {
  /** The tickets that end. */
  ticketIds: string[];
  /** What the booking has no more: seats, and so many places of rows of its areas. */
  seatIds: string[];
  rows: { position: number; areaId: string; quantity: number }[];
  /** The seats that it has instead. */
  added: AddedSeat[];
  /** Those of them that the quote's lock holds; the others are of those that it gives back, as other tickets. */
  lockedSeatIds: string[];
  /** What it costs then, line by line. */
  lines: PriceLine[];
  /** How that differs from what it cost. */
  difference: PriceLine[];
}

/** What a change of a booking would make of it and cost; applied once, or forgotten. */
export interface Quote {
  id: string;
  bookingId: string;
  showId: string;
  /** Who has asked for it. */
  actorId: string;
  currency: string;
  /** How many changes the booking had when it was worked out. */
  number: number;
  terms: ChangeTerms;
  /** What goes back. Minor units of the booking's currency. */
  refund: number;
  /** What is to be paid. One of the two is 0. */
  charge: number;
  /** What holds the new seats; null: none are new. */
  lockId: string | null;
  expiresAt: Date;
  appliedAt: Date | null;
}

export interface NewQuote
  extends Pick<Quote, 'id' | 'bookingId' | 'showId' | 'actorId' | 'number' | 'terms' | 'refund' | 'charge' | 'lockId'> {
  /** Of one without a lock; others are good as long as it runs. */
  ttl_ms: number;
}

const INSERT_QUOTE = readStatement(new URL('./sql/insert-quote.sql', import.meta.url));
const FIND_QUOTE = readStatement(new URL('./sql/find-quote.sql', import.meta.url));
const FIND_OPEN_LOCK = readStatement(new URL('./sql/find-open-lock.sql', import.meta.url));
const COUNT_APPLIED = readStatement(new URL('./sql/count-applied.sql', import.meta.url));
const IS_OPEN = readStatement(new URL('./sql/is-open.sql', import.meta.url));
const APPLY_QUOTE = readStatement(new URL('./sql/apply-quote.sql', import.meta.url));
const FORGET_QUOTES = readStatement(new URL('./sql/forget-quotes.sql', import.meta.url));

const KEPT_DAYS = 1;

/** Writes a quote down, in place of the booking's former one that was not applied. The caller has locked the booking's row. */
export async function insertQuote(tx: Querier, quote: NewQuote): Promise<void> {
  const { id, bookingId, showId, actorId, number, terms, refund, charge, lockId, ttl_ms } = quote;
  const values = [id, bookingId, showId, actorId, number, JSON.stringify(terms), refund, ttl_ms, lockId, charge];
  await tx.query(INSERT_QUOTE, values);
}

export async function findQuote(database: Querier, quoteId: string): Promise<Quote | null> {
  const [quote] = await database.query<Quote>(FIND_QUOTE, [quoteId]);
  return quote ?? null;
}

/** The lock of the booking's quote that was not applied; null: it has none. */
export async function findOpenLock(database: Querier, bookingId: string): Promise<string | null> {
  const [row] = await database.query<{ lockId: string }>(FIND_OPEN_LOCK, [bookingId]);
  return row?.lockId ?? null;
}

/** How many changes the booking, whose row the caller has locked, has had. */
export async function countApplied(tx: Querier, bookingId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(COUNT_APPLIED, [bookingId]);
  return row!.count;
}

/** Whether the quote, whose booking's row the caller has locked, could be applied now: by its time, and by the hold on its new seats. */
export async function isQuoteOpen(tx: Querier, quoteId: string): Promise<boolean> {
  const [row] = await tx.query<{ isOpen: boolean }>(IS_OPEN, [quoteId]);
  return row?.isOpen ?? false;
}

/** False, nothing written, where its time is over. The caller has locked the booking's row. */
export async function markApplied(tx: Querier, quoteId: string): Promise<boolean> {
  return (await tx.query(APPLY_QUOTE, [quoteId])).length === 1;
}

/** Forgets quotes that were not applied in time. Several nodes may do so at once. */
export async function forgetQuotes(database: Querier): Promise<void> {
  await deleteInTurns(database, FORGET_QUOTES, [KEPT_DAYS]);
}
