import type { BookingEvent, BookingEventType } from '../../../src/modules/events/events.ts';
import type { BookingDetailsDeps } from '../../../src/modules/notifications/booking-details.ts';
import { createSeatingService } from '../../../src/modules/seating/seating.service.ts';
import { listTicketsOf, newTickets, type TicketRecord } from '../../../src/modules/tickets/tickets.ts';
import { newId } from '../../../src/platform/ids.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';

export interface BookingFixture {
  bookingId: string;
  showId: string;
  lockId: string;
  seatIds: string[];
  reference: string;
  /** The booking's event of that type, as a consumer gets its payload. */
  event(type: BookingEventType, revision: number): BookingEvent;
}

export interface BookingFixtureOptions {
  title?: string;
  customer?: { name?: string; email?: string; phone?: string | null };
  status?: 'PENDING_PAYMENT' | 'CONFIRMED' | 'CANCELLED' | 'EXPIRED' | 'REFUNDED';
  tickets?: boolean;
  currency?: string;
  /** Minor units, for each of the seats. */
  price?: number;
  seatCount?: number;
  startsAt?: Date;
  timezone?: string;
  /** BCP 47; null as in bookings made before there was one. */
  locale?: string | null;
  /** The plan's words for rows and seats. */
  labels?: { row_label?: string; seat_label?: string };
}

/** Writes a booking, and all that it stands on, straight into the tables: for tests of what comes after a booking. */
export async function insertBooking(
  database: Database,
  {
    title = 'The Tempest',
    customer = {},
    status = 'PENDING_PAYMENT',
    tickets = false,
    currency = 'EUR',
    price = 4_550,
    seatCount = 2,
    startsAt = new Date('2027-03-14T18:30:00Z'),
    timezone = 'Europe/Berlin',
    locale = null,
    labels = {},
  }: BookingFixtureOptions = {},
): Promise<BookingFixture> {
  const [venueId, planId, showId, tierId] = [newId('venue'), newId('plan'), newId('show'), newId('tier')];
  const [lockId, bookingId] = [newId('lock'), newId('booking')];
  const reference = bookingId.slice(-8).toUpperCase();
  const seatIds = Array.from({ length: seatCount }, (_, index) => `B-12-${index + 1}`);
  const total = price * seatCount;
  const owner = newId('guest');
  const expiresAt = status === 'PENDING_PAYMENT' ? new Date('2027-01-05T10:00:00Z') : null;
  const { name = 'Ada Lovelace', email = 'ada@example.org', phone = null } = customer;
  await database.transaction(async (tx) => {
    await tx.query('INSERT INTO venues (id, name, city, timezone) VALUES ($1, $2, $3, $4)', [
      venueId,
      'Riethsporthalle',
      'Erfurt',
      timezone,
    ]);
    await tx.query(
      `INSERT INTO seating_plans (id, venue_id, name, seat_count, document, document_hash) VALUES ($1, $2, 'Hall', $3, $4, '')`,
      [planId, venueId, seatCount, documentOf(seatIds, labels)],
    );
    await tx.query(
      `INSERT INTO plan_seats (plan_id, id, ordinal, zone, row, number, x, y, category, accessible, segment, place)
       SELECT $1, id, ordinal, 'Block B', '12', ordinal, 0, 0, 'Parkett', false, 0, ordinal - 1
       FROM unnest($2::text[]) WITH ORDINALITY AS seat (id, ordinal)`,
      [planId, seatIds],
    );
    await tx.query(
      `INSERT INTO shows (id, plan_id, title, status, currency, starts_at, organiser_id) VALUES ($1, $2, $3, 'ON_SALE', $4, $5, 'organiser')`,
      [showId, planId, title, currency, startsAt],
    );
    await tx.query(
      `INSERT INTO price_tiers (id, show_id, name, category, price, position) VALUES ($1, $2, 'Stalls', 'Parkett', $3, 0)`,
      [tierId, showId, price],
    );
    await tx.query(
      `INSERT INTO seat_locks (id, show_id, owner_id, seat_ids, token, status, total, expires_at, extensions_left)
       VALUES ($1, $2, $3, $4, 1, 'CONFIRMED', $5, now(), 0)`,
      [lockId, showId, owner, seatIds, total],
    );
    await tx.query(
      `INSERT INTO bookings (id, reference, show_id, lock_id, owner_id, status, customer_name, customer_email,
         customer_phone, total, currency, expires_at, locale)
       VALUES ($1, $2, $3, $4, $5, $6::booking_status, $7, $8, $9, $10, $11, $12, $13)`,
      [bookingId, reference, showId, lockId, owner, status, name, email, phone, total, currency, expiresAt, locale],
    );
    await tx.query(
      `INSERT INTO booked_seats (booking_id, seat_id, show_id, plan_id, tier_id, price)
       SELECT $1, seat_id, $2, $3, $4, $5 FROM unnest($6::text[]) AS seat (seat_id)`,
      [bookingId, showId, planId, tierId, price, seatIds],
    );
    for (const { id, seatId, code } of tickets ? newTickets({ seatIds: seatIds.toReversed() }) : []) {
      await tx.query('INSERT INTO tickets (id, booking_id, seat_id, code) VALUES ($1, $2, $3, $4)', [
        id,
        bookingId,
        seatId,
        code,
      ]);
    }
  });
  return {
    bookingId,
    showId,
    lockId,
    seatIds,
    reference,
    event: (type, revision) => ({
      event_type: type,
      event_id: newId('event'),
      occurred_at: new Date().toISOString(),
      booking_id: bookingId,
      show_id: showId,
      lock_id: lockId,
      seat_ids: seatIds,
      total: { amount: total, currency },
      revision,
    }),
  };
}

/** As much of the plan as is read of it again. */
function documentOf(seatIds: readonly string[], labels: object): string {
  const seats = seatIds.map((seat_guid, index) => ({ seat_guid, seat_number: `${index + 1}`, category: 'Parkett' }));
  const rows = [{ row_number: '12', ...labels, seats }];
  return JSON.stringify({ name: 'Hall', categories: [{ name: 'Parkett' }], zones: [{ name: 'Block B', rows }] });
}

/** Whence mails know what a booking is about. */
export function detailsOf(database: Database): BookingDetailsDeps & { from: string } {
  const from = 'Seatwire <tickets@box.example>';
  return { database, seating: createSeatingService({ database }), defaultLocale: 'en', from };
}

/** The booking's tickets, voided ones included, in the order of the plan. */
export async function ticketsOf(database: Database, bookingId: string): Promise<TicketRecord[]> {
  return (await listTicketsOf(database, [bookingId])).get(bookingId) ?? [];
}
