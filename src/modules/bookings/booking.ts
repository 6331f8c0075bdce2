import type { Database, Querier } from '../../platform/postgres/database.ts';
import { prismaPage } from '../../platform/postgres/prisma-page.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { IdPage } from '../../shared/id-page.ts';
import type { HeldArea } from '../inventory/places.ts';

export type BookingStatus = 'PENDING_PAYMENT' | 'CONFIRMED' | 'CANCELLED' | 'EXPIRED' | 'REFUNDED';

/** What refunds make of a booking beside its status: of a confirmed one the first, of one that is over the second. */
export type RefundState = 'PARTLY_REFUNDED' | 'REFUND_FAILED';

export interface BookedSeat {
  seatId: string;
  /** Minor units of the booking's currency. */
  price: number;
}

/** Places of an area, as tickets of one type. */
export interface BookedArea extends HeldArea {
  /** Of one place, in minor units of the booking's currency. */
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
  refundState: RefundState | null;
  /** Increases by one with each change. */
  revision: number;
  customerName: string;
  customerEmail: string;
  customerPhone: string | null;
  /** BCP 47: how the customer is written to; null in bookings made before there was one. */
  locale: string | null;
  /** Goes up when the customer has another e-mail address, or is erased: links to the booking that were sent before have ended. */
  linkVersion: number;
  total: number;
  currency: string;
  /** Until when it can be paid; null once it is not waiting for payment. */
  expiresAt: Date | null;
  cancelReason: string | null;
  /** The promo code that it was made with; null: none. */
  codeId: string | null;
  createdAt: Date;
  /** In the order of the lock's seats. */
  seats: BookedSeat[];
  /** In the order of the lock's. */
  areas: BookedArea[];
}

const FIND_BOOKINGS = readStatement(new URL('./sql/find-bookings.sql', import.meta.url));
const LOCK_BOOKING = readStatement(new URL('./sql/lock-booking.sql', import.meta.url));
const FIND_OVERDUE_BOOKINGS = readStatement(new URL('./sql/find-overdue-bookings.sql', import.meta.url));
const LOCK_OVERDUE_BOOKINGS = readStatement(new URL('./sql/lock-overdue-bookings.sql', import.meta.url));

/** Those of the bookings that there are, in one statement, by their ids. */
export async function findBookings(
  database: Querier,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, Booking>> {
  const bookings = await database.query<Booking>(FIND_BOOKINGS, [bookingIds]);
  return new Map(bookings.map((booking) => [booking.id, booking]));
}

/** The booking with its row locked until the transaction's end. */
export async function lockBooking(tx: Querier, bookingId: string): Promise<Booking | null> {
  const [booking] = await tx.query<Booking>(LOCK_BOOKING, [bookingId]);
  return booking ?? null;
}

/** Up to `limit` bookings whose time to pay is over, the oldest deadline first, but for those in `except`. */
export async function findOverdueBookings(
  database: Querier,
  { limit, except }: { limit: number; except: readonly string[] },
): Promise<string[]> {
  const rows = await database.query<{ id: string }>(FIND_OVERDUE_BOOKINGS, [limit, except]);
  return rows.map(({ id }) => id);
}

/** Those of the bookings whose time to pay is over, locked; those that another node works on are left to it. */
export async function lockOverdueBookings(tx: Querier, bookingIds: readonly string[]): Promise<Booking[]> {
  return await tx.query<Booking>(LOCK_OVERDUE_BOOKINGS, [bookingIds]);
}

/** How many bookings the owner has, counted up to `max + 1`. */
export async function countBookingsOf({ prisma }: Database, ownerId: string, max: number): Promise<number> {
  return await prisma.booking.count({ where: { ownerId }, take: max + 1 });
}

/** The owner's bookings, the newest first unless cut from the oldest end. Booking ids sort by the time they were made. */
export async function findBookingsOf(database: Database, ownerId: string, page: IdPage): Promise<Booking[]> {
  const { id, cut } = prismaPage(page);
  const rows = await database.prisma.booking.findMany({ where: { ownerId, id }, select: { id: true }, ...cut });
  // Not by Prisma: it asks for seats and places later than for the booking, which may be changed in between.
  const bookings = await findBookings(
    database,
    rows.map((row) => row.id),
  );
  return rows.flatMap((row) => bookings.get(row.id) ?? []);
}
