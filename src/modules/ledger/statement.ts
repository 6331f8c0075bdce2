import type { LedgerAccount, LedgerKind, LedgerSum, Period, SaleMethod } from './ledger-reader.ts';

/** Amounts are minor units, tax included. */
export interface Figures {
  /** What was charged, discounts taken off. */
  sold: number;
  /** What of it went back. */
  refunded: number;
  /** The tax that is in what was sold, less that in what went back. */
  tax: number;
}

export interface TicketFigures extends Figures {
  ticketsSold: number;
  /** That have become void. */
  ticketsCancelled: number;
  /** What codes took off, and what was given away, tax not included; less what went back of it. */
  discounts: number;
  writeOffs: number;
}

export interface TicketRow extends TicketFigures {
  tierId: string;
  ticketTypeId: string | null;
  method: SaleMethod;
}

export interface FeeRow extends Figures {
  name: string;
  /** Thousandths of a percent. */
  taxRate: number;
}

export interface TaxRow extends Figures {
  taxRate: number;
}

export interface MethodRow {
  method: SaleMethod;
  ticketsSold: number;
  ticketsCancelled: number;
  /** All money that came and went, also that which paid for nothing. */
  received: number;
  paidBack: number;
}

/** What a show has taken and given back over a time, as the ledger has it. */
export interface Statement extends Period, TicketFigures {
  /** What of the rest is fees, tax included. */
  fees: number;
  /** Money that came and pays for nothing, or for what was given back, less what of such money went back. */
  surplus: number;
  /** What banks gave to buyers, as disputes were lost. */
  lostDisputes: number;
  tickets: TicketRow[];
  feeRows: FeeRow[];
  taxRows: TaxRow[];
  methodRows: MethodRow[];
}

const METHODS: readonly SaleMethod[] = ['ONLINE', 'CASH', 'CARD_TERMINAL', 'FREE'];
const MONEY = new Set<LedgerAccount>(['PROVIDER', 'CASH', 'CARD_TERMINAL']);
/** What was given back counts from then on, whether or not its money has gone back: until then that is surplus. */
const REFUNDS = new Set<LedgerKind>(['REFUND', 'REFUND_REVERSAL', 'RETURN']);
/** By which money goes, and comes back, that had come before. */
const PAID_BACK = new Set<LedgerKind>([...REFUNDS, 'LOST_DISPUTE', 'LOST_DISPUTE_REVERSAL']);

export function statementOf(period: Period, sums: readonly LedgerSum[]): Statement {
  const tickets = groupsOf(
    sums.filter(({ tierId }) => tierId !== null),
    ({ tierId, ticketTypeId, method }) => ({ tierId: tierId!, ticketTypeId, method }),
  ).map(([of, rows]): TicketRow => ({ ...of, ...ticketFiguresOf(rows) }));
  const feeRows = groupsOf(
    sums.filter(({ description }) => description !== null),
    ({ description, taxRate }) => ({ name: description!, taxRate: taxRate ?? 0 }),
  ).map(([of, rows]): FeeRow => ({ ...of, ...figuresOf(rows) }));
  const taxRows = groupsOf(
    sums.filter(({ taxRate }) => taxRate !== null),
    ({ taxRate }) => ({ taxRate: taxRate! }),
  ).map(([of, rows]): TaxRow => ({ ...of, ...figuresOf(rows) }));
  return {
    ...period,
    ...ticketFiguresOf(sums.filter(({ taxRate }) => taxRate !== null)),
    fees: feeRows.reduce((sum, { sold, refunded }) => sum + sold - refunded, 0),
    surplus: 0 - sumOf(sums.filter(({ account }) => account === 'SURPLUS')),
    lostDisputes: sumOf(sums.filter(({ account }) => account === 'LOST_DISPUTES')),
    tickets,
    feeRows,
    taxRows: taxRows.toSorted((a, b) => a.taxRate - b.taxRate),
    methodRows: METHODS.flatMap((method) => methodRowOf(method, sums)),
  };
}

/** None of a method that nothing was sold by. */
function methodRowOf(method: SaleMethod, sums: readonly LedgerSum[]): MethodRow[] {
  const own = sums.filter((sum) => sum.method === method);
  if (own.length === 0) return [];
  const money = own.filter(({ account }) => MONEY.has(account));
  const { ticketsSold, ticketsCancelled } = ticketFiguresOf(own);
  const received = sumOf(money.filter(({ kind }) => !PAID_BACK.has(kind)));
  return [{ method, ticketsSold, ticketsCancelled, received, paidBack: received - sumOf(money) }];
}

function figuresOf(rows: readonly LedgerSum[]): Figures {
  const [back, sold] = [rows.filter(({ kind }) => REFUNDS.has(kind)), rows.filter(({ kind }) => !REFUNDS.has(kind))];
  const tax = rows.filter(({ account }) => account === 'TAX');
  return { sold: 0 - sumOf(sold), refunded: sumOf(back), tax: 0 - sumOf(tax) };
}

function ticketFiguresOf(rows: readonly LedgerSum[]): TicketFigures {
  const quantityOf = (...kinds: LedgerKind[]) =>
    rows.reduce((sum, row) => sum + (kinds.includes(row.kind) ? Math.abs(row.quantity) : 0), 0);
  const on = (account: LedgerAccount) => sumOf(rows.filter((row) => row.account === account));
  return {
    ...figuresOf(rows),
    ticketsSold: quantityOf('SALE', 'EXCHANGE'),
    ticketsCancelled: quantityOf('CANCELLATION', 'RETURN'),
    discounts: on('DISCOUNTS'),
    writeOffs: on('WRITE_OFFS'),
  };
}

function sumOf(rows: readonly LedgerSum[]): number {
  return rows.reduce((sum, { amount }) => sum + amount, 0);
}

/** Groups by what is told of each row, in the order of their first rows. */
function groupsOf<Of>(rows: readonly LedgerSum[], of: (row: LedgerSum) => Of): [Of, LedgerSum[]][] {
  const groups = Map.groupBy(rows, (row) => JSON.stringify(of(row)));
  return [...groups.values()].map((group) => [of(group[0]!), group]);
}
