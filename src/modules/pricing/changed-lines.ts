import { type Rate, taxIn } from '../../shared/money/rate.ts';
import { discountLines, feeLine, feeLines, type PriceLine, totalOfLines } from './price-lines.ts';

/** Seats or places of a booking: their line, and what is taken off the price of each. */
export interface BookedTickets {
  line: PriceLine;
  discount: number;
}

/** What a change is charged with: a fee of so much each. */
export interface ChangeFee {
  name: string;
  /** One for each ticket that it is charged on. */
  amounts: readonly number[];
  taxRate: Rate;
}

export interface LineChange {
  /** The lines of the booking as it is. */
  lines: readonly PriceLine[];
  /** Its tickets as they are, and as they are to be. */
  before: readonly BookedTickets[];
  after: readonly BookedTickets[];
  /** Fees that were charged do not become less. */
  keepsFees: boolean;
  fees: readonly ChangeFee[];
}

/**
 * What a booking costs after a change: the tickets that it has then, what is taken off them, and its fees, worked out on those tickets by the
 * terms that they were charged by. Fees of earlier changes stay, and those of this one come last.
 */
export function linesAfter({ lines, before, after, keepsFees, fees: charged }: LineChange): PriceLine[] {
  const code = lines.find(({ kind }) => kind === 'DISCOUNT')?.description ?? null;
  const discounts = code === null ? [] : discountLines(after.map(reduction), code);
  const fees = feesAfter(lines, { before: before.map(sold), after: after.map(sold) }, keepsFees);
  return [...after.map(({ line }) => line), ...discounts, ...fees, ...charged.flatMap(changeFeeLines)];
}

/** So many of what a line is of, which has one price. */
export function lineOf(line: PriceLine, quantity: number): PriceLine {
  const total = quantity * line.unitPrice;
  return { ...line, quantity, total, tax: taxIn(total, line.taxRate) };
}

function reduction({ line: { unitPrice: price, quantity, taxRate }, discount }: BookedTickets) {
  return { price, quantity, taxRate, discount };
}

type Sold = Pick<PriceLine, 'unitPrice' | 'quantity' | 'total'>;

function sold({ line: { unitPrice, quantity }, discount }: BookedTickets): Sold {
  const reduced = unitPrice - discount;
  return { unitPrice: reduced, quantity, total: quantity * reduced };
}

interface Tickets {
  before: readonly Sold[];
  after: readonly Sold[];
}

function feesAfter(lines: readonly PriceLine[], tickets: Tickets, keepsFees: boolean): PriceLine[] {
  const fees = lines.filter(({ kind }) => kind === 'FEE');
  const groups = Map.groupBy(fees, ({ description, taxRate, fee }) => JSON.stringify([description, taxRate, fee]));
  return [...groups.values()].flatMap((charged) => feeAfter(charged, tickets, keepsFees));
}

/** Of one fee. What nobody can say how it was worked out stays as it is. */
function feeAfter(charged: readonly PriceLine[], tickets: Tickets, keepsFees: boolean): readonly PriceLine[] {
  const origin = charged[0]!.fee ?? originOf(charged, tickets.before);
  if (!origin || origin.basis === 'CHANGE') return charged;
  const { basis, percent } = origin;
  const { description: name, taxRate, unitPrice } = charged[0]!;
  // Money needs a currency, which nothing is worked out by.
  const amount = percent === null ? { amount: unitPrice, currency: '' } : null;
  const isFree = tickets.after.every(({ total }) => total === 0);
  const due = isFree ? [] : feeLines({ name, basis, amount, percent, taxRate }, tickets.after);
  if (keepsFees && totalOfLines(due) < totalOfLines(charged)) return charged;
  return due.map((line) => ({ ...line, fee: origin }));
}

/** Of a booking that does not say it: the same on each ticket is a fee per ticket, where there are several. */
function originOf([first, ...others]: readonly PriceLine[], tickets: readonly Sold[]): PriceLine['fee'] | null {
  const count = tickets.reduce((sum, { quantity }) => sum + quantity, 0);
  return others.length === 0 && count > 1 && first!.quantity === count ? { basis: 'PER_TICKET', percent: null } : null;
}

/** Of fees that are charged on the same amounts, one line. */
export function changeFeeLines({ name, amounts, taxRate }: ChangeFee): PriceLine[] {
  const alike = Map.groupBy(amounts, (amount) => amount);
  return [...alike]
    .flatMap(([unitPrice, { length }]) => feeLine({ name, taxRate }, unitPrice, length))
    .map((line) => ({ ...line, fee: { basis: 'CHANGE', percent: null } }));
}

/**
 * What a change of lines comes to, line by line: the sums of total and tax are those after less those before. What is given back has a negative
 * quantity, at its price.
 */
export function differenceOf(before: readonly PriceLine[], after: readonly PriceLine[]): PriceLine[] {
  const names = [...before, ...after].map(nameOf);
  const [had, has] = [Map.groupBy(before, nameOf), Map.groupBy(after, nameOf)];
  return [...new Set(names)].flatMap((name) => {
    const [was, is] = [had.get(name) ?? [], has.get(name) ?? []];
    const sum = (of: (line: PriceLine) => number) =>
      is.reduce((all, line) => all + of(line), 0) - was.reduce((all, line) => all + of(line), 0);
    const [quantity, total, tax] = [sum((line) => line.quantity), sum((line) => line.total), sum((line) => line.tax)];
    if (quantity === 0 && total === 0 && tax === 0) return [];
    const { fee: _, ...line } = (is[0] ?? was[0])!;
    // What a code takes off has one line at each rate, of another amount.
    return [
      line.kind === 'DISCOUNT'
        ? { ...line, quantity: 1, unitPrice: total, total, tax }
        : { ...line, quantity, total, tax },
    ];
  });
}

/** What lines have in common that are of the same, at the same price. */
function nameOf({ kind, description, seatId, areaId, ticketTypeId, taxRate, unitPrice }: PriceLine): string {
  return JSON.stringify([kind, description, seatId, areaId, ticketTypeId, taxRate, kind === 'DISCOUNT' || unitPrice]);
}
