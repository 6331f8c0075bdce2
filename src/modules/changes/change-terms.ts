import { type Language, languageOf } from '../../shared/text/language.ts';
import type { BookedContent, BookedRow } from '../bookings/booked-tickets.ts';
import { type BookedTickets, differenceOf, lineOf, linesAfter } from '../pricing/changed-lines.ts';
import { totalOfLines } from '../pricing/price-lines.ts';
import type { ChangeRules } from '../shows/change-rules.ts';
import type { TicketRecord } from '../tickets/tickets.ts';
import type { ChangeTerms } from './quote.ts';

/** What the fee of a buyer who gives tickets back is called on the booking, in the customer's language. */
const RETURN_FEE: Record<Language, string> = { en: 'Cancellation fee', de: 'Stornogebühr' };

export interface WantedChange {
  content: BookedContent;
  /** Tickets of the booking that are good, not all of them. */
  returned: readonly Pick<TicketRecord, 'id' | 'seatId' | 'areaPosition'>[];
  rules: Pick<ChangeRules, 'returnFee' | 'feeTaxRate' | 'keepsFees'>;
  /** Organisers are charged nothing. */
  isCharged: boolean;
  /** BCP 47. */
  locale: string;
}

/** What becomes of a booking that gives tickets back, and what goes back with them: never less than nothing. */
export function termsOf(change: WantedChange): { terms: ChangeTerms; refund: number } {
  const { content, returned, rules, isCharged, locale } = change;
  const seatIds = returned.flatMap(({ seatId, areaPosition }) => (areaPosition === null ? [seatId] : []));
  const counts = Map.groupBy(
    returned.flatMap(({ areaPosition }) => areaPosition ?? []),
    (position) => position,
  );
  const goneOf = ({ position }: BookedRow) => counts.get(position)?.length ?? 0;
  const seats = content.seats.filter(({ seatId }) => !seatIds.includes(seatId));
  const rows = content.rows.flatMap((row) => reduced(row, goneOf(row)));
  const worths = [
    ...content.seats.filter(({ seatId }) => seatIds.includes(seatId)).map(worthOf),
    ...content.rows.flatMap((row) => Array<number>(goneOf(row)).fill(worthOf(row))),
  ];
  const amounts = worths.map((worth) => (isCharged ? Math.min(rules.returnFee, worth) : 0));
  const lines = linesAfter({
    lines: content.lines,
    before: [...content.seats, ...content.rows],
    after: [...seats, ...rows],
    keepsFees: rules.keepsFees,
    fee: { name: RETURN_FEE[languageOf(locale)], amounts, taxRate: rules.feeTaxRate },
  });
  const gone = content.rows.filter((row) => goneOf(row) > 0);
  const terms = {
    ticketIds: returned.map(({ id }) => id),
    seatIds,
    rows: gone.map((row) => ({ position: row.position, areaId: row.areaId, quantity: goneOf(row) })),
    lines,
    difference: differenceOf(content.lines, lines),
  };
  return { terms, refund: totalOfLines(content.lines) - totalOfLines(lines) };
}

/** What one of these tickets was sold for. */
function worthOf({ line, discount }: BookedTickets): number {
  return line.unitPrice - discount;
}

/** None where no place is left. */
function reduced(row: BookedRow, gone: number): BookedRow[] {
  const left = row.line.quantity - gone;
  return left === 0 ? [] : [{ ...row, line: lineOf(row.line, left) }];
}
