import type { Querier } from '../../platform/postgres/database.ts';
import type { IdPage } from '../../shared/id-page.ts';

export type BookingStatus = 'PENDING_PAYMENT' | 'CONFIRMED' | 'CANCELLED' | 'EXPIRED' | 'REFUNDED';

export interface BookedSeat {
  seatId: string;
  /** Minor units of the booking's currency. */
  price: number;
}

export interface Booking {
  id: string;
  /** What the customer tells at the door or on the phone: `K7Q2-M9XD`. */
  reference: string;
  showId: string;
  lockId: string;
  ownerId: string;
  status: BookingStatus;
  /** Increases by one with each change. */
  revision: number;
  customerName: string;
  customerEmail: string;
  customerPhone: string | null;
  /** BCP 47: how the customer is written to; null in bookings made before there was one. */
  locale: string | null;
  total: number;
  currency: string;
  /** Until when it can be paid; null once it is not waiting for payment. */
  expiresAt: Date | null;
  cancelReason: string | null;
  createdAt: Date;
  /** In the order of the lock's seats. */
  seats: BookedSeat[];
}

const SELECT = `
  SELECT b.id, b.reference, b.show_id AS "showId", b.lock_id AS "lockId", b.owner_id AS "ownerId", b.status, b.revision,
         b.customer_name AS "customerName", b.customer_email AS "customerEmail", b.customer_phone AS "customerPhone",
         b.locale, b.total, b.currency, b.expires_at AS "expiresAt", b.cancel_reason AS "cancelReason", b.created_at AS "createdAt",
         (SELECT json_agg(json_build_object('seatId', s.seat_id, 'price', s.price) ORDER BY array_position(l.seat_ids, s.seat_id))
            FROM booked_seats s WHERE s.booking_id = b.id) AS seats
    FROM bookings b JOIN seat_locks l ON l.id = b.lock_id`;

/** Those of the bookings that there are, in one statement, by their ids. */
export async function findBookings(
  database: Querier,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, Booking>> {
  const bookings = await database.query<Booking>(`${SELECT} WHERE b.id = ANY ($1::text[])`, [bookingIds]);
  return new Map(bookings.map((booking) => [booking.id, booking]));
}

// NO KEY UPDATE: the seat service, which holds the show's head, only refers to a booking and need not wait for its lock.

/** The booking with its row locked until the transaction's end. */
export async function lockBooking(tx: Querier, bookingId: string): Promise<Booking | null> {
  const [booking] = await tx.query<Booking>(`${SELECT} WHERE b.id = $1 FOR NO KEY UPDATE OF b`, [bookingId]);
  return booking ?? null;
}

/** Up to `limit` bookings that match `condition` (SQL over `b`, the bookings), locked, in the order of their ids. */
export async function lockBookings(
  tx: Querier,
  condition: string,
  parameters: readonly unknown[],
  { limit }: { limit: number },
): Promise<Booking[]> {
  const limitAt = parameters.length + 1;
  return await tx.query<Booking>(
    `${SELECT} WHERE ${condition} ORDER BY b.id LIMIT $${limitAt} FOR NO KEY UPDATE OF b`,
    [...parameters, limit],
  );
}

/** Up to `limit` bookings whose time to pay is over, the oldest deadline first, but for those in `except`. */
export async function findOverdueBookings(
  database: Querier,
  { limit, except }: { limit: number; except: readonly string[] },
): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `SELECT id FROM bookings WHERE status = 'PENDING_PAYMENT' AND expires_at <= now() AND id <> ALL ($2::text[])
      ORDER BY expires_at, id LIMIT $1`,
    [limit, except],
  );
  return rows.map(({ id }) => id);
}

/** Those of the bookings whose time to pay is over, locked; those that another node works on are left to it. */
export async function lockOverdueBookings(tx: Querier, bookingIds: readonly string[]): Promise<Booking[]> {
  return await tx.query<Booking>(
    `${SELECT} WHERE b.id = ANY ($1::text[]) AND b.status = 'PENDING_PAYMENT' AND b.expires_at <= now()
      ORDER BY b.expires_at, b.id FOR NO KEY UPDATE OF b SKIP LOCKED`,
    [bookingIds],
  );
}

/** How many bookings the owner has, counted up to `max + 1`. */
export async function countBookingsOf(database: Querier, ownerId: string, max: number): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM (SELECT FROM bookings WHERE owner_id = $1 LIMIT $2) AS counted',
    [ownerId, max + 1],
  );
  return row!.count;
}

/** The owner's bookings, the newest first unless cut from the oldest end. Booking ids sort by the time they were made. */
export async function findBookingsOf(
  database: Querier,
  ownerId: string,
  { limit, olderThan, newerThan, fromOldest }: IdPage,
): Promise<Booking[]> {
  return await database.query<Booking>(
    `${SELECT}
      WHERE b.owner_id = $1 AND ($2::text IS NULL OR b.id < $2) AND ($3::text IS NULL OR b.id > $3)
      ORDER BY b.id ${fromOldest ? 'ASC' : 'DESC'} LIMIT $4`,
    [ownerId, olderThan, newerThan, limit],
  );
}
