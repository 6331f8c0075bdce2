import type { Database } from '../../platform/postgres/database.ts';
import { exponentOf } from '../../shared/money/currencies.ts';
import { decimalOf } from '../../shared/money/money-format.ts';
import { BYTE_ORDER_MARK, type Cell, csvRow } from '../../shared/text/csv.ts';
import type { Booking } from '../bookings/booking.ts';
import { shownStatus } from '../bookings/booking-states.ts';
import { placeOf, rowLabelOf, seatLabelOf } from '../seating/seat-words.ts';
import type { LoadedPlan } from '../seating/seating.service.ts';
import type { Show } from '../shows/shows.service.ts';
import { listTicketsOf, type TicketRecord } from '../tickets/tickets.ts';
import type { FoundBookings } from './show-bookings.service.ts';

/** `bookings`: a row for each; `attendees`: a row for each ticket that is valid. */
export type BookingFile = 'bookings' | 'attendees';

export interface BookingFileSource {
  database: Database;
  show: Show;
  plan: LoadedPlan;
  /** All of the show. */
  bookings: Pick<FoundBookings, 'list'>;
  /** What was paid for a booking, and what of it is back. Minor units. */
  sumsOf(bookingId: string): Promise<{ paid: number; refunded: number }>;
}

/** Of bookings that are read and written at a time. */
const PER_BATCH = 200;

const HEADS: Readonly<Record<BookingFile, readonly string[]>> = {
  bookings: [
    'reference',
    'status',
    'name',
    'email',
    'phone',
    'seats',
    'places',
    'total',
    'currency',
    'ordered_at',
    'payable_until',
    'language',
    'paid',
    'refunded',
  ],
  attendees: [
    'reference',
    'name',
    'email',
    'phone',
    'zone',
    'row',
    'seat',
    'area',
    'ticket_type',
    'ticket_code',
    'ordered_at',
  ],
};

/**
 * The file piece by piece, the oldest bookings first, as they are when each piece is read: no booking is there twice, and one that is made
 * meanwhile comes at the end. Each piece is read when it is asked for.
 */
export async function* bookingFile(file: BookingFile, source: BookingFileSource): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvRow(HEADS[file]);
  let last: string | null = null;
  for (;;) {
    const page = { limit: PER_BATCH, olderThan: null, newerThan: last, fromOldest: true };
    const batch: Booking[] = await source.bookings.list(page);
    const rows = file === 'bookings' ? await bookingRows(batch, source) : await attendeeRows(batch, source);
    if (rows.length > 0) yield rows.map(csvRow).join('');
    if (batch.length < PER_BATCH) return;
    last = batch.at(-1)!.id;
  }
}

async function bookingRows(batch: readonly Booking[], { plan, sumsOf }: BookingFileSource): Promise<Cell[][]> {
  const sums = await Promise.all(batch.map(({ id }) => sumsOf(id)));
  return batch.map((booking, index) => [
    booking.reference,
    shownStatus(booking),
    booking.customerName,
    booking.customerEmail,
    booking.customerPhone,
    booking.seats.map(({ seatId }) => placeOf(plan.seatById.get(seatId)!, 'en').join(', ')).join('; '),
    booking.areas.map(({ areaId, quantity }) => `${quantity} × ${plan.areaById.get(areaId)!.label}`).join('; '),
    decimalOf(booking.total, exponentOf(booking.currency)),
    booking.currency,
    booking.createdAt.toISOString(),
    booking.expiresAt?.toISOString() ?? null,
    booking.locale,
    decimalOf(sums[index]!.paid, exponentOf(booking.currency)),
    decimalOf(sums[index]!.refunded, exponentOf(booking.currency)),
  ]);
}

async function attendeeRows(batch: readonly Booking[], source: BookingFileSource): Promise<Cell[][]> {
  const tickets = await listTicketsOf(
    source.database,
    batch.map(({ id }) => id),
  );
  return batch.flatMap((booking) =>
    (tickets.get(booking.id) ?? [])
      .filter(({ voidedAt }) => voidedAt === null)
      .map((ticket) => attendeeRow(booking, ticket, source)),
  );
}

function attendeeRow(booking: Booking, ticket: TicketRecord, { plan, show }: BookingFileSource): Cell[] {
  const seat = ticket.areaId === null ? plan.seatById.get(ticket.seatId)! : null;
  const area = ticket.areaId === null ? null : plan.areaById.get(ticket.areaId)!;
  return [
    booking.reference,
    booking.customerName,
    booking.customerEmail,
    booking.customerPhone,
    (seat ?? area)?.zoneLabel ?? null,
    seat && rowLabelOf(seat, 'en'),
    seat && seatLabelOf(seat, 'en'),
    area?.name ?? null,
    show.ticketTypes.find(({ id }) => id === ticket.ticketTypeId)?.name ?? null,
    ticket.code,
    booking.createdAt.toISOString(),
  ];
}
