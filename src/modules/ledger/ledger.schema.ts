import { builder, callerOf } from '../../schema/builder.ts';
import { percentOf } from '../../shared/money/rate.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import { TicketTypeRef } from '../pricing/pricing.schema.ts';
import { PriceTierRef, ShowRef } from '../shows/shows.schema.ts';
import type { Show } from '../shows/shows.service.ts';
import type { FeeRow, Figures, MethodRow, Statement, TaxRow, TicketFigures, TicketRow } from './statement.ts';

/** The tiers and ticket types of a show, times methods and tax rates. */
const MAX_ROWS = 100;

type Of<Row> = Row & { show: Show };

const money = <Row>(description: string, amountOf: (row: Row) => number) => ({
  type: MoneyRef,
  description,
  resolve: ({ show, ...row }: Of<Row>) => ({ amount: amountOf(row as Row), currency: show.currency }),
});

const SOLD = money<Figures>('Charged for bookings, tax included and discounts taken off.', ({ sold }) => sold);
const REFUNDED = money<Figures>(
  'Given back of what was charged for bookings, tax included. A refund of a part is of each ticket and fee in proportion; what was given back by a change counts from then on.',
  ({ refunded }) => refunded,
);
const BALANCE = money<Figures>('`sold` less `refunded`.', ({ sold, refunded }) => sold - refunded);
const TAX = money<Figures>('Tax that is in `balance`.', ({ tax }) => tax);
const DISCOUNTS = money<TicketFigures>(
  'What promo codes took off the tickets, tax not included; less what went back of it.',
  ({ discounts }) => discounts,
);
const WRITE_OFFS = money<TicketFigures>(
  'Price of tickets that were given away at the box office, tax not included; less those that were cancelled.',
  ({ writeOffs }) => writeOffs,
);
const TICKETS_SOLD = 'Tickets of bookings that were confirmed.';
const TICKETS_CANCELLED =
  'Tickets that have become void with their bookings, or were given back, whether or not their money has gone back.';

const SaleMethodRef = builder.enumType('SaleMethod', {
  description: 'How a booking was paid. Expect new values.',
  values: {
    ONLINE: { description: 'Through a payment provider.' },
    CASH: { description: 'In cash, at the box office.' },
    CARD_TERMINAL: { description: 'By card terminal, at the box office.' },
    FREE: { description: 'Nothing was to be paid.' },
  } as const,
});

const TicketStatementRef = builder.objectRef<Of<TicketRow>>('TicketStatement').implement({
  description: 'Tickets of one price tier and ticket type that were paid by one method.',
  fields: (t) => ({
    tier: t.field({
      type: PriceTierRef,
      nullable: true,
      description: 'The price tier.',
      resolve: ({ show, tierId }) => show.priceTiers.find(({ id }) => id === tierId) ?? null,
    }),
    ticketType: t.field({
      type: TicketTypeRef,
      nullable: true,
      description: 'The ticket type; null if they were sold while the show had none.',
      resolve: async ({ show, ticketTypeId }, _args, { services }) =>
        ticketTypeId === null ? null : await services.shows.ticketTypeOf(show.id, ticketTypeId),
    }),
    method: t.expose('method', { type: SaleMethodRef, description: 'How they were paid.' }),
    ticketsSold: t.exposeInt('ticketsSold', { description: TICKETS_SOLD }),
    ticketsCancelled: t.exposeInt('ticketsCancelled', { description: TICKETS_CANCELLED }),
    sold: t.field(SOLD),
    refunded: t.field(REFUNDED),
    balance: t.field(BALANCE),
    tax: t.field(TAX),
    discounts: t.field(DISCOUNTS),
    writeOffs: t.field(WRITE_OFFS),
  }),
});

const FeeStatementRef = builder.objectRef<Of<FeeRow>>('FeeStatement').implement({
  description: 'One fee at one tax rate.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the fee when it was charged.' }),
    taxRate: t.float({ description: 'Tax rate in percent.', resolve: ({ taxRate }) => percentOf(taxRate) }),
    sold: t.field(SOLD),
    refunded: t.field(REFUNDED),
    balance: t.field(BALANCE),
    tax: t.field(TAX),
  }),
});

const TaxStatementRef = builder.objectRef<Of<TaxRow>>('TaxStatement').implement({
  description: 'Tickets and fees of one tax rate.',
  fields: (t) => ({
    taxRate: t.float({ description: 'Tax rate in percent.', resolve: ({ taxRate }) => percentOf(taxRate) }),
    sold: t.field(SOLD),
    refunded: t.field(REFUNDED),
    balance: t.field(BALANCE),
    tax: t.field(TAX),
  }),
});

