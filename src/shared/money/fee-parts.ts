import { partOf, type Rate } from './rate.ts';

/** What a fee is worked out by: an amount in minor units, or a percentage of what tickets cost. */
export interface FeeBase {
  basis: 'PER_TICKET' | 'PER_BOOKING';
  /** Minor units; null: it is a percentage. */
  amount: number | null;
  percent: Rate | null;
}

/** So many tickets at the same price, in minor units. */
export interface PricedTickets {
  unitPrice: number;
  quantity: number;
}

/** What a fee comes to: `each` on so many. */
export interface FeePart {
  each: number;
  quantity: number;
}

/**
 * What a fee comes to on these tickets. A percentage is rounded half up: per ticket, of its price; per booking, of the sum of all. Tickets
 * with the same fee are one part. Where nothing is charged there is no part.
 */
export function feeParts(fee: FeeBase, tickets: readonly PricedTickets[]): FeePart[] {
  const sum = tickets.reduce((total, { unitPrice, quantity }) => total + unitPrice * quantity, 0);
  const bases = fee.basis === 'PER_BOOKING' ? [{ unitPrice: sum, quantity: 1 }] : tickets;
  const quantities = new Map<number, number>();
  for (const { unitPrice, quantity } of bases) {
    const each = fee.percent === null ? (fee.amount ?? 0) : partOf(unitPrice, fee.percent);
    quantities.set(each, (quantities.get(each) ?? 0) + quantity);
  }
  return [...quantities].flatMap(([each, quantity]) => (each === 0 ? [] : [{ each, quantity }]));
}

/** What all fees come to, in minor units. Where no ticket costs anything there are none, so that what is free stays free. */
export function feesOn(fees: readonly FeeBase[], tickets: readonly PricedTickets[]): number {
  if (tickets.every(({ unitPrice }) => unitPrice === 0)) return 0;
  const parts = fees.flatMap((fee) => feeParts(fee, tickets));
  return parts.reduce((total, { each, quantity }) => total + each * quantity, 0);
}
