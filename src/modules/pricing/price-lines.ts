import { feeParts } from '../../shared/money/fee-parts.ts';
import { type Rate, taxIn } from '../../shared/money/rate.ts';
import type { Fee, FeeBasis } from './fee.ts';

export type PriceLineKind = 'SEAT' | 'AREA' | 'FEE' | 'DISCOUNT';

/** One line of what a lock or a booking costs. All money is whole minor units of its currency. */
export interface PriceLine {
  kind: PriceLineKind;
  /** In the organiser's words. */
  description: string;
  /** Of a SEAT line. */
  seatId: string | null;
  /** Of an AREA line; missing in others. */
  areaId?: string;
  /** Of a SEAT or AREA line, where the show has ticket types. */
  ticketTypeId: string | null;
  quantity: number;
  unitPrice: number;
  /** `quantity` times `unitPrice`, tax included. */
  total: number;
  taxRate: Rate;
  /** What of the total is tax. */
  tax: number;
  /** Of a FEE line of a booking: what it was worked out by, to be worked out again when the booking changes. Older bookings do not say it. */
  fee?: FeeOrigin;
}

/** CHANGE: charged for a change of the booking, and kept. `percent`: null where it is an amount. */
export interface FeeOrigin {
  basis: FeeBasis | 'CHANGE';
  percent: Rate | null;
}

/** A seat that is sold as a ticket of one type. */
export interface PricedSeat {
  seatId: string;
  tierName: string;
  /** Null: the show has none. */
  ticketType: { id: string; name: string } | null;
  price: number;
  /** What a code takes off the price. */
  discount?: number;
  taxRate: Rate;
}

/** Places of an area that are sold as tickets of one type. */
export interface PricedPlaces extends Omit<PricedSeat, 'seatId'> {
  areaId: string;
  quantity: number;
}

/** What fees are worked out by. */
export type FeeTerms = Pick<Fee, 'name' | 'basis' | 'amount' | 'percent' | 'taxRate'>;

/**
 * Explains what seats and places cost together: a line for each, in their order, then what a code takes off them, then the fees in their
 * order. Their total is the sum of the lines. Fees are on what tickets cost after the discount. A
 * percentage is rounded half up: per ticket, of its price; per booking, of the sum of all tickets. Tickets with the same fee
 * share its line. Where no ticket costs anything there are no fees, so that what is free stays free. `code`: what the discount is told as.
 */
export function priceLines(
  seats: readonly PricedSeat[],
  fees: readonly FeeTerms[],
  { code = null, places = [] }: { code?: string | null | undefined; places?: readonly PricedPlaces[] } = {},
): PriceLine[] {
  const tickets = ticketLines(seats, places);
  const discounts = code === null ? [] : discountLines([...seats, ...places], code);
  const sold = discounts.length === 0 ? tickets : ticketLines(seats.map(discounted), places.map(discounted));
  const isFree = sold.every(({ total }) => total === 0);
  return [...tickets, ...discounts, ...(isFree ? [] : fees.flatMap((fee) => feeLines(fee, sold)))];
}

function ticketLines(seats: readonly PricedSeat[], places: readonly PricedPlaces[]): PriceLine[] {
  return [...seats.map(seatLine), ...places.map(areaLine)];
}

/** What of seats and places a discount is worked out by. */
type Discounted = Pick<PricedSeat, 'price' | 'discount' | 'taxRate'> & { quantity?: number };

function discounted<Ticket extends Discounted>(ticket: Ticket): Ticket {
  return { ...ticket, price: ticket.price - (ticket.discount ?? 0) };
}

/**
 * A line for each tax rate of tickets that become cheaper. Its tax is what theirs falls by, so that at each rate as much is left as if the
 * tickets had been sold at the lower prices: rounded of all together, tax could remain on what costs nothing.
 */
export function discountLines(tickets: readonly Discounted[], code: string): PriceLine[] {
  const byRate = new Map<Rate, { discount: number; tax: number }>();
  for (const { discount = 0, price, taxRate, quantity = 1 } of tickets) {
    if (discount === 0) continue;
    const sum = byRate.get(taxRate) ?? { discount: 0, tax: 0 };
    sum.discount += quantity * discount;
    sum.tax += taxIn(quantity * price, taxRate) - taxIn(quantity * (price - discount), taxRate);
    byRate.set(taxRate, sum);
  }
  return [...byRate].map(([taxRate, { discount, tax }]) => ({
    kind: 'DISCOUNT',
    description: code,
    seatId: null,
    ticketTypeId: null,
    quantity: 1,
    unitPrice: -discount,
    total: -discount,
    taxRate,
    tax: tax === 0 ? 0 : -tax,
  }));
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

function areaLine({ areaId, quantity, ...priced }: PricedPlaces): PriceLine {
  const ofOne = seatLine({ ...priced, seatId: '' });
  const total = quantity * ofOne.unitPrice;
  return { ...ofOne, kind: 'AREA', seatId: null, areaId, quantity, total, tax: taxIn(total, ofOne.taxRate) };
}

/** What a fee comes to on these tickets, whose lines have the prices after the discount. */
export function feeLines(fee: FeeTerms, tickets: readonly Pick<PriceLine, 'unitPrice' | 'quantity'>[]): PriceLine[] {
  const base = { ...fee, amount: fee.amount?.amount ?? null };
  return feeParts(base, tickets).flatMap(({ each, quantity }) => feeLine(fee, each, quantity));
}

/** So much each, on so many. None where nothing is charged. */
export function feeLine(
  { name, taxRate }: Pick<FeeTerms, 'name' | 'taxRate'>,
  unitPrice: number,
  quantity: number,
): PriceLine[] {
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
