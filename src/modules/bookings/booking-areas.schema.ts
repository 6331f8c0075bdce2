import { builder } from '../../schema/builder.ts';
import { AreaPlacesRef, areaPlacesOf } from '../seat-map/area-places.schema.ts';
import { BookingRef } from './bookings.schema.ts';

builder.objectField(BookingRef, 'areas', (t) =>
  t.field({
    type: [AreaPlacesRef],
    description: 'The booked places of areas, in the order of the lock.',
    resolve: ({ showId, areas }, _args, { services }) => areaPlacesOf(services, showId, areas),
  }),
);
