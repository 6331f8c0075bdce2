import { builder } from '../../schema/builder.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { BookingRef } from '../bookings/bookings.schema.ts';

builder.objectFields(BookingRef, (t) => ({
  receiptUrl: t.string({
    nullable: true,
    description:
      "URL of the receipt as a PDF, relative to the API's origin: what was bought, the taxes in it, what was paid and refunded, as the booking is at that time, in the customer's language. Its number is the `reference`. Null unless the booking was confirmed. Anyone who has the URL can read the receipt, until the customer's e-mail address is corrected or erased.",
    extensions: READS_DATABASE,
    resolve: async (booking, _args, { services }) => {
      const tickets = await services.bookings.ticketsOf(booking.id);
      return tickets.length > 0 ? services.documentLinks.pathOf('receipt', booking) : null;
    },
  }),
  ticketsUrl: t.string({
    nullable: true,
    description:
      "URL of the valid tickets with their QR codes as a PDF to print, relative to the API's origin. Null if there are none, or if the show was cancelled. Treat it like the tickets themselves; it ends when the customer's e-mail address is corrected or erased.",
    extensions: READS_DATABASE,
    resolve: async (booking, _args, { services }) => {
      const tickets = await services.bookings.ticketsOf(booking.id);
      const show = await services.shows.getShow(booking.showId);
      const isGood = tickets.some(({ voidedAt }) => voidedAt === null) && show?.status !== 'CANCELLED';
      return isGood ? services.documentLinks.pathOf('tickets', booking) : null;
    },
  }),
}));
