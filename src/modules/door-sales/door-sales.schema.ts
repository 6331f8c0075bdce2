import { builder, callerOf, result } from '../../schema/builder.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { OF_BOOKING } from '../../schema/importance.ts';
import { listOf, NODE_ID, text } from '../../schema/input-bounds/bounds.ts';
import { LOCALE_BOUNDS } from '../../schema/locale-argument.ts';
import { IdempotencyConflictError, NotFoundError } from '../../shared/errors.ts';
import { BookingRef } from '../bookings/bookings.schema.ts';
import { MAX_CUSTOMER_NAME, MAX_EMAIL, MAX_PHONE } from '../bookings/customer.ts';
import { AREA_CHOICES, AreaChoiceRef } from '../locks/area-choice.schema.ts';
import { MAX_SOLD_AT_ONCE } from '../locks/door-holder.ts';
import { SeatChoiceRef } from '../locks/locks.schema.ts';
import { PAID_AT_DOOR } from '../payments/payments.schema.ts';
import { SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import { ShowNotOnSaleError } from '../shows/shows.errors.ts';

const BoxOfficeMethodRef = builder.enumType('BoxOfficeMethod', {
  description: 'How it is paid at the box office.',
  values: {
    ...PAID_AT_DOOR,
    FREE: { description: 'Given away: nothing is paid, and there are no fees. A DISCOUNT line says so.' },
  } as const,
});

const BoxOfficeCustomerInputRef = builder.inputType('BoxOfficeCustomerInput', {
  description: 'Whoever buys at the box office, as far as they tell.',
  fields: (t) => ({
    name: t.string({ bounds: text(MAX_CUSTOMER_NAME), description: 'Name to print on the tickets.' }),
    email: t.string({
      bounds: text(MAX_EMAIL),
      description: 'E-mail address that tickets and messages are sent to. Without one no mail is sent.',
    }),
    phone: t.string({ bounds: text(MAX_PHONE), description: 'Phone number for text messages about the booking.' }),
    locale: t.string({
      bounds: LOCALE_BOUNDS,
      description: 'Language of messages, as in `CustomerInput`.',
    }),
  }),
});

const SellAtBoxOfficeInputRef = builder.inputType('SellAtBoxOfficeInput', {
  description: `What is sold at the box office: up to ${MAX_SOLD_AT_ONCE} seats and places.`,
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    seats: t.field({
      type: [SeatChoiceRef],
      bounds: listOf(MAX_SOLD_AT_ONCE),
      description: 'The seats with their ticket types: AVAILABLE ones, and those of allotments that nobody has.',
    }),
    areas: t.field({
      type: [AreaChoiceRef],
      bounds: AREA_CHOICES,
      description:
        'Places of areas, beside the seats or alone: of allotments for staff first, then those for everyone; where these are short, of allotments for codes as well.',
    }),
    customer: t.field({
      type: BoxOfficeCustomerInputRef,
      description: 'Whoever buys. May be left out: then nothing is sent, and the tickets are handed over.',
    }),
    method: t.field({ type: BoxOfficeMethodRef, required: true, description: 'How it is paid.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationField('sellAtBoxOffice', (t) =>
  t.field({
    type: BookingRef,
    extensions: OF_BOOKING,
    description:
      "Sells seats and places at the box office: they are held, booked and paid at once, with their tickets, or nothing happens. Limits per buyer and the sales window do not apply; a show that is paused can be sold as well. For the show's organiser only.",
    authScopes: { organiser: true },
    args: {
      input: t.arg({ type: SellAtBoxOfficeInputRef, required: true, description: 'What is sold, to whom and how.' }),
    },
    errors: result({
      field: 'booking',
      description: 'The booking, CONFIRMED.',
      errors: [SeatsUnavailableError, ShowNotOnSaleError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.doorSales.sell(callerOf(context), input, context),
  }),
);
