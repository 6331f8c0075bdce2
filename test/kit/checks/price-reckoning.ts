import type { CodeTerms } from '../../../src/modules/pricing/code-terms.ts';
import type { FeeTerms, PriceLine } from '../../../src/modules/pricing/price-lines.ts';

/** Tickets alike: a seat, or so many places of an area. */
export interface AskedTickets {
  price: number;
  taxRate: number;
  ticketType: { id: string; name: string } | null;
  tierId: string;
  /** Null: a seat. */
  quantity: number | null;
}

/** What tickets cost and the tax in it, by tax rate, in minor units. */
export type Reckoning = Map<number, { total: bigint; tax: bigint }>;

/** Of 100 %. */
const WHOLE = 100_000n;

/** The whole number that is nearest to the fraction, which is not negative; half is up. */
function rounded(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}

/** Of an amount with tax. */
function taxOf(total: bigint, rate: number): bigint {
  return rounded(total * BigInt(rate), WHOLE + BigInt(rate));
}

/** What one of the tickets costs with the code. */
function reducedPrice({ price, tierId, ticketType }: AskedTickets, code: CodeTerms | null): bigint {
  const regular = BigInt(price);
  const isFor =
    code !== null &&
    (code.tierIds.length === 0 || code.tierIds.includes(tierId)) &&
    (code.ticketTypeIds.length === 0 || (ticketType !== null && code.ticketTypeIds.includes(ticketType.id)));
  if (!isFor) return regular;
  const smaller = (one: bigint, other: bigint) => (one < other ? one : other);
  if (code.percent !== null) return regular - rounded(regular * BigInt(code.percent), WHOLE);
  if (code.amount !== null) return regular - smaller(regular, BigInt(code.amount));
  return code.price === null ? regular : smaller(regular, BigInt(code.price));
}

/** All by whole numbers and fractions of them, without what the product works by: what the lines of these tickets must add up to. */
export function reckon(tickets: readonly AskedTickets[], code: CodeTerms | null, fees: readonly FeeTerms[]): Reckoning {
  const reckoning: Reckoning = new Map();
  const add = (rate: number, total: bigint) => {
    const sum = reckoning.get(rate) ?? { total: 0n, tax: 0n };
    reckoning.set(rate, { total: sum.total + total, tax: sum.tax + taxOf(total, rate) });
  };
  const sold = tickets.map((each) => {
    return { rate: each.taxRate, quantity: BigInt(each.quantity ?? 1), price: reducedPrice(each, code) };
  });
  for (const { rate, quantity, price } of sold) add(rate, quantity * price);
  const together = sold.reduce((sum, { quantity, price }) => sum + quantity * price, 0n);
  if (together === 0n) return reckoning;
  for (const { basis, amount, percent, taxRate } of fees) {
    const on = (price: bigint) => (percent === null ? BigInt(amount!.amount) : rounded(price * BigInt(percent), WHOLE));
    if (basis === 'PER_BOOKING') add(taxRate, on(together));
    else {
      // Tickets with the same fee share a line, whose tax is rounded once.
      const byFee = Map.groupBy(sold, ({ price }) => on(price));
      for (const [fee, alike] of byFee) add(taxRate, fee * alike.reduce((sum, { quantity }) => sum + quantity, 0n));
    }
  }
  return reckoning;
}

/** What the lines add up to; of rates that nothing was charged at, nothing. */
export function addedUp(lines: readonly PriceLine[]): Reckoning {
  const byRate = Map.groupBy(lines, ({ taxRate }) => taxRate);
  const sum = (of: readonly PriceLine[], field: 'total' | 'tax') =>
    of.reduce((total, line) => total + BigInt(line[field]), 0n);
  return new Map([...byRate].map(([rate, of]) => [rate, { total: sum(of, 'total'), tax: sum(of, 'tax') }]));
}
