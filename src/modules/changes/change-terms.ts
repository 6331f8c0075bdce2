import { type Language, languageOf } from '../../shared/text/language.ts';
import type { BookedContent, BookedRow } from '../bookings/booked-tickets.ts';
import type { AddedSeat } from '../bookings/booking-change.ts';
import { type BookedTickets, type ChangeFee, differenceOf, lineOf, linesAfter } from '../pricing/changed-lines.ts';
import { type CodeTerms, discountOf } from '../pricing/code-terms.ts';
import { priceLines, totalOfLines } from '../pricing/price-lines.ts';
import type { ChangeRules } from '../shows/change-rules.ts';
import type { TicketSeat } from '../shows/prices.ts';
import type { TicketRecord } from '../tickets/tickets.ts';
import type { ChangeTerms } from './quote.ts';

/** What the fees of buyers are called on the booking, in the customer's language. */
export const RETURN_FEE: Record<Language, string> = { en: 'Cancellation fee', de: 'Stornogebühr' };
const EXCHANGE_FEE: Record<Language, string> = { en: 'Exchange fee', de: 'Umtauschgebühr' };

export type EndingTicket = Pick<TicketRecord, 'id' | 'seatId' | 'areaPosition'>;

/** A ticket, and the seat that its booking has in its place, at its present price. */
export interface TicketExchange {
  ticket: EndingTicket;
  seat: TicketSeat;
}

export interface WantedChange {
  content: BookedContent;
  /** Good tickets of the booking, each once. */
  returned: readonly EndingTicket[];
  exchanged: readonly TicketExchange[];
  /** That the booking was made with. */
  code: CodeTerms | null;
  rules: Omit<ChangeRules, 'returnsUntil' | 'exchangesUntil'>;
  /** Organisers are charged nothing. */
  isCharged: boolean;
  /** BCP 47. */
  locale: string;
}

/** What becomes of a booking that gives tickets back and exchanges some, and what it costs less then: less than nothing, where it costs more. */
export function termsOf(change: WantedChange): { terms: Omit<ChangeTerms, 'lockedSeatIds'>; refund: number } {
  const { content, returned, exchanged, rules } = change;
  const ending = [...returned, ...exchanged.map(({ ticket }) => ticket)];
  const seatIds = ending.flatMap(({ seatId, areaPosition }) => (areaPosition === null ? [seatId] : []));
  const counts = Map.groupBy(
    ending.flatMap(({ areaPosition }) => areaPosition ?? []),
    (position) => position,
  );
  const goneOf = ({ position }: BookedRow) => counts.get(position)?.length ?? 0;
  const added = exchanged.map((exchange) => addedTicket(change, exchange));
  const lines = linesAfter({
    lines: content.lines,
    before: [...content.seats, ...content.rows],
    after: [
      ...content.seats.filter(({ seatId }) => !seatIds.includes(seatId)),
      ...added.map(({ tickets }) => tickets),
      ...content.rows.flatMap((row) => reduced(row, goneOf(row))),
    ],
    keepsFees: rules.keepsFees,
    fees: feesOf(change),
  });
  const gone = content.rows.filter((row) => goneOf(row) > 0);
  const terms = {
    ticketIds: ending.map(({ id }) => id),
    seatIds,
    rows: gone.map((row) => ({ position: row.position, areaId: row.areaId, quantity: goneOf(row) })),
    added: added.map(({ seat }) => seat),
    lines,
    difference: differenceOf(content.lines, lines),
  };
  return { terms, refund: totalOfLines(content.lines) - totalOfLines(lines) };
}

function feesOf({ content, returned, exchanged, rules, isCharged, locale }: WantedChange): ChangeFee[] {
  if (!isCharged) return [];
  const language = languageOf(locale);
  const { returnFee, exchangeFee, feeTaxRate: taxRate } = rules;
  const amounts = returned.map((ticket) => Math.min(returnFee, worthOf(ticketsOf(content, ticket))));
  return [
    { name: RETURN_FEE[language], amounts, taxRate },
    { name: EXCHANGE_FEE[language], amounts: exchanged.map(() => exchangeFee), taxRate },
  ];
}

/** What the ticket is one of. */
function ticketsOf({ seats, rows }: BookedContent, { seatId, areaPosition }: EndingTicket): BookedTickets {
  const own =
    areaPosition === null
      ? seats.find((seat) => seat.seatId === seatId)
      : rows.find(({ position }) => position === areaPosition);
  return own!;
}

/** What one of these tickets was sold for. */
export function worthOf({ line, discount }: BookedTickets): number {
  return line.unitPrice - discount;
}

/**
 * A ticket that was cheaper by a code is so again, as far as the code is for the new one. One that was given away stays so where the organiser
 * exchanges it; for others it is worth what it would have cost.
 */
function addedTicket(
  { content, code, isCharged }: WantedChange,
  { ticket, seat }: TicketExchange,
): { seat: AddedSeat; tickets: BookedTickets } {
  const { seatId, tierId, tierName, price, ticketType } = seat;
  const before = ticketsOf(content, ticket).discount;
  const givenAway = isCharged ? Math.min(before, price) : price;
  const discount = before === 0 ? 0 : code ? discountOf(code, seat) : givenAway;
  const [line] = priceLines([seat], []);
  return {
    seat: { seatId, tierId, tierName, price, discount, ticketTypeId: ticketType?.id ?? null },
    tickets: { line: line!, discount },
  };
}

/** None where no place is left. */
function reduced(row: BookedRow, gone: number): BookedRow[] {
  const left = row.line.quantity - gone;
  return left === 0 ? [] : [{ ...row, line: lineOf(row.line, left) }];
}
