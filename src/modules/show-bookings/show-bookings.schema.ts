import { builder, callerOf, result } from '../../schema/builder.ts';
import { resolveIdConnection } from '../../schema/id-connection.ts';
import { NODE_ID, text } from '../../schema/input-bounds/bounds.ts';
import { LOCALE_BOUNDS } from '../../schema/locale-argument.ts';
import { SEARCHES_BOOKINGS } from '../../schema/prices.ts';
import { IllegalStateError, LimitExceededError, NotFoundError } from '../../shared/errors.ts';
import { BookingConnectionRef, BookingEdgeRef } from '../bookings/booking-connection.schema.ts';
import { BookingRef, BookingStatusRef } from '../bookings/bookings.schema.ts';
import { MAX_CUSTOMER_NAME, MAX_EMAIL, MAX_PHONE } from '../bookings/customer.ts';
import { MAX_SEARCH_CHARACTERS, MAX_SEARCH_WORDS } from './booking-search.ts';

builder.queryField('bookings', (t) =>
  t.connection(
    {
      type: BookingRef,
      description:
        "All bookings of a show, whatever their status, newest first; 20 to a page by default. For the show's organiser only (FORBIDDEN for others).",
      authScopes: { organiser: true },
      extensions: SEARCHES_BOOKINGS,
      args: {
        showId: t.arg.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
        search: t.arg.string({
          bounds: text(MAX_SEARCH_CHARACTERS),
          description: `Bookings with this reference, or its beginning, with or without the dash; with each of these words, at most ${MAX_SEARCH_WORDS}, in the customer's name and e-mail address, where parts of words match; or with this seat now: its id, or as people write it (\`D 3 12\`, \`Row 3 seat 12\`, \`Reihe 3 Platz 12\`). Upper and lower case are the same.`,
        }),
        status: t.arg({
          type: [BookingStatusRef],
          description: 'Bookings with one of these statuses.',
        }),
      },
      resolve: async (_root, args, context) => {
        const bookings = await context.services.showBookings.find(callerOf(context), args);
        return {
          ...(await resolveIdConnection('booking', args, (page) => bookings.list(page))),
          count: bookings.count,
        };
      },
    },
    BookingConnectionRef,
    BookingEdgeRef,
  ),
);

const UpdateBookingCustomerInputRef = builder.inputType('UpdateBookingCustomerInput', {
  description: 'The booking, and what is to be corrected of its customer. What is not given stays as it is.',
  fields: (t) => ({
    bookingId: t.id({ required: true, bounds: NODE_ID, description: 'The booking, `booking_…`.' }),
    name: t.string({ bounds: text(MAX_CUSTOMER_NAME), description: 'Name to print on the tickets.' }),
    email: t.string({
      bounds: text(MAX_EMAIL),
      description: 'E-mail address that tickets and messages are sent to. Refused is what `CustomerInput.email` says.',
    }),
    phone: t.string({
      bounds: text(MAX_PHONE),
      description: 'Phone number for text messages about the booking; null takes it out.',
    }),
    locale: t.string({
      bounds: LOCALE_BOUNDS,
      description: 'Language of messages, as a BCP 47 tag such as `de-AT`.',
    }),
  }),
});

builder.mutationField('updateBookingCustomer', (t) =>
  t.field({
    type: BookingRef,
    description:
      "Corrects name, e-mail address, phone number or language of a booking's customer. Its owner can do so until it is paid, the show's organiser whatever its status: then messages that were not sent yet go to the new address, too. Of a confirmed booking a mail tells the customer; tickets are sent there by `resendTickets`. With another e-mail address, links that were sent before end.",
    authScopes: { authenticated: true },
    args: {
      input: t.arg({
        type: UpdateBookingCustomerInputRef,
        required: true,
        description: 'The booking, and what to correct.',
      }),
    },
    errors: result({
      field: 'booking',
      description: 'The booking, with its customer as corrected.',
      errors: [IllegalStateError, LimitExceededError, NotFoundError],
    }),
    resolve: (_root, { input }, context) => context.services.showBookings.correctCustomer(callerOf(context), input),
  }),
);
