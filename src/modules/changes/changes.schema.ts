import { builder, callerOf, registerNodeIds, result } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { OF_BOOKING } from '../../schema/importance.ts';
import { listOf, NODE_ID, text } from '../../schema/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { LimitExceededError, NotFoundError } from '../../shared/errors.ts';
import type { Booking } from '../bookings/booking.ts';
import { BookingRef } from '../bookings/bookings.schema.ts';
import { OrphanSeatsError } from '../locks/locks.errors.ts';
import { MAX_PAYMENT_TOKEN } from '../payments/payment-provider.ts';
import {
  PAID_AT_DOOR,
  PAYMENT_ERRORS,
  PaymentRef,
  SESSION_FIELD,
  STARTED_PAYMENT,
  SUCCEEDED,
} from '../payments/payments.schema.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import { PriceLineRef } from '../pricing/price-line.schema.ts';
import { RefundNotPossibleError } from '../refunds/refunds.errors.ts';
import { MAX_SEAT_ID } from '../seat-map/seat-id.ts';
import { SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import { ShowNotOnSaleError } from '../shows/shows.errors.ts';
import { NotAdmittedError } from '../waiting-room/waiting-room.errors.ts';
import type { CancellationTerms } from './buyer-cancellations.ts';
import { BookingNotChangeableError, QuoteNotUsableError } from './changes.errors.ts';
import type { Quote } from './quote.ts';

/** Of one change: as of a sale at the box office. */
const MAX_EXCHANGES = 200;

/** A booking has no more tickets than that: see MAX_SOLD_AT_ONCE, and the highest limit of seats per lock. */
const MAX_TICKETS = 5_000;

const BookingChangeQuoteRef = builder.objectRef<Quote>('BookingChangeQuote');

registerNodeIds('quote', 'BookingChangeQuote');

builder.node(BookingChangeQuoteRef, {
  description: 'What a change of a booking would make of it, and what it costs. `applyBookingChange` does it.',
  id: { resolve: (quote) => quote.id },
  loadWithoutCache: (id, { services, principal }) => services.changes.getQuote(principal, id),
  fields: (t) => ({
    booking: t.field({
      type: BookingRef,
      // As in other nodes, so that they can be selected together.
      nullable: true,
      description: 'The booking, as it is now.',
      extensions: READS_DATABASE,
      // Whoever has the quote may read its booking.
      resolve: ({ bookingId }, _args, { services }) => services.bookings.readBooking(bookingId),
    }),
    lines: t.field({
      type: [PriceLineRef],
      description:
        'The difference to what the booking costs, line by line: what is given back has a negative quantity and total. Their sum is `charge` less `refund`.',
      resolve: ({ showId, currency, terms }) => terms.difference.map((line) => ({ ...line, showId, currency })),
    }),
    refund: t.field({
      type: MoneyRef,
      description: 'What is refunded when it is applied.',
      resolve: ({ refund, currency }) => ({ amount: refund, currency }),
    }),
    charge: t.field({
      type: MoneyRef,
      description: 'What is to be paid when it is applied. One of `charge` and `refund` is 0.',
      resolve: ({ charge, currency }) => ({ amount: charge, currency }),
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it can be applied.' }),
    appliedAt: t.expose('appliedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was applied; null: it was not.',
    }),
  }),
});

const CancellationTermsRef = builder
  .objectRef<CancellationTerms & Pick<Booking, 'showId' | 'currency'>>('CancellationTerms')
  .implement({
    description: 'What cancelling a booking would come to now. `cancelBooking` does it.',
    fields: (t) => ({
      refund: t.field({
        type: MoneyRef,
        description: 'What goes back.',
        resolve: ({ refund, currency }) => ({ amount: refund, currency }),
      }),
      kept: t.field({
        type: MoneyRef,
        description: 'What of what was paid, and is not refunded yet, is kept.',
        resolve: ({ kept, currency }) => ({ amount: kept, currency }),
      }),
      lines: t.field({
        type: [PriceLineRef],
        description:
          'What the rules of the show keep, line by line: fees of the booking and the fee for giving back. More than `kept` where less is left of the money.',
        resolve: ({ lines, showId, currency }) => lines.map((line) => ({ ...line, showId, currency })),
      }),
      until: t.expose('until', {
        type: 'DateTime',
        nullable: true,
        description: 'Until when you can cancel it; null: at any time.',
      }),
    }),
  });

builder.objectField(BookingRef, 'cancellationTerms', (t) =>
  t.field({
    type: CancellationTermsRef,
    nullable: true,
    description:
      'What it comes to if you cancel the booking now: a buyer by `Show.changeRules`, the organiser of the show with all of the money. Null where it has ended, or you can not cancel it (any more).',
    extensions: READS_DATABASE,
    resolve: async (booking, _args, context) => {
      const { showId, currency } = booking;
      const terms = await context.services.changes.cancellationTermsOf(callerOf(context), booking);
      return terms && { ...terms, showId, currency };
    },
  }),
);

const BookingChangeObstacleRef = builder.enumType('BookingChangeObstacle', {
  description: 'Why a booking can not be changed. Expect new values.',
  values: {
    NOT_CONFIRMED: { description: 'It waits for payment, or has ended.' },
    SHOW_CANCELLED: { description: 'The show is cancelled.' },
    NOT_OFFERED: { description: 'The show does not offer that to buyers: see `Show.changeRules`.' },
    TOO_LATE: { description: 'Buyers could do so until some time ago, or the show has begun.' },
    TICKET_VOID: { description: 'A ticket is void already.' },
    ALL_TICKETS: { description: 'These are all tickets of the booking: `cancelBooking` gives them back.' },
  } as const,
});

builder.objectType(BookingNotChangeableError, {
  name: 'BookingNotChangeableError',
  description: 'The booking can not be changed like that, or not by this caller. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    obstacle: t.expose('reason', { type: BookingChangeObstacleRef, description: 'Why.' }),
  }),
});

