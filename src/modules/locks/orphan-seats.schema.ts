import { builder } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { alternativesOf } from '../seat-map/alternatives-of.ts';
import { SeatRef } from '../seat-map/seat.schema.ts';
import { seatsOf } from '../seat-map/seats-of.ts';
import { SeatGroupRef } from '../seat-map/seats-unavailable.schema.ts';
import { OrphanSeatsError } from './locks.errors.ts';

builder.objectType(OrphanSeatsError, {
  name: 'OrphanSeatsError',
  description:
    'The choice would leave free seats in a run shorter than `Show.seatRules` allows. Nothing was changed: no seat was locked or released.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    orphans: t.field({
      type: [SeatRef],
      description: 'The seats that would be left, in their present state.',
      extensions: READS_DATABASE,
      resolve: ({ showId, orphanIds }, _args, { services }) => seatsOf(services, showId, orphanIds),
    }),
    alternatives: t.field({
      type: [SeatGroupRef],
      description:
        'Up to three groups of as many adjacent seats that leave no such run: moved by one seat first, then those of the same tier and nearby. For `updateLock`, each group is the complete new set of seats of the lock and may include seats that it already has.',
      extensions: { cost: 2_000, listSize: 3 },
      resolve: (refusal, _args, { services }) =>
        alternativesOf(refusal, () => {
          const { showId, seatIds, heldIds } = refusal;
          return services.alternatives.find(showId, seatIds, { heldIds, leavesOrphans: false });
        }),
    }),
  }),
});