const MethodStatementRef = builder.objectRef<Of<MethodRow>>('MethodStatement').implement({
  description: 'Money that came and went by one method.',
  fields: (t) => ({
    method: t.expose('method', { type: SaleMethodRef, description: 'The method.' }),
    ticketsSold: t.exposeInt('ticketsSold', { description: TICKETS_SOLD }),
    ticketsCancelled: t.exposeInt('ticketsCancelled', { description: TICKETS_CANCELLED }),
    received: t.field(
      money<MethodRow>('All money that came, also for bookings that had ended before.', ({ received }) => received),
    ),
    paidBack: t.field(
      money<MethodRow>('All money that went back, by refunds and by lost disputes.', ({ paidBack }) => paidBack),
    ),
    balance: t.field(money<MethodRow>('`received` less `paidBack`.', ({ received, paidBack }) => received - paidBack)),
  }),
});

const rows = <Row extends object>(show: Show, list: readonly Row[]) => list.map((row) => ({ ...row, show }));

const StatementRef = builder.objectRef<Of<Statement>>('Statement').implement({
  description:
    'What a show has taken and given back over a time, as its ledger has it, to the minor unit: `balance` and `surplus` less `lostDisputes` are the balances of all `methods` together, and `balance` is the sum of those of `tickets` and `fees`, as it is of `taxes`.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', nullable: true, description: 'From when; null: from the first sale.' }),
    to: t.expose('to', { type: 'DateTime', nullable: true, description: 'Up to before when; null: up to now.' }),
    ticketsSold: t.exposeInt('ticketsSold', { description: TICKETS_SOLD }),
    ticketsCancelled: t.exposeInt('ticketsCancelled', { description: TICKETS_CANCELLED }),
    sold: t.field(SOLD),
    refunded: t.field(REFUNDED),
    balance: t.field(BALANCE),
    tax: t.field(TAX),
    feeTotal: t.field(money<Statement>('Fees that are in `balance`, tax included.', ({ fees }) => fees)),
    discounts: t.field(DISCOUNTS),
    writeOffs: t.field(WRITE_OFFS),
    surplus: t.field(
      money<Statement>(
        'Money that came too late or twice and pays for nothing, or paid for tickets that were given back, less what of such money has gone back. What the buyer’s bank took of money that came too late or twice is not in it either.',
        ({ surplus }) => surplus,
      ),
    ),
    lostDisputes: t.field(
      money<Statement>(
        'What banks have given to buyers who contested their payments, without a refund, but for money that came too late or twice and was to go back anyway: see `Booking.disputes`.',
        ({ lostDisputes }) => lostDisputes,
      ),
    ),
    tickets: t.field({
      type: [TicketStatementRef],
      description: 'By price tier, ticket type and method.',
      extensions: { listSize: MAX_ROWS },
      resolve: ({ show, tickets }) =>
        rows(
          show,
          tickets.toSorted((a, b) => tierRank(show, a) - tierRank(show, b)),
        ),
    }),
    fees: t.field({
      type: [FeeStatementRef],
      description: 'By fee and tax rate.',
      resolve: ({ show, feeRows }) => rows(show, feeRows),
    }),
    taxes: t.field({
      type: [TaxStatementRef],
      description: 'By tax rate.',
      resolve: ({ show, taxRows }) => rows(show, taxRows),
    }),
    methods: t.field({
      type: [MethodStatementRef],
      description: 'By method, those that were used.',
      resolve: ({ show, methodRows }) => rows(show, methodRows),
    }),
  }),
});

/** As the show lists them, and of each tier its ticket types. */
function tierRank({ priceTiers, ticketTypes }: Show, { tierId, ticketTypeId }: TicketRow): number {
  const tier = priceTiers.findIndex(({ id }) => id === tierId);
  return tier * (ticketTypes.length + 1) + ticketTypes.findIndex(({ id }) => id === ticketTypeId);
}

builder.objectField(ShowRef, 'statement', (t) =>
  t.field({
    type: StatementRef,
    nullable: true,
    description:
      "What the show has taken and given back, from its ledger. For the show's organiser only (FORBIDDEN for others; the rest of the answer is not affected).",
    authScopes: { organiser: true },
    // It adds up all that was ever sold.
    extensions: { cost: 2_000, costPerSeat: 1 },
    args: {
      from: t.arg({ type: 'DateTime', description: 'From this time on; from the first sale by default.' }),
      to: t.arg({ type: 'DateTime', description: 'Up to before this time; up to now by default.' }),
    },
    resolve: async (show, { from, to }, context) => ({
      ...(await context.services.ledger.statementOf(callerOf(context), show, { from: from ?? null, to: to ?? null })),
      show,
    }),
  }),
);
