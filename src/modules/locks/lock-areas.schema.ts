import { builder } from '../../schema/builder.ts';
import { AreaPlacesRef, areaPlacesOf } from '../seat-map/area-places.schema.ts';
import { SeatLockRef } from './locks.schema.ts';

builder.objectField(SeatLockRef, 'areas', (t) =>
  t.field({
    type: [AreaPlacesRef],
    description: 'The held places of areas, in the order of the request.',
    resolve: ({ showId, areas }, _args, { services }) => areaPlacesOf(services, showId, areas),
  }),
);
