import { partOf, type Rate } from '../../shared/money/rate.ts';

/** What becomes cheaper by a code: exactly one of the three, or none where the code is for something else. */
export interface Discount {
  /** Off each ticket. */
  percent: Rate | null;
  /** Off each ticket, in minor units. */
  amount: number | null;
  /** Of each ticket, in minor units; tickets that cost less keep their price. */
  price: number | null;
}

/** A promo code as a lock has it: what it said when it was applied. */
export interface CodeTerms extends Discount {
  id: string;
  /** As the organiser writes it. */
  code: string;
  /** Whose tickets it is for; empty: all. */
  tierIds: readonly string[];
  ticketTypeIds: readonly string[];
  /** The part of the house that it opens; null: none. */
  allotmentId: string | null;
}

export interface TicketOfCode {
  /** Of places of an area: none. */
  seatId?: string;
  /** Of a seat: none. */
  areaId?: string;
  tierId: string;
  /** Null: the show has no types. */
  ticketType: { id: string } | null;
  /** Minor units. */
  price: number;
  /** Of places of an area, how many tickets at that price; 1 by default. */
  quantity?: number;
}

/** Whether anything becomes cheaper by it. */
export function isDiscount({ percent, amount, price }: Discount): boolean {
  return percent !== null || amount !== null || price !== null;
}

/** So much cheaper the code makes the ticket: 0 up to its price. A percentage is rounded half up. */
export function discountOf(code: CodeTerms, ticket: TicketOfCode): number {
  return isFor(code, ticket) ? discountOn(ticket.price, code) : 0;
}

/** What is an allotment's: a seat, or so many places of an area. */
interface OfAllotment {
  allotmentId: string;
  seatId?: string;
  areaId?: string;
  quantity?: number;
}

/**
 * How many of the tickets count for the code: those that it makes cheaper. Seats and places of its
 * allotment, of which `allotted` has at least those among the tickets, count whatever they cost: nobody has them but by the code. Which of
 * an area's places these are nobody can tell: of each area so many count at least.
 */
export function ticketsOf(
  code: CodeTerms,
  tickets: readonly TicketOfCode[],
  allotted: readonly OfAllotment[] = [],
): number {
  const opened = allotted.filter(({ allotmentId }) => allotmentId === code.allotmentId);
  const seats = new Set(opened.flatMap(({ seatId }) => seatId ?? []));
  const counting = tickets.filter((ticket) => seats.has(ticket.seatId!) || discountOf(code, ticket) > 0);
  const areaIds = new Set(opened.flatMap(({ areaId }) => areaId ?? []));
  const beyond = [...areaIds].map((areaId) => {
    const isOfArea = (own: { areaId?: string }) => own.areaId === areaId;
    const least = Math.min(quantityIn(opened.filter(isOfArea)), quantityIn(tickets.filter(isOfArea)));
    return Math.max(0, least - quantityIn(counting.filter(isOfArea)));
  });
  return quantityIn(counting) + beyond.reduce((sum, more) => sum + more, 0);
}

function quantityIn(list: readonly { quantity?: number }[]): number {
  return list.reduce((sum, { quantity = 1 }) => sum + quantity, 0);
}

function isFor({ tierIds, ticketTypeIds }: CodeTerms, { tierId, ticketType }: TicketOfCode): boolean {
  if (tierIds.length > 0 && !tierIds.includes(tierId)) return false;
  return ticketTypeIds.length === 0 || (ticketType !== null && ticketTypeIds.includes(ticketType.id));
}

function discountOn(price: number, { percent, amount, price: fixed }: Discount): number {
  if (percent !== null) return partOf(price, percent);
  if (amount !== null) return Math.min(amount, price);
  if (fixed !== null) return Math.max(0, price - fixed);
  return 0;
}
