import { builder } from '../../schema/builder.ts';
import { resolveIdConnection } from '../../schema/id-connection.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { type Counted, OWN_TOTAL_COUNT, ownTotalCountOf } from '../../schema/total-count.ts';
import { ViewerRef } from '../identity/identity.schema.ts';
import { BookingRef } from './bookings.schema.ts';

export const BookingEdgeRef = builder.edgeObject({
  name: 'BookingEdge',
  description: 'One booking of a page.',
  type: BookingRef,
});

/** Of lists that their reader may have counted: each resolves to a page that is `Counted`. */
export const BookingConnectionRef = builder.connectionObject(
  {
    name: 'BookingConnection',
    description: 'One page of bookings.',
    type: BookingRef,
    fields: (t) => ({
      totalCount: t.int({
        ...OWN_TOTAL_COUNT,
        resolve: (page) => ownTotalCountOf(page as unknown as Counted),
      }),
    }),
  },
  BookingEdgeRef,
);

builder.objectField(ViewerRef, 'bookings', (t) =>
  t.connection(
    {
      type: BookingRef,
      description: 'The caller’s bookings, newest first; 20 to a page by default.',
      extensions: READS_DATABASE,
      resolve: async (viewer, args, { services }) => ({
        ...(await resolveIdConnection('booking', args, (page) => services.bookings.listBookings(viewer, page))),
        count: (max: number) => services.bookings.countBookings(viewer, max),
      }),
    },
    BookingConnectionRef,
    BookingEdgeRef,
  ),
);
