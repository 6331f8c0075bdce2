import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import { planSeatIds } from '../seat-map/seat-id.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { type TicketSeat, ticketPriceOf, ticketSeatsOf, tierOf } from '../shows/prices.ts';
import type { Show } from '../shows/show.ts';
import type { TicketRecord } from '../tickets/tickets.ts';
import { BookingNotChangeableError } from './changes.errors.ts';

export interface TicketExchangeInput {
  ticketId: string;
  /** By either of its ids. */
  toSeatId: string;
  /** What it is to be sold as; without, it is the show's first type. */
  ticketTypeId?: string | null | undefined;
}

/** Which tickets of a booking end, and what some are exchanged for. */
export interface WantedTickets {
  cancelTicketIds: readonly string[];
  exchange: readonly TicketExchangeInput[];
}

/**
 * The tickets that are given back, and those that are exchanged, in their order. Throws InvalidInputError, BookingNotChangeableError.
 */
export function endingTickets(
  tickets: readonly TicketRecord[],
  { cancelTicketIds, exchange }: WantedTickets,
): { returned: TicketRecord[]; exchanged: TicketRecord[] } {
  const asked = [
    ...cancelTicketIds.map((id, index) => ({ id, path: `input.cancelTicketIds.${index}` })),
    ...exchange.map(({ ticketId: id }, index) => ({ id, path: `input.exchange.${index}.ticketId` })),
  ];
  if (asked.length === 0) {
    throw new InvalidInputError([{ path: 'input.cancelTicketIds', message: 'must name a ticket', code: 'REQUIRED' }]);
  }
  const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const issues = asked.flatMap(({ id, path }, index): InputIssue[] => {
    const first = asked.findIndex((other) => other.id === id);
    if (!byId.has(id)) return [{ path, message: 'is not a ticket of the booking', code: 'UNKNOWN' }];
    if (first === index) return [];
    return [{ path, message: 'is given twice', code: 'DUPLICATE', relatedPath: asked[first]!.path }];
  });
  if (issues.length > 0) throw new InvalidInputError(issues);
  const ending = asked.map(({ id }) => byId.get(id)!);
  if (ending.some(({ voidedAt }) => voidedAt !== null)) throw new BookingNotChangeableError('TICKET_VOID');
  const good = tickets.filter(({ voidedAt }) => voidedAt === null);
  if (cancelTicketIds.length === good.length) throw new BookingNotChangeableError('ALL_TICKETS');
  return { returned: ending.slice(0, cancelTicketIds.length), exchanged: ending.slice(cancelTicketIds.length) };
}

/** The seats that tickets are exchanged for, as they are sold now. Throws InvalidInputError. */
export function wantedSeats(
  show: Show,
  plan: SeatingPlanModel,
  exchange: readonly TicketExchangeInput[],
): { seatId: string; ticketTypeId: string | null }[] {
  const seatIds = planSeatIds(
    show.id,
    exchange.map(({ toSeatId }) => toSeatId),
  );
  const issues = exchange.flatMap(({ ticketTypeId }, index): InputIssue[] => {
    const seat = plan.seatById.get(seatIds[index]!);
    const path = `input.exchange.${index}`;
    if (!seat) return [{ path: `${path}.toSeatId`, message: 'is not a seat of this show', code: 'UNKNOWN' }];
    const first = seatIds.indexOf(seat.id);
    if (first < index) {
      const relatedPath = `input.exchange.${first}.toSeatId`;
      return [{ path: `${path}.toSeatId`, message: 'is given twice', code: 'DUPLICATE', relatedPath }];
    }
    if (ticketTypeId == null || ticketPriceOf(tierOf(show, seat), ticketTypeId)) return [];
    return [{ path: `${path}.ticketTypeId`, message: 'is not what the seat is sold as', code: 'UNKNOWN' }];
  });
  if (issues.length > 0) throw new InvalidInputError(issues);
  return exchange.map(({ ticketTypeId }, index) => ({ seatId: seatIds[index]!, ticketTypeId: ticketTypeId ?? null }));
}

/** The same with their prices. Throws StaleShowError where the show sells them otherwise meanwhile. */
export function pricedSeats(
  show: Show,
  plan: SeatingPlanModel,
  wanted: readonly { seatId: string; ticketTypeId: string | null }[],
): TicketSeat[] {
  const first = show.ticketTypes[0]?.id;
  return ticketSeatsOf(show, plan, {
    seatIds: wanted.map(({ seatId }) => seatId),
    ticketTypeIds: first === undefined ? [] : wanted.map(({ ticketTypeId }) => ticketTypeId ?? first),
  });
}
