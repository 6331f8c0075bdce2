import { randomInt } from 'node:crypto';
import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { giveCodesBack } from '../codes/code-uses.ts';
import type { BookingEvent, BookingEventType, MoneyPayload } from '../events/events.ts';
import { type NewEvent, outboxRowOf, writeEvents } from '../events/write-events.ts';
import { areasJson, codeJson } from '../inventory/held-terms.ts';
import { type AreaQuantity, type HeldArea, quantitiesOf } from '../inventory/places.ts';
import type { CodeTerms } from '../pricing/code-terms.ts';
import type { PriceLine } from '../pricing/price-lines.ts';
import type { BookedArea, Booking, BookingStatus } from './booking.ts';
import type { BookingCache } from './booking-cache.ts';
import { EVENT_OF_STATUS, holdsSeats, mayBecome } from './booking-states.ts';

export interface Customer {
  name: string;
  email: string;
  phone: string | null;
  /** BCP 47: how they are written to. */
  locale: string;
}

export interface RecordedSeat {
  seatId: string;
  tierId: string;
  /** What the tier is called now: it may be called otherwise later. */
  tierName: string;
  price: number;
  /** What the promo code takes off the price. */
  discount: number;
  ticketTypeId: string | null;
}

export interface BookingRecord {
  bookingId: string;
  lockId: string;
  ownerId: string;
  showId: string;
  planId: string;
  currency: string;
  customer: Customer;
  total: number;
  seats: readonly RecordedSeat[];
  /** Places of areas; those of the lock, in its order. Prices and discounts are of one place. */
  areas: readonly (BookedArea & { tierId: string; discount: number })[];
  /** That explain the total; null: a line for each seat does, and nothing has to be kept. */
  lines: readonly PriceLine[] | null;
  /** As the lock has them: see `SeatLock`. */
  ticketTypeIds: readonly string[];
  /** That the lock has; null: none. */
  code: CodeTerms | null;
  /** How many of the tickets count for it: where none do, the booking has no code. */
  codeTickets: number;
  /** Of the show's prices that all of it was worked out by. */
  pricesVersion: number;
}

const CREATE_BOOKING = readStatement(new URL('./sql/create-booking.sql', import.meta.url));
const CHANGE_STATUSES = readStatement(new URL('./sql/change-statuses.sql', import.meta.url));
const GIVE_SEATS_BACK = readStatement(new URL('./sql/give-seats-back.sql', import.meta.url));

/**
 * Makes the booking of a running lock, its seats and its event in one statement; the lock is taken with it: from now on
 * it neither expires nor can it be released. False, nothing written, when the lock does not run (any more), is booked, or
 * has other seats, places, ticket types or code, or when the show has other prices. Whether its code can still be used is not looked
 * at: see `useCode`, which belongs in the same transaction.
 */
export async function recordBooking(database: Querier, booking: BookingRecord): Promise<boolean> {
  const event = outboxRowOf({
    event_type: 'booking.created',
    booking_id: booking.bookingId,
    show_id: booking.showId,
    lock_id: booking.lockId,
    seat_ids: booking.seats.map((seat) => seat.seatId),
    ...areasToTell(booking.areas),
    total: { amount: booking.total, currency: booking.currency },
    revision: 1,
  });
  const rows = await database.query(CREATE_BOOKING, [
    booking.bookingId,
    booking.lockId,
    booking.ownerId,
    newReference(),
    booking.showId,
    booking.customer.name,
    booking.customer.email,
    booking.customer.phone,
    booking.total,
    booking.currency,
    booking.planId,
    booking.seats.map((seat) => seat.seatId),
    booking.seats.map((seat) => seat.tierId),
    booking.seats.map((seat) => seat.price),
    JSON.stringify(event),
    booking.customer.locale,
    booking.lines && JSON.stringify(booking.lines),
    booking.ticketTypeIds,
    booking.seats.map((seat) => seat.ticketTypeId),
    booking.pricesVersion,
    codeJson(booking.code),
    booking.seats.map((seat) => seat.discount),
    ...(booking.code && booking.codeTickets > 0 ? [booking.code.id, booking.codeTickets] : [null, null]),
    areasJson(booking.areas.map(heldArea)),
    JSON.stringify(booking.areas.map(placeRow)),
    booking.seats.map((seat) => seat.tierName),
  ]);
  return rows.length === 1;
}

