import type { Database } from '../../platform/postgres/database.ts';

/** Everything about a booking that a customer is told. */
export interface BookingDetails {
  reference: string;
  status: 'PENDING_PAYMENT' | 'CONFIRMED' | 'CANCELLED' | 'EXPIRED' | 'REFUNDED';
  customerName: string;
  /** Minor units. */
  total: number;
  currency: string;
  expiresAt: Date | null;
  cancelReason: string | null;
  show: { title: string; startsAt: Date };
  venue: { name: string; city: string; timezone: string };
  /** In the plan's order. */
  seats: BookedSeatDetails[];
  /** Whether it had tickets once, even if they are voided by now. */
  wasConfirmed: boolean;
}

export interface BookedSeatDetails {
  zone: string;
  row: string;
  number: string;
  tier: string;
  price: number;
  accessible: boolean;
  /** Null when the seat has no ticket that is good. */
  ticket: { id: string; code: string } | null;
}

/** The booking as it is now in PostgreSQL. Throws when there is none. */
export async function loadBookingDetails(database: Database, bookingId: string): Promise<BookingDetails> {
  const booking = await database.prisma.booking.findUniqueOrThrow({
    where: { id: bookingId },
    select: {
      reference: true,
      status: true,
      customerName: true,
      total: true,
      currency: true,
      expiresAt: true,
      cancelReason: true,
      show: {
        select: {
          title: true,
          startsAt: true,
          plan: { select: { venue: { select: { name: true, city: true, timezone: true } } } },
        },
      },
      seats: {
        select: {
          seatId: true,
          price: true,
          tier: { select: { name: true } },
          planSeat: { select: { zone: true, row: true, number: true, accessible: true } },
        },
        orderBy: { planSeat: { ordinal: 'asc' } },
      },
      tickets: { select: { id: true, seatId: true, code: true, voidedAt: true } },
    },
  });
  const { show, seats, tickets, total, ...rest } = booking;
  const goodTickets = new Map(tickets.filter(({ voidedAt }) => voidedAt === null).map((it) => [it.seatId, it]));
  return {
    ...rest,
    total: Number(total),
    show: { title: show.title, startsAt: show.startsAt },
    venue: show.plan.venue,
    seats: seats.map(({ seatId, price, tier, planSeat }) => ({
      ...planSeat,
      tier: tier.name,
      price: Number(price),
      ticket: goodTickets.get(seatId) ?? null,
    })),
    wasConfirmed: tickets.length > 0,
  };
}
