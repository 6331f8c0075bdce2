import { builder, callerOf } from '../../schema/builder.ts';
import { resolveIdConnection } from '../../schema/id-connection.ts';
import { NODE_ID, text } from '../../schema/input-bounds/bounds.ts';
import { SEARCHES_BOOKINGS } from '../../schema/prices.ts';
import { BookingConnectionRef, BookingEdgeRef } from '../bookings/booking-connection.schema.ts';
import { BookingRef, BookingStatusRef } from '../bookings/bookings.schema.ts';
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
