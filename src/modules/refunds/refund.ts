import type { Prisma } from '../../generated/prisma/client.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { prismaPage } from '../../platform/postgres/prisma-page.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { IdPage } from '../../shared/id-page.ts';
import { DOOR_PROVIDERS } from '../../shared/money/door-providers.ts';

export type RefundStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED';

/** From each status, the statuses that may follow. Everything else is illegal. */
export const REFUND_TRANSITIONS: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  PENDING: ['SUCCEEDED', 'FAILED'],
  // The money came back: the buyer's bank did not take it.
  SUCCEEDED: ['FAILED'],
  // Tried again; or it was given up, and the provider has made it after all.
  FAILED: ['PENDING', 'SUCCEEDED'],
};

/** Failure code of a refund that was given up without a word of the provider that it failed for good. */
export const GIVEN_UP = 'given_up';

/** Failure code of a refund of money that the buyer has the bank contest, or has got from the bank: the provider was not asked for it. */
export const DISPUTED = 'disputed';

/** Money of a payment that goes back. */
export interface Refund {
  id: string;
  paymentId: string;
  bookingId: string;
  /** Minor units. */
  amount: number;
  currency: string;
  status: RefundStatus;
  /** The organiser's words. */
  reason: string | null;
  /** Of money that paid for nothing: it came too late, or twice. */
  isSurplus: boolean;
  /** Those whose money it gives back. */
  ticketIds: string[];
  /** Made at the provider, in its dashboard, and not asked for here. */
  atProvider: boolean;
  /** The provider's own id; null while it has not told one. */
  reference: string | null;
  /** Goes up when it is tried again after the provider has refused it for good: part of its idempotency key. */
  round: number;
  /** Why it failed, or failed last. */
  failureCode: string | null;
  createdAt: Date;
}

const FIND_REFUNDS = readStatement(new URL('./sql/find-refunds.sql', import.meta.url));
const FIND_REFUNDS_OF = readStatement(new URL('./sql/find-refunds-of.sql', import.meta.url));
const FIND_SUMS_OF = readStatement(new URL('./sql/find-sums-of.sql', import.meta.url));
const LOCK_NOT_ASKED_FOR = readStatement(new URL('./sql/lock-refunds-not-asked-for.sql', import.meta.url));
const LOCK_REFUND = readStatement(new URL('./sql/lock-refund.sql', import.meta.url));
const COUNT_PENDING_REFUNDS = readStatement(new URL('./sql/count-pending-refunds.sql', import.meta.url));
const COUNT_FAILED_REFUNDS = readStatement(new URL('./sql/count-failed-refunds.sql', import.meta.url));

export async function findRefund(database: Querier, refundId: string): Promise<Refund | null> {
  const [refund] = await database.query<Refund>(FIND_REFUNDS, [[refundId]]);
  return refund ?? null;
}

/** The refunds of each of the bookings that has any, the first asked for first. */
export async function findRefundsOf(
  database: Querier,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, Refund[]>> {
  const refunds = await database.query<Refund>(FIND_REFUNDS_OF, [bookingIds]);
  return Map.groupBy(refunds, ({ bookingId }) => bookingId);
}

const REFUND = {
  id: true,
  paymentId: true,
  bookingId: true,
  amount: true,
  currency: true,
  status: true,
  reason: true,
  isSurplus: true,
  ticketIds: true,
  atProvider: true,
  providerReference: true,
  round: true,
  failureCode: true,
  createdAt: true,
} as const satisfies Prisma.RefundSelect;

/** Some of the refunds of a show. */
export interface RefundsOfShow {
  showId: string;
  /** Null: in any. */
  status: RefundStatus | null;
  /** Whether they are handed over at the box office; null: those that are, and those that are not. */
  byHand: boolean | null;
}

function refundsWhere({ showId, status, byHand }: RefundsOfShow): Prisma.RefundWhereInput {
  const paidAtDoor = { in: [...DOOR_PROVIDERS] };
  const provider = byHand ? paidAtDoor : { not: paidAtDoor };
  return { booking: { showId }, ...(status && { status }), ...(byHand !== null && { payment: { provider } }) };
}

/** The newest first unless cut from the oldest end. Ids sort by the time they were made. */
export async function findRefundsOfShow({ prisma }: Database, some: RefundsOfShow, page: IdPage): Promise<Refund[]> {
  const { id, cut } = prismaPage(page);
  const where = { ...refundsWhere(some), id };
  const rows = await prisma.refund.findMany({ where, select: REFUND, ...cut });
  // Money is checked to be at most 2^53 - 1, so a number holds it exactly.
  return rows.map(({ providerReference: reference, ...row }) => ({ ...row, reference, amount: Number(row.amount) }));
}

/** How many there are of them, counted up to `max + 1`. */
export async function countRefundsOfShow({ prisma }: Database, some: RefundsOfShow, max: number): Promise<number> {
  return await prisma.refund.count({ where: refundsWhere(some), take: max + 1 });
}

/** What was paid for a booking, what of it went back, and what the bank has given to the buyer. Minor units. */
export interface PaidSums {
  paid: number;
  refunded: number;
  lostDisputes: number;
}

/** Of each of the bookings that was ever paid. */
export async function findSumsOf(
  database: Querier,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, PaidSums>> {
  const rows = await database.query<PaidSums & { bookingId: string }>(FIND_SUMS_OF, [bookingIds]);
  return new Map(rows.map(({ bookingId, ...sums }) => [bookingId, sums]));
}

/** The refund with its row locked until the transaction's end. Its booking's row and its payment's are to be locked before. */
export async function lockRefund(tx: Querier, refundId: string): Promise<Refund | null> {
  const [refund] = await tx.query<Refund>(LOCK_REFUND, [refundId]);
  return refund ?? null;
}

/**
 * Refunds of the payment that wait, and that the provider was not asked for yet, the newest first, with their rows locked. Those of the booking and
 * of the payment are to be locked before.
 */
export async function lockRefundsNotAskedFor(tx: Querier, paymentId: string): Promise<Refund[]> {
  return await tx.query<Refund>(LOCK_NOT_ASKED_FOR, [paymentId]);
}

/** How many refunds failed, or were given up, and wait for a person. */
export async function countFailedRefunds(database: Querier): Promise<number> {
  const [row] = await database.query<{ count: number }>(COUNT_FAILED_REFUNDS, [DISPUTED]);
  return row!.count;
}

/** How many refunds the provider is to be asked for, or is at. */
export async function countPendingRefunds(database: Querier): Promise<number> {
  const [row] = await database.query<{ count: number }>(COUNT_PENDING_REFUNDS);
  return row!.count;
}
