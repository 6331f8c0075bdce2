import { builder, callerOf } from '../../graphql/builder.ts';
import { listOf, text } from '../../graphql/input-bounds/bounds.ts';
import { BookingRef } from '../bookings/bookings.schema.ts';
import { SeatLockRef } from '../locks/locks.schema.ts';
import { MAX_SEAT_ID } from '../seat-map/seat-id.ts';
import { SeatStateRef } from '../seat-map/seat-map.schema.ts';
import type { Money } from '../shows/money.ts';
import type { PriceTier } from '../shows/show.ts';
import { MoneyRef, PriceTierRef, ShowRef } from '../shows/shows.schema.ts';
import type { Show } from '../shows/shows.service.ts';
import { MAX_HOLDING_SEATS, type SeatHolding } from './sales.service.ts';
import { noSales, type SalesFigures, type SalesStage, type ShowSalesRecord } from './show-sales.ts';

interface SalesFigure {
  seats: number;
  amount: Money;
}

const SalesFigureRef = builder.objectRef<SalesFigure>('SalesFigure').implement({
  description: 'Seats, and what they cost together.',
  fields: (t) => ({
    seats: t.exposeInt('seats', { description: 'How many.' }),
    amount: t.expose('amount', { type: MoneyRef, description: 'What they cost together.' }),
  }),
});

interface TierSales extends SalesFigures {
  show: Show;
  tier: PriceTier;
}

const STAGES: Record<SalesStage, string> = {
  held: 'Held by buyers who have not booked.',
  awaitingPayment: 'Booked, and waiting for payment.',
  sold: 'Booked and paid: the amount is the revenue.',
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
  description: 'What of a price tier is sold, and about to be.',
  fields: (t) => ({
    tier: t.expose('tier', { type: PriceTierRef, description: 'The tier.' }),
    held: t.field(stageField('held')),
    awaitingPayment: t.field(stageField('awaitingPayment')),
    sold: t.field(stageField('sold')),
  }),
});

interface ShowSales extends ShowSalesRecord {
  show: Show;
}

const ShowSalesRef = builder.objectRef<ShowSales>('ShowSales').implement({
  description: 'What a show has sold and is about to sell: exact, and all of one moment.',
  fields: (t) => ({
    held: t.field(stageField('held')),
    awaitingPayment: t.field(stageField('awaitingPayment')),
    sold: t.field(stageField('sold')),
    tiers: t.field({
      type: [TierSalesRef],
      description: "The same for each price tier, in the show's order.",
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
  description: 'Who has a seat, or why nobody can have it.',
  fields: (t) => ({
    seatId: t.exposeID('seatId', { description: "The plan's own `seat_guid`." }),
    state: t.expose('state', { type: SeatStateRef, description: 'The state that it is in: never AVAILABLE.' }),
    lock: t.expose('lock', {
      type: SeatLockRef,
      nullable: true,
      description: 'The lock that it was taken with; null when it is blocked.',
    }),
    booking: t.expose('booking', {
      type: BookingRef,
      nullable: true,
      description: 'The booking that it belongs to, paid or not; null while it is only held, and when it is blocked.',
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it is blocked, where that was said.' }),
  }),
});

builder.objectFields(ShowRef, (t) => ({
  sales: t.field({
    type: ShowSalesRef,
    nullable: true,
    description:
      'What it has sold, as of now; for organisers only (FORBIDDEN for others, the rest of the answer is not affected). `metrics` counts the bookings, too, and follows a moment later.',
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
      'Who has these seats, in the order given; seats that are AVAILABLE are left out. For organisers only (FORBIDDEN for others, the rest of the answer is not affected).',
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