/** As the lock has it. */
function heldArea({ areaId, ticketTypeId, quantity }: BookedArea): HeldArea {
  return { areaId, ticketTypeId, quantity };
}

function placeRow(area: BookingRecord['areas'][number], position: number) {
  const { areaId, tierId, ticketTypeId, price, discount, quantity } = area;
  return { position, area_id: areaId, tier_id: tierId, ticket_type_id: ticketTypeId, price, discount, quantity };
}

/** What a booking's event says of its places; nothing where it has none. */
export function areasToTell(areas: readonly AreaQuantity[]): Pick<BookingEvent, 'areas'> {
  if (areas.length === 0) return {};
  return { areas: quantitiesOf(areas).map(({ areaId, quantity }) => ({ area_id: areaId, quantity })) };
}

export interface StatusChange {
  to: Exclude<BookingStatus, 'PENDING_PAYMENT'>;
  reason?: string | null | undefined;
  /** Who cancels it; none: the product by itself. */
  actorId?: string;
  /** It is cancelled with its show. */
  endsWithShow?: boolean;
  /** What went back with it. */
  refunded?: MoneyPayload | undefined;
}

/**
 * Moves a booking, whose row the caller has locked, to another status, with its seats, its promo code and its event. Resolves with it as
 * it is then. Throws when the transition is not in the table: callers check first what they answer.
 */
export async function changeStatus(
  tx: Querier,
  cache: BookingCache,
  booking: Booking,
  change: StatusChange,
): Promise<Booking> {
  const [after] = await changeStatuses(tx, cache, [booking], change);
  return after!;
}

/** The same with many at once: as many statements as for one. Resolves with them in their order. */
export async function changeStatuses(
  tx: Querier,
  cache: BookingCache,
  bookings: readonly Booking[],
  { to, reason, refunded, actorId, endsWithShow = false }: StatusChange,
): Promise<Booking[]> {
  if (bookings.length === 0) return [];
  const after = bookings.map((booking) => bookingAs(booking, to, reason));
  await Promise.all(after.map(({ id, revision }) => cache.expectRevision(id, revision)));
  await tx.query(CHANGE_STATUSES, [
    after.map(({ id }) => id),
    to,
    after.map(({ revision }) => revision),
    after.map(({ cancelReason }) => cancelReason),
    endsWithShow,
    actorId ?? null,
  ]);
  const ended = holdsSeats(to) ? [] : bookings.filter(({ status }) => holdsSeats(status));
  const withCode = ended.filter(({ codeId }) => codeId !== null);
  if (ended.length > 0) await tx.query(GIVE_SEATS_BACK, [ended.map(({ id }) => id)]);
  if (withCode.length > 0) {
    await giveCodesBack(
      tx,
      withCode.map(({ id }) => id),
    );
  }
  await writeEvents(
    tx,
    after.map((booking) => ({ ...bookingEvent(booking, EVENT_OF_STATUS[to]), ...(refunded && { refunded }) })),
  );
  return after;
}

function bookingAs(booking: Booking, to: StatusChange['to'], reason: StatusChange['reason']): Booking {
  if (!mayBecome(booking.status, to)) throw new Error(`booking ${booking.id} can't go from ${booking.status} to ${to}`);
  return {
    ...booking,
    status: to,
    refundState: null,
    revision: booking.revision + 1,
    expiresAt: null,
    cancelReason: to === 'CANCELLED' ? (reason ?? null) : booking.cancelReason,
  };
}

/** The booking's event, for its revision as it is. */
export function bookingEvent(booking: Booking, eventType: BookingEventType): NewEvent<BookingEvent> {
  return {
    event_type: eventType,
    booking_id: booking.id,
    show_id: booking.showId,
    lock_id: booking.lockId,
    seat_ids: booking.seats.map((seat) => seat.seatId),
    ...areasToTell(booking.areas),
    total: { amount: booking.total, currency: booking.currency },
    revision: booking.revision,
  };
}

// Crockford's alphabet: nothing in it is mistaken for something else on the phone.
const REFERENCE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Eight characters, 40 bits: a collision is a unique violation, which the caller's retry resolves. */
function newReference(): string {
  const characters = Array.from({ length: 8 }, () => REFERENCE_ALPHABET[randomInt(REFERENCE_ALPHABET.length)]);
  return `${characters.slice(0, 4).join('')}-${characters.slice(4).join('')}`;
}

export const newBookingId = (): string => newId('booking');