const QuoteFlawRef = builder.enumType('QuoteFlaw', {
  description: 'Why a quote can not be applied. Expect new values.',
  values: {
    EXPIRED: { description: 'Its time is over.' },
    OUTDATED: { description: 'The booking was changed since, or has ended.' },
    PAID_TOO_LATE: { description: 'Either was so when its money had come: what was charged goes back.' },
  } as const,
});

builder.objectType(QuoteNotUsableError, {
  name: 'QuoteNotUsableError',
  description:
    'The quote can not be applied any more: ask for another one. Nothing was changed, and nothing is kept of what was charged for it.',
  interfaces: [ErrorInterface],
  fields: (t) => ({ flaw: t.expose('reason', { type: QuoteFlawRef, description: 'Why.' }) }),
});

const TicketExchangeRef = builder.inputType('TicketExchangeInput', {
  description: 'A ticket that is exchanged for one of another seat, or of the same seat and another type.',
  fields: (t) => ({
    ticketId: t.id({ required: true, bounds: NODE_ID, description: 'The ticket, `ticket_…`.' }),
    toSeatId: t.id({
      required: true,
      bounds: text(MAX_SEAT_ID),
      description: 'The seat that it is exchanged for, by either of its ids.',
    }),
    ticketTypeId: t.id({
      bounds: NODE_ID,
      description: 'What the seat is sold as, `tickettype_…`; the first type of the show by default.',
    }),
  }),
});

const QuoteBookingChangeInputRef = builder.inputType('QuoteBookingChangeInput', {
  description: 'The booking, and what is to become of its tickets.',
  fields: (t) => ({
    bookingId: t.id({
      required: true,
      bounds: NODE_ID,
      description: 'The booking, `booking_…`. It must be CONFIRMED.',
    }),
    cancelTicketIds: t.idList({
      bounds: listOf(MAX_TICKETS, NODE_ID),
      description: 'Tickets of the booking that are given back, `ticket_…`: not all of them.',
    }),
    exchange: t.field({
      type: [TicketExchangeRef],
      bounds: listOf(MAX_EXCHANGES),
      description: 'Tickets of the booking that are exchanged.',
    }),
  }),
});

