import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { type PricedSeat, type PriceLine, priceLines } from '../pricing/price-lines.ts';

const FIND_LINES = readStatement(new URL('./sql/find-lines.sql', import.meta.url));

interface LinesRow {
  bookingId: string;
  lines: PriceLine[] | null;
  seats: Pick<PricedSeat, 'seatId' | 'tierName' | 'price'>[] | null;
}

/** What those of the bookings that there are cost, line by line, as it was when they were made. */
export async function findLinesOf(
  database: Querier,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, PriceLine[]>> {
  const rows = await database.query<LinesRow>(FIND_LINES, [bookingIds]);
  return new Map(rows.map(({ bookingId, lines, seats }) => [bookingId, lines?.map(told) ?? plainLines(seats ?? [])]));
}

/** What a fee was worked out by is for changes of the booking alone. */
function told({ fee: _, ...line }: PriceLine): PriceLine {
  return line;
}

/** Of a booking in which nothing but its seats was to be paid. */
function plainLines(seats: NonNullable<LinesRow['seats']>): PriceLine[] {
  const priced = seats.map((seat) => ({ ...seat, ticketType: null, taxRate: 0 }));
  return priceLines(priced, []);
}
