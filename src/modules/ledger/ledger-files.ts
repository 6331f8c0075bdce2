import type { Database } from '../../platform/postgres/database.ts';
import { exponentOf } from '../../shared/money/currencies.ts';
import { decimalOf } from '../../shared/money/money-format.ts';
import { percentOf } from '../../shared/money/rate.ts';
import { BYTE_ORDER_MARK, type Cell, csvRow } from '../../shared/text/csv.ts';
import type { Show } from '../shows/shows.service.ts';
import { type LedgerEntry, type LedgerTransaction, listTransactions, type Period } from './ledger-reader.ts';
import type { Figures, Statement } from './statement.ts';

const STATEMENT_HEAD = [
  'of',
  'name',
  'ticket_type',
  'method',
  'tax_rate',
  'tickets_sold',
  'tickets_cancelled',
  'sold',
  'refunded',
  'balance',
  'tax',
  'currency',
];

/** A statement, row by row: `tickets`, `fee`, `tax`, `method`, `surplus`, `lost_disputes` and `total`. */
export async function* statementFile(show: Show, statement: Statement): AsyncGenerator<string> {
  const { currency } = show;
  const amount = amountsOf(currency);
  const figures = ({ sold, refunded, tax }: Figures) => [
    amount(sold),
    amount(refunded),
    amount(sold - refunded),
    amount(tax),
    currency,
  ];
  const rows: Cell[][] = [
    ...statement.tickets.map((row) => {
      const { tier, ticketType } = namesIn(show, row);
      return ['tickets', tier, ticketType, row.method, null, row.ticketsSold, row.ticketsCancelled, ...figures(row)];
    }),
    ...statement.feeRows.map((row) => {
      return ['fee', row.name, null, null, percentOf(row.taxRate), null, null, ...figures(row)];
    }),
    ...statement.taxRows.map((row) => ['tax', null, null, null, percentOf(row.taxRate), null, null, ...figures(row)]),
    ...statement.methodRows.map(({ method, ticketsSold, ticketsCancelled, received, paidBack }) => {
      const money = [amount(received), amount(paidBack), amount(received - paidBack)];
      return ['method', null, null, method, null, ticketsSold, ticketsCancelled, ...money, null, currency];
    }),
    ['surplus', null, null, null, null, null, null, null, null, amount(statement.surplus), null, currency],
    [
      'lost_disputes',
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      amount(0 - statement.lostDisputes),
      null,
      currency,
    ],
    ['total', null, null, null, null, statement.ticketsSold, statement.ticketsCancelled, ...figures(statement)],
  ];
  yield BYTE_ORDER_MARK + csvRow(STATEMENT_HEAD) + rows.map(csvRow).join('');
}

const LEDGER_HEAD = [
  'transaction',
  'posted_at',
  'kind',
  'method',
  'reference',
  'payment',
  'refund',
  'account',
  'tier',
  'ticket_type',
  'fee',
  'tax_rate',
  'tickets',
  'debit',
  'credit',
  'currency',
];

/** Of transactions that are read and written at a time. */
const PER_BATCH = 200;

/** The ledger's entries of a show, piece by piece, in the order in which they were posted. Each piece is read when it is asked for. */
export async function* ledgerFile(database: Database, show: Show, period: Period): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvRow(LEDGER_HEAD);
  for (let after = 0; ; ) {
    const batch: LedgerTransaction[] = await listTransactions(database, {
      showId: show.id,
      ...period,
      after,
      limit: PER_BATCH,
    });
    const rows = batch.flatMap((transaction) => transaction.entries.map((entry) => entryRow(show, transaction, entry)));
    if (rows.length > 0) yield rows.map(csvRow).join('');
    if (batch.length < PER_BATCH) return;
    after = batch.at(-1)!.id;
  }
}

function entryRow(show: Show, transaction: LedgerTransaction, entry: LedgerEntry): Cell[] {
  const { id, postedAt, kind, method, reference, paymentId, refundId, currency } = transaction;
  const { account, description, taxRate, quantity } = entry;
  const amount = amountsOf(currency);
  const { tier, ticketType } = namesIn(show, entry);
  return [
    id,
    postedAt.toISOString(),
    kind,
    method,
    reference,
    paymentId,
    refundId,
    account,
    tier,
    ticketType,
    description,
    taxRate === null ? null : percentOf(taxRate),
    quantity === 0 ? null : quantity,
    entry.amount > 0 ? amount(entry.amount) : null,
    entry.amount < 0 ? amount(-entry.amount) : null,
    currency,
  ];
}

function namesIn(
  { priceTiers, ticketTypes }: Show,
  { tierId, ticketTypeId }: Pick<LedgerEntry, 'tierId' | 'ticketTypeId'>,
): { tier: string | null; ticketType: string | null } {
  return {
    tier: priceTiers.find(({ id }) => id === tierId)?.name ?? null,
    ticketType: ticketTypes.find(({ id }) => id === ticketTypeId)?.name ?? null,
  };
}

/** Writes amounts in major units, with all their decimals. */
function amountsOf(currency: string): (amount: number) => Cell {
  const exponent = exponentOf(currency);
  return (amount) => ({ decimal: decimalOf(amount, exponent) });
}
