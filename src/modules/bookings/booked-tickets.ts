import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { BookedTickets } from '../pricing/changed-lines.ts';
import { type PriceLine, priceLines } from '../pricing/price-lines.ts';
import { found } from './booking-access.ts';

const READ_BOOKED_TICKETS = readStatement(new URL('./sql/read-booked-tickets.sql', import.meta.url));

/** Places of a row of a booking's areas. */
export interface BookedRow extends BookedTickets {
  /** As its tickets name it. */
  position: number;
  areaId: string;
}

/** What a booking has, and what it costs. */
export interface BookedContent {
  lines: PriceLine[];
  seats: (BookedTickets & { seatId: string })[];
  rows: BookedRow[];
}

/** The same as it stands now, with what is left of its money. */
export interface CurrentContent extends BookedContent {
  /** What can still be given back, without what earlier changes owe. Minor units. */
  left: number;
  /** Its show was cancelled with its bookings: it ends soon, as the organiser has chosen. */
  isEnding: boolean;
  readAt: Date;
}

interface ContentRow extends Pick<CurrentContent, 'left' | 'isEnding' | 'readAt'> {
  bookingId: string;
  lines: PriceLine[] | null;
  seats: { seatId: string; tierName: string; price: number; discount: number }[];
  areas: { position: number; areaId: string; price: number; discount: number; quantity: number }[];
}

/** Of a booking whose row the caller has locked. Throws NotFoundError. */
export async function readBookedContent(tx: Querier, bookingId: string): Promise<CurrentContent> {
  return found((await findBookedContents(tx, [bookingId])).get(bookingId) ?? null);
}

/** Of many bookings, as they stand now. */
export async function findBookedContents(
  database: Querier,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, CurrentContent>> {
  const rows = await database.query<ContentRow>(READ_BOOKED_TICKETS, [bookingIds]);
  return new Map(rows.map((row) => [row.bookingId, contentOf(row)]));
}

function contentOf({ lines, seats, areas, left, isEnding, readAt }: ContentRow): CurrentContent {
  const priced = seats.map((seat) => ({ ...seat, ticketType: null, taxRate: 0 }));
  const known = lines ?? priceLines(priced, []);
  // A line for each seat, and for each row of places, in their order.
  const seatLines = new Map(known.filter(({ kind }) => kind === 'SEAT').map((line) => [line.seatId, line]));
  const areaLines = known.filter(({ kind }) => kind === 'AREA');
  return {
    left,
    isEnding,
    readAt,
    lines: known,
    seats: seats.map(({ seatId, discount }) => ({ seatId, discount, line: seatLines.get(seatId)! })),
    rows: areas.map(({ position, areaId, discount }, index) => ({
      position,
      areaId,
      discount,
      line: areaLines[index]!,
    })),
  };
}
