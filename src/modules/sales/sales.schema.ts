import { builder, callerOf } from '../../schema/builder.ts';
import { listOf, text } from '../../schema/input-bounds/bounds.ts';
import { BookingRef } from '../bookings/bookings.schema.ts';
import { SeatLockRef } from '../locks/locks.schema.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import type { Money } from '../pricing/money.ts';
import { SeatStateRef } from '../seat-map/seat.schema.ts';
import { MAX_SEAT_ID } from '../seat-map/seat-id.ts';
import type { PriceTier } from '../shows/show.ts';
import { PriceTierRef, ShowRef } from '../shows/shows.schema.ts';
import type { Show } from '../shows/shows.service.ts';
import { MAX_HOLDING_SEATS, type SeatHolding } from './sales.service.ts';
import { noSales, type SalesFigures, type SalesStage, type ShowSalesRecord } from './show-sales.ts';

interface SalesFigure {
  seats: number;
  amount: Money;
}

const SalesFigureRef = builder.objectRef<SalesFigure>('SalesFigure').implement({
  description: 'A number of seats and the total price of their tickets, discounts taken off and fees not included.',
  fields: (t) => ({
    seats: t.exposeInt('seats', { description: 'Number of seats.' }),
    amount: t.expose('amount', {
      type: MoneyRef,
      description: 'Total price of the tickets, discounts taken off and fees not included.',
    }),
  }),
});

interface TierSales extends SalesFigures {
  show: Show;
  tier: PriceTier;
}

const STAGES: Record<SalesStage, string> = {
  held: 'Seats locked by buyers who have not booked yet, at their full price: what promo codes take off shows with the booking.',
  awaitingPayment: 'Seats of bookings that wait for payment.',
  sold: 'Seats of confirmed bookings; the amount is the revenue from tickets.',
};

/** The same of a show and of each of its tiers. */
const stageField = (stage: SalesStage) => ({
  type: SalesFigureRef,
  description: STAGES[stage],
  resolve: ({ show, ...figures }: SalesFigures & { show: Show }): SalesFigure => {
    const { seats, amount } = figures[stage];
    return { seats, amount: { amount, currency: show.currency } };
  },
});

const TierSalesRef = builder.objectRef<TierSales>('TierSales').implement({
  description: 'Sales of one price tier.',
  fields: (t) => ({
    tier: t.expose('tier', { type: PriceTierRef, description: 'The price tier.' }),
    held: t.field(stageField('held')),
    awaitingPayment: t.field(stageField('awaitingPayment')),
    sold: t.field(stageField('sold')),
  }),
});

interface ShowSales extends ShowSalesRecord {
  show: Show;
}

const ShowSalesRef = builder.objectRef<ShowSales>('ShowSales').implement({
  description: 'Sales of a show: exact, all figures taken at the same moment.',
  fields: (t) => ({
    held: t.field(stageField('held')),
    awaitingPayment: t.field(stageField('awaitingPayment')),
    sold: t.field(stageField('sold')),
    tiers: t.field({
      type: [TierSalesRef],
      description: 'Sales by price tier, in the order of the show.',
      resolve: ({ show, tiers }) =>
        show.priceTiers.map((tier) => ({
          ...(tiers.find(({ tierId }) => tierId === tier.id) ?? noSales()),
          show,
          tier,
        })),
    }),
  }),
});

const SeatHoldingRef = builder.objectRef<SeatHolding>('SeatHolding').implement({
  description: 'Who holds or has booked a seat, or why it is blocked.',
  fields: (t) => ({
    seatId: t.exposeID('seatId', { description: "The plan's own `seat_guid`." }),
    state: t.expose('state', { type: SeatStateRef, description: 'State of the seat; never AVAILABLE.' }),
    lock: t.expose('lock', {
      type: SeatLockRef,
      nullable: true,
      description: 'The lock that holds the seat, or that it was booked from; null for a blocked seat.',
    }),
    booking: t.expose('booking', {
      type: BookingRef,
      nullable: true,
      description: 'The booking of the seat, paid or not; null while it is only locked, and for a blocked seat.',
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Reason why it is blocked, if one was given.' }),
  }),
});

builder.objectFields(ShowRef, (t) => ({
  sales: t.field({
    type: ShowSalesRef,
    nullable: true,
    description:
      "Current sales figures, exact. (`metrics` counts bookings as well, a moment later.) For the show's organiser only (FORBIDDEN for others; the rest of the answer is not affected).",
    authScopes: { organiser: true },
    // It sums up all that is booked and held.
    extensions: { cost: 1_000, costPerSeat: 0.1 },
    resolve: async (show, _args, context) => ({
      ...(await context.services.sales.salesOf(callerOf(context), show)),
      show,
    }),
  }),
  seatHoldings: t.field({
    type: [SeatHoldingRef],
    nullable: true,
    description:
      "Who holds or has booked these seats, in the given order; AVAILABLE seats are left out. For the show's organiser only (FORBIDDEN for others; the rest of the answer is not affected).",
    authScopes: { organiser: true },
    // Each holder is looked up.
    extensions: { cost: 10_000, listSize: MAX_HOLDING_SEATS },
    args: {
      seatIds: t.arg.idList({
        required: true,
        bounds: listOf(MAX_HOLDING_SEATS, text(MAX_SEAT_ID, 1)),
        description: 'The seats, by `seatId` or `id`.',
      }),
    },
    resolve: (show, { seatIds }, context) =>
      context.services.sales.holdingsOf(callerOf(context), show, seatIds.map(String)),
  }),
}));
