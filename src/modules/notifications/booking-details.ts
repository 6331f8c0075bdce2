import type { Prisma } from '../../generated/prisma/client.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { mergeAlike } from '../../shared/money/alike-lines.ts';
import type { SeatLabels } from '../../shared/seats/seat-labels.ts';
import { isPaidAtDoor } from '../payments/door-payment.ts';
import type { PriceLine } from '../pricing/price-lines.ts';
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
  /** What of it went back so far. Minor units. */
  refunded: number;
  /** The money came at the box office alone: what goes back is given back by hand. */
  isPaidAtDoor: boolean;
  currency: string;
  expiresAt: Date | null;
  cancelReason: string | null;
  /** What of its money goes back, where it was cancelled with its show; null: it was not. */
  endedWithShow: 'FULL' | 'WITHOUT_FEES' | 'NONE' | null;
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

const SHOW = {
  title: true,
  startsAt: true,
  status: true,
  bookingCancellation: { select: { refund: true } },
  planId: true,
  plan: { select: { venue: { select: { name: true, city: true, timezone: true } } } },
} as const;

const AREAS = {
  where: { quantity: { gt: 0 } },
  select: {
    position: true,
    areaId: true,
    ticketTypeId: true,
    quantity: true,
    price: true,
    tier: { select: { name: true } },
  },
  orderBy: { position: 'asc' },
} satisfies Prisma.Booking$areasArgs;

const TICKETS = {
  select: { id: true, seatId: true, areaPosition: true, code: true, voidedAt: true },
  orderBy: [{ areaPosition: 'asc' }, { place: 'asc' }],
} satisfies Prisma.Booking$ticketsArgs;

/** The booking as it is now in PostgreSQL; null when there is none. */
export async function findBookingDetails(deps: BookingDetailsDeps, bookingId: string): Promise<BookingDetails | null> {
  const { database, seating, defaultLocale } = deps;
  const booking = await database.prisma.booking.findUnique({
    where: { id: bookingId },
    select: {
      id: true,
      reference: true,
      revision: true,
      showId: true,
      linkVersion: true,
      updatedAt: true,
      locale: true,
      status: true,
      customerName: true,
      total: true,
      payments: { select: { refunded: true, provider: true, status: true } },
      lines: true,
      currency: true,
      expiresAt: true,
      cancelReason: true,
      endedWithShow: true,
      show: { select: SHOW },
      seats: {
        where: { returned: false },
        select: {
          seatId: true,
          tierName: true,
          price: true,
          tier: { select: { name: true } },
          planSeat: { select: { row: true, number: true, accessible: true } },
        },
        orderBy: { planSeat: { ordinal: 'asc' } },
      },
      areas: AREAS,
      tickets: TICKETS,
    },
  });
  if (!booking) return null;
  const { show, seats, areas, tickets, total, payments, lines, locale, endedWithShow, ...rest } = booking;
  const plan = await seating.getPlan(show.planId);
  const good = tickets.filter(({ voidedAt }) => voidedAt === null);
  const goodTickets = new Map(good.map((it) => [it.seatId, it]));
  const kept = (lines ?? []) as unknown as PriceLine[];
  return {
    ...rest,
    locale: locale ?? defaultLocale,
    endedWithShow: endedWithShow ? (show.bookingCancellation?.refund ?? null) : null,
    total: Number(total),
    refunded: payments.reduce((sum, payment) => sum + Number(payment.refunded), 0),
    isPaidAtDoor: isAllFromDoor(payments),
    show: { title: show.title, startsAt: show.startsAt, isCancelled: show.status === 'CANCELLED' },
    venue: show.plan.venue,
    seats: seats.map(({ seatId, tierName, price, tier, planSeat }) => ({
      ...planSeat,
      ...labelsOf(plan!.seatById.get(seatId)!),
      soldAs: kept.find((line) => line.seatId === seatId)?.description ?? tierName ?? tier.name,
      price: Number(price),
      ticket: goodTickets.get(seatId) ?? null,
    })),
    places: areas.map(({ position, areaId, ticketTypeId, quantity, price, tier }) => ({
      area: plan!.areaById.get(areaId)!.label,
      soldAs:
        kept.find((line) => line.areaId === areaId && line.ticketTypeId === ticketTypeId)?.description ?? tier.name,
      quantity,
      price: Number(price),
      tickets: good.filter(({ areaPosition }) => areaPosition === position).map(({ id, code }) => ({ id, code })),
    })),
    ...chargesAndTaxes(kept),
    wasConfirmed: tickets.length > 0,
  };
}

function isAllFromDoor(payments: readonly { provider: string; status: string }[]): boolean {
  const came = payments.filter(({ status }) => status === 'SUCCEEDED' || status === 'REFUNDED');
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
