import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

// PostgreSQL writes the ledger, in the transaction of each cause: see the migration `ledger`. Here it is read.

/** How money comes, and goes back; FREE: nothing was to be paid. */
export type SaleMethod = 'ONLINE' | 'CASH' | 'CARD_TERMINAL' | 'FREE';

export type LedgerKind =
  | 'SALE'
  | 'CANCELLATION'
  | 'REFUND'
  | 'REFUND_REVERSAL'
  | 'SURPLUS'
  | 'RETURN'
  | 'EXCHANGE'
  | 'CHARGE'
  | 'LOST_DISPUTE'
  | 'LOST_DISPUTE_REVERSAL';

export type LedgerAccount =
  | 'PROVIDER'
  | 'CASH'
  | 'CARD_TERMINAL'
  | 'WRITE_OFFS'
  | 'TICKETS'
  | 'DISCOUNTS'
  | 'FEES'
  | 'TAX'
  | 'SURPLUS'
  | 'SUSPENSE'
  | 'LOST_DISPUTES';

export interface LedgerEntry {
  account: LedgerAccount;
  /** Of tickets, what is taken off them and the tax in them; null: of something else. */
  tierId: string | null;
  ticketTypeId: string | null;
  /** Thousandths of a percent. */
  taxRate: number | null;
  /** Of fees and the tax in them: the fee's name. */
  description: string | null;
  /** Minor units: a debit is positive, a credit negative. */
  amount: number;
  /** Tickets that were sold; negative: that have become void. */
  quantity: number;
}

/** Entries that are alike, added up. */
export interface LedgerSum extends LedgerEntry {
  kind: LedgerKind;
  method: SaleMethod;
}

/** A time: from its beginning, up to before its end; null: since, or until, ever. */
export interface Period {
  from: Date | null;
  to: Date | null;
}

export interface LedgerTransaction {
  id: number;
  kind: LedgerKind;
  method: SaleMethod;
  /** Of the booking; null where that was removed. */
  reference: string | null;
  paymentId: string | null;
  refundId: string | null;
  currency: string;
  postedAt: Date;
  entries: LedgerEntry[];
}

const READ_SUMS = readStatement(new URL('./sql/read-sums.sql', import.meta.url));
const LIST_ENTRIES = readStatement(new URL('./sql/list-entries.sql', import.meta.url));

/** What the ledger has of each show over its period, in the order asked for. */
export async function readSums(
  database: Querier,
  asked: readonly ({ showId: string } & Period)[],
): Promise<LedgerSum[][]> {
  const rows = await database.query<LedgerSum & { number: number }>(READ_SUMS, [
    asked.map(({ showId }) => showId),
    asked.map(({ from }) => from),
    asked.map(({ to }) => to),
  ]);
  const byNumber = Map.groupBy(rows, ({ number }) => number);
  return asked.map((_, index) => byNumber.get(index + 1) ?? []);
}

/** Transactions of a show in the order in which they were posted, after that one. */
export async function listTransactions(
  database: Querier,
  { showId, from, to, after, limit }: { showId: string; after: number; limit: number } & Period,
): Promise<LedgerTransaction[]> {
  return await database.query<LedgerTransaction>(LIST_ENTRIES, [showId, from, to, after, limit]);
}