const BoxOfficePaymentMethodRef = builder.enumType('BoxOfficePaymentMethod', {
  description: 'How something is paid to the organiser.',
  values: PAID_AT_DOOR,
});

const ApplyBookingChangeInputRef = builder.inputType('ApplyBookingChangeInput', {
  description: 'The quote to apply, and how what it costs more is paid.',
  fields: (t) => ({
    quoteId: t.id({ required: true, bounds: NODE_ID, description: 'The quote, `quote_…`.' }),
    paymentToken: t.string({
      bounds: text(MAX_PAYMENT_TOKEN),
      description:
        'Token of the payment method, as of `payBooking`. Required if the quote has a `charge` and no `method` is given; else it is not used.',
    }),
    method: t.field({
      type: BoxOfficePaymentMethodRef,
      description: "How the `charge` was paid to the organiser, in place of a token. For the show's organiser only.",
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const StartChangePaymentInputRef = builder.inputType('StartChangePaymentInput', {
  description: 'The quote to pay.',
  fields: (t) => ({
    quoteId: t.id({
      required: true,
      bounds: NODE_ID,
      description: 'The quote, `quote_…`. Its `charge` is to be paid.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const APPLY_ERRORS = [QuoteNotUsableError, BookingNotChangeableError, ...PAYMENT_ERRORS];

builder.mutationFields((t) => ({
  quoteBookingChange: t.field({
    type: BookingChangeQuoteRef,
    description:
      "Says what giving some tickets of a booking back, or exchanging some, would make of it, and what is refunded; changes nothing. New seats are held until the quote expires, by a lock like any. It takes the place of the booking's former quote. For its owner as `Show.changeRules` says, for the show's organiser at any time, free of charge.",
    authScopes: { withBooking: true },
    args: {
      input: t.arg({ type: QuoteBookingChangeInputRef, required: true, description: 'The booking and its tickets.' }),
    },
    errors: result({
      field: 'quote',
      description: 'The quote.',
      errors: [
        BookingNotChangeableError,
        NotAdmittedError,
        SeatsUnavailableError,
        OrphanSeatsError,
        ShowNotOnSaleError,
        RefundNotPossibleError,
        LimitExceededError,
        NotFoundError,
      ],
    }),
    resolve: (_root, { input }, context) => context.services.changes.quote(callerOf(context), input, context.address),
  }),
  applyBookingChange: t.field({
    type: BookingRef,
    extensions: OF_BOOKING,
    description:
      'Does what a quote says, all of it or nothing: the tickets become void and new ones take the place of those that are exchanged, the old seats are free and the new ones booked at once, the refund is asked for, and the customer gets the tickets that are good. A `charge` is charged first: while the payment provider decides, the booking is returned as it was, with a PENDING payment, and the change is made when the money has come; the subscription `booking` reports the outcome. Money that comes when the quote is not good any more goes back. A quote that was applied is not applied again.',
    authScopes: { withBooking: true },
    args: {
      input: t.arg({ type: ApplyBookingChangeInputRef, required: true, description: 'The quote, and how it is paid.' }),
    },
    errors: result({
      field: 'booking',
      description: 'The changed booking.',
      errors: [...APPLY_ERRORS, RefundNotPossibleError],
    }),
    resolve: (_root, { input }, context) => context.services.changes.apply(callerOf(context), input, context.address),
  }),
  startChangePayment: t.field({
    type: PaymentRef,
    extensions: OF_BOOKING,
    description:
      "Starts a payment of what a quote costs more in the payment provider's own form, or returns the one that is open: as `startPayment` for a booking. When the money has come, the quote is applied; money that comes when it is not good any more goes back.",
    authScopes: { withBooking: true },
    args: { input: t.arg({ type: StartChangePaymentInputRef, required: true, description: 'The quote to pay.' }) },
    errors: {
      ...result({ ...STARTED_PAYMENT, errors: APPLY_ERRORS }),
      result: { ...SUCCEEDED, fields: (fields) => ({ session: fields.field(SESSION_FIELD) }) },
    },
    resolve: (_root, { input }, context) =>
      context.services.changes.startPayment(callerOf(context), input, context.address),
  }),
}));
