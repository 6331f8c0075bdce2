import { builder } from '../../schema/builder.ts';
import { SHAREABLE } from '../../schema/shareable.ts';
import type { ShowLimits } from '../shows/show-limits.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import type { BuyerLimits } from './buyer-limits.ts';

const ShowLimitsRef = builder.objectRef<BuyerLimits>('ShowLimits').implement({
  description:
    'How much one buyer may hold in a show at a time, and for how long. Places of areas count as seats; what is booked and paid does not count.',
  fields: (t) => ({
    seatsPerLock: t.exposeInt('seatsPerLock', {
      extensions: SHAREABLE,
      description: 'Seats that one lock may have; more are refused with InvalidInputError.',
    }),
    locksPerBuyer: t.exposeInt('locksPerBuyer', {
      extensions: SHAREABLE,
      description: 'Locks that one buyer may have; more are refused with LimitExceededError.',
    }),
    seatsPerBuyer: t.exposeInt('seatsPerBuyer', {
      extensions: SHAREABLE,
      description: 'Seats of all the locks of one buyer together; more are refused with LimitExceededError.',
    }),
    lockSeconds: t.exposeInt('lockSeconds', {
      extensions: SHAREABLE,
      description: 'How long a lock holds its seats, in whole seconds; `SeatLock.expiresAt` has the deadline of each.',
    }),
    extensionsPerLock: t.exposeInt('extensionsPerLock', {
      extensions: SHAREABLE,
      description: 'How many times a lock can be extended.',
    }),
    extensionSeconds: t.exposeInt('extensionSeconds', {
      extensions: SHAREABLE,
      description: 'By how many seconds `extendLock` moves the deadline.',
    }),
  }),
});

const OwnLimitsRef = builder.objectRef<ShowLimits>('OwnLimits').implement({
  description: 'What the organiser of a show has set of its limits; null: as the server has it.',
  fields: (t) => ({
    seatsPerLock: t.exposeInt('seatsPerLock', { nullable: true, description: 'Seats that one lock may have.' }),
    seatsPerBuyer: t.exposeInt('seatsPerBuyer', {
      nullable: true,
      description: 'Seats of all the locks of one buyer together.',
    }),
    locksPerBuyer: t.exposeInt('locksPerBuyer', { nullable: true, description: 'Locks that one buyer may have.' }),
  }),
});

builder.objectField(ShowRef, 'ownLimits', (t) =>
  t.field({
    type: OwnLimitsRef,
    description: 'What its organiser has set of `limits`, for forms in which they are changed.',
    resolve: (show) => show.limits,
  }),
);

builder.objectField(ShowRef, 'limits', (t) =>
  t.field({
    type: ShowLimitsRef,
    description:
      'How much one buyer may hold at a time, and for how long, for clients that say so before a limit is reached: what its organiser has set, and never more than the server allows.',
    extensions: SHAREABLE,
    resolve: (show, _args, { services }) => services.locks.limitsIn(show),
  }),
);
