import type { Database } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { mergeAlike } from '../../shared/money/alike-lines.ts';
import { isPaidAtDoor } from '../../shared/money/door-providers.ts';
import type { SeatLabels } from '../../shared/seats/seat-labels.ts';
import { type PriceLine, totalOfLines } from '../pricing/price-lines.ts';
import type { SeatingService } from '../seating/seating.service.ts';

/** Everything about a booking that a customer is told. */
export interface BookingDetails {
  id: string;
  reference: string;
  /** Increases with each change of the booking. */
  revision: number;
  showId: string;
  /** Of the links that lead to it now. */
  linkVersion: number;
  updatedAt: Date;
  /** BCP 47: how its customer is written to. */
  locale: string;
  status: 'PENDING_PAYMENT' | 'CONFIRMED' | 'CANCELLED' | 'EXPIRED' | 'REFUNDED';
  customerName: string;
  /** Minor units. */
  total: number;
  /** What came for it and its changes, what of that went back so far, and what is on its way. Minor units. */
  paid: number;
  refunded: number;
  refunding: number;
  /** How many refunds were made. */
  refundsMade: number;
  /** Money of it that should go back waits, as its buyer has the bank contest the payment: the bank may give it to them. */
  isHeld: boolean;
  /** The money came at the box office alone: what goes back is given back by hand. */
  isPaidAtDoor: boolean;
  currency: string;
  expiresAt: Date | null;
  cancelReason: string | null;
  /** What of its money goes back, where it was cancelled with its show; null: it was not. */
  endedWithShow: 'FULL' | 'WITHOUT_FEES' | 'NONE' | null;
  /** What its buyer was told as it was cancelled by the rules of the show; null: it was not, or all of the money goes back. */
  keptByRules: KeptByRules | null;
  show: { title: string; startsAt: Date; isCancelled: boolean };
  venue: { name: string; city: string; timezone: string };
  /** In the plan's order. */
  seats: BookedSeatDetails[];
  /** Places of areas, in the order of the lock. */
  places: BookedPlacesDetails[];
  /** What is paid beside the seats and places: fees. In minor units. */
  charges: { description: string; quantity: number; total: number }[];
  /** The taxes that the total includes, by rate, the highest first. Rates are thousandths of a percent, amounts minor units. */
  taxes: { rate: number; amount: number }[];
  /** Whether it had tickets once, even if they are voided by now. */
  wasConfirmed: boolean;
}

/** Of a booking that its buyer has cancelled. Minor units. */
export interface KeptByRules {
  /** What goes back with that. */
  refund: number;
  /** What had gone back before, or was on its way. */
  earlier: number;
  /** What is kept still. */
  kept: number;
  /** For what: together they may be more than was left, or than is kept still. */
  lines: { description: string; quantity: number; total: number }[];
  /** The taxes that `kept` includes, by rate, the highest first. */
  taxes: { rate: number; amount: number }[];
}

export interface BookedSeatDetails extends SeatLabels {
  row: string;
  number: string;
  /** Tier and ticket type, by the names that it was bought under. */
  soldAs: string;
  price: number;
  accessible: boolean;
  /** Null when the seat has no ticket that is good. */
  ticket: { id: string; code: string } | null;
}

export interface BookedPlacesDetails {
  area: string;
  /** As of a seat. */
  soldAs: string;
  quantity: number;
  /** Of one place. */
  price: number;
  /** Those that are good. */
  tickets: { id: string; code: string }[];
}

export interface BookingDetailsDeps {
  database: Database;
  /** Knows what people call seats and areas. */
  seating: Pick<SeatingService, 'getPlan'>;
  /** Of bookings that say no locale: they were made before there was one. */
  defaultLocale: string;
}

/** Statuses of payments whose money came. */
const CHARGED = new Set(['SUCCEEDED', 'REFUNDED']);

const READ_BOOKING_DETAILS = readStatement(new URL('./sql/read-booking-details.sql', import.meta.url));

/** As the statement returns it. Amounts: minor units. */
interface BookingRow
  extends Omit<
    BookingDetails,
    | 'locale'
    | 'paid'
    | 'refunded'
    | 'refunding'
    | 'isPaidAtDoor'
    | 'keptByRules'
    | 'show'
    | 'seats'
    | 'places'
    | 'charges'
    | 'taxes'
    | 'wasConfirmed'
  > {
  locale: string | null;
  lines: PriceLine[] | null;
  title: string;
  startsAt: Date;
  isShowCancelled: boolean;
  planId: string;
  payments: { amount: number; lost: number; refunded: number; refunding: number; provider: string; status: string }[];
  keptByRules: (Pick<KeptByRules, 'refund' | 'earlier' | 'kept'> & { lines: PriceLine[] }) | null;
  seats: (Pick<BookedSeatDetails, 'row' | 'number' | 'price' | 'accessible'> & { seatId: string; tier: string })[];
  areas: {
    position: number;
    areaId: string;
    ticketTypeId: string | null;
    quantity: number;
    price: number;
    tier: string;
  }[];
  tickets: { id: string; seatId: string | null; areaPosition: number | null; code: string; isGood: boolean }[];
}

