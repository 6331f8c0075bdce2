import type { Fee } from './fee.ts';
import { partOf, type Rate, taxIn } from './rate.ts';

export type PriceLineKind = 'SEAT' | 'FEE';

/** One line of what a lock or a booking costs. All money is whole minor units of its currency. */
export interface PriceLine {
  kind: PriceLineKind;
  /** In the organiser's words. */
  description: string;
  /** Of a SEAT line. */
  seatId: string | null;
  /** Of a SEAT line, where the show has ticket types. */
  ticketTypeId: string | null;
  quantity: number;
  unitPrice: number;
  /** `quantity` times `unitPrice`, tax included. */
  total: number;
  taxRate: Rate;
  /** What of the total is tax. */
  tax: number;
}

/** A seat that is sold as a ticket of one type. */
export interface PricedSeat {
  seatId: string;
  tierName: string;
  /** Null: the show has none. */
  ticketType: { id: string; name: string } | null;
  price: number;
  taxRate: Rate;
}

/** What fees are worked out by. */
export type FeeTerms = Pick<Fee, 'name' | 'basis' | 'amount' | 'percent' | 'taxRate'>;

/**
 * Explains what seats cost together: a line for each, in their order, then the fees in theirs. Their total is the sum of the lines. A
 * percentage is rounded half up: per ticket, of its price; per booking, of the sum of all tickets. Tickets with the same fee
 * share its line. Where no ticket costs anything there are no fees, so that what is free stays free.
 */
export function priceLines(seats: readonly PricedSeat[], fees: readonly FeeTerms[]): PriceLine[] {
  const tickets = seats.map(seatLine);
  const isFree = tickets.every(({ total }) => total === 0);
  return isFree ? tickets : [...tickets, ...fees.flatMap((fee) => feeLines(fee, tickets))];
}

export function totalOfLines(lines: readonly Pick<PriceLine, 'total'>[]): number {
  return lines.reduce((sum, { total }) => sum + total, 0);
}

function seatLine({ seatId, tierName, ticketType, price, taxRate }: PricedSeat): PriceLine {
  return {
    kind: 'SEAT',
    description: ticketType ? `${tierName}, ${ticketType.name}` : tierName,
    seatId,
    ticketTypeId: ticketType?.id ?? null,
    quantity: 1,
    unitPrice: price,
    total: price,
    taxRate,
    tax: taxIn(price, taxRate),
  };
}

function feeLines(fee: FeeTerms, tickets: readonly PriceLine[]): PriceLine[] {
  if (fee.basis === 'PER_BOOKING') return feeLine(fee, feeOf(fee, totalOfLines(tickets)), 1);
  const quantities = new Map<number, number>();
  for (const { unitPrice } of tickets) {
    const each = feeOf(fee, unitPrice);
    quantities.set(each, (quantities.get(each) ?? 0) + 1);
  }
  return [...quantities].flatMap(([each, quantity]) => feeLine(fee, each, quantity));
}

/** On what costs so much. */
function feeOf({ amount, percent }: FeeTerms, price: number): number {
  return percent === null ? (amount?.amount ?? 0) : partOf(price, percent);
}

/** None where nothing is charged. */
function feeLine({ name, taxRate }: FeeTerms, unitPrice: number, quantity: number): PriceLine[] {
  if (unitPrice === 0) return [];
  const total = quantity * unitPrice;
  return [
    {
      kind: 'FEE',
      description: name,
      seatId: null,
      ticketTypeId: null,
      quantity,
      unitPrice,
      total,
      taxRate,
      tax: taxIn(total, taxRate),
    },
  ];
}