/** The booking as it is now in PostgreSQL, all of it as of one moment; null when there is none. */
export async function findBookingDetails(deps: BookingDetailsDeps, bookingId: string): Promise<BookingDetails | null> {
  const { database, seating, defaultLocale } = deps;
  const [booking] = await database.query<BookingRow>(READ_BOOKING_DETAILS, [bookingId]);
  if (!booking) return null;
  const {
    title,
    startsAt,
    isShowCancelled,
    planId,
    payments,
    lines,
    seats,
    areas,
    tickets,
    locale,
    keptByRules,
    ...rest
  } = booking;
  const plan = await seating.getPlan(planId);
  const good = tickets.filter(({ isGood }) => isGood);
  const kept = lines ?? [];
  return {
    ...rest,
    locale: locale ?? defaultLocale,
    ...moneyOf(payments),
    isPaidAtDoor: isAllFromDoor(payments),
    keptByRules: keptByRules && keptOf(keptByRules, leftOf(payments)),
    show: { title, startsAt, isCancelled: isShowCancelled },
    seats: seats.map(({ seatId, tier, ...seat }) => ({
      ...seat,
      ...labelsOf(plan!.seatById.get(seatId)!),
      soldAs: kept.find((line) => line.seatId === seatId)?.description ?? tier,
      ticket: ticketOf(good.find((it) => it.seatId === seatId)),
    })),
    places: areas.map(({ position, areaId, ticketTypeId, quantity, price, tier }) => ({
      area: plan!.areaById.get(areaId)!.label,
      soldAs: kept.find((line) => line.areaId === areaId && line.ticketTypeId === ticketTypeId)?.description ?? tier,
      quantity,
      price,
      tickets: good.filter(({ areaPosition }) => areaPosition === position).map(({ id, code }) => ({ id, code })),
    })),
    ...chargesAndTaxes(kept),
    wasConfirmed: tickets.length > 0,
  };
}

function ticketOf(ticket: { id: string; code: string } | undefined): { id: string; code: string } | null {
  return ticket ? { id: ticket.id, code: ticket.code } : null;
}

function moneyOf(payments: BookingRow['payments']): Pick<BookingDetails, 'paid' | 'refunded' | 'refunding'> {
  // One that was given up and taken after all has gone back.
  const came = payments.filter(({ status, refunding }) => CHARGED.has(status) || refunding > 0);
  const sum = (of: (payment: BookingRow['payments'][number]) => number) =>
    came.reduce((all, payment) => all + of(payment), 0);
  return {
    paid: sum(({ amount }) => amount),
    refunded: sum(({ refunded }) => refunded),
    refunding: sum(({ refunding, refunded }) => refunding - refunded),
  };
}

/** Of more than is left the rest was given back since, or was not there. */
function keptOf({ lines, ...money }: NonNullable<BookingRow['keptByRules']>, left: number): KeptByRules {
  const kept = Math.min(money.kept, left);
  const charged = totalOfLines(lines);
  const { charges, taxes } = chargesAndTaxes(lines);
  return {
    ...money,
    kept,
    lines: charges,
    taxes: taxes.map(({ rate, amount }) => ({ rate, amount: Math.round((amount * kept) / charged) })),
  };
}

/** What came for the booking and is neither back nor with the bank. */
function leftOf(payments: BookingRow['payments']): number {
  return payments
    .filter(({ status }) => status === 'SUCCEEDED')
    .reduce((sum, { amount, refunded, lost }) => sum + amount - refunded - lost, 0);
}

function isAllFromDoor(payments: readonly { provider: string; status: string }[]): boolean {
  const came = payments.filter(({ status }) => CHARGED.has(status));
  return came.length > 0 && came.every(({ provider }) => isPaidAtDoor(provider));
}

function chargesAndTaxes(lines: readonly PriceLine[]): Pick<BookingDetails, 'charges' | 'taxes'> {
  const taxed = Map.groupBy(
    lines.filter(({ taxRate }) => taxRate > 0),
    ({ taxRate }) => taxRate,
  );
  return {
    charges: mergeAlike(
      lines.filter(({ kind }) => kind !== 'SEAT' && kind !== 'AREA'),
      (one, { total }) => ({ ...one, total: one.total + total }),
    ),
    taxes: [...taxed]
      .map(([rate, ofRate]) => ({ rate, amount: ofRate.reduce((sum, { tax }) => sum + tax, 0) }))
      .sort((one, other) => other.rate - one.rate),
  };
}

/** The same; throws when there is none. */
export async function loadBookingDetails(deps: BookingDetailsDeps, bookingId: string): Promise<BookingDetails> {
  const booking = await findBookingDetails(deps, bookingId);
  if (!booking) throw new Error(`Booking ${bookingId} does not exist.`);
  return booking;
}

function labelsOf({ zoneLabel, rowLabel, seatLabel }: SeatLabels): SeatLabels {
  return { zoneLabel, rowLabel, seatLabel };
}
