import { builder } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import { MAX_AREAS } from '../seating/plan-limits.ts';
import { totalOfSeats } from '../shows/prices.ts';
import type { SeatGroup } from './alternatives.ts';
import { alternativesOf } from './alternatives-of.ts';
import { SeatRef } from './seat.schema.ts';
import { type AreaShortage, MAX_CONFLICTS, type SeatConflict, SeatsUnavailableError } from './seat-map.errors.ts';
import type { Seat } from './seats-of.ts';

const ConflictReasonRef = builder.enumType('SeatConflictReason', {
  description: 'Reason why a seat is unavailable.',
  values: {
    LOCKED_BY_OTHER: { description: 'Locked by another buyer.' },
    LOCKED_BY_YOU: { description: 'Already in another lock of the caller.' },
    BOOKED: { description: 'Sold.' },
    BLOCKED: { description: 'Taken off sale by the organiser.' },
    UNKNOWN_SEAT: { description: 'The show has no seat with this id.' },
  } as const,
});

const SeatConflictRef = builder.objectRef<SeatConflict>('SeatConflict').implement({
  description: 'A requested seat that is unavailable, and why.',
  fields: (t) => ({
    seatId: t.exposeID('seatId', { description: 'The `seatId` of the requested seat.' }),
    reason: t.expose('reason', { type: ConflictReasonRef, description: 'Why it is unavailable.' }),
  }),
});

export const SeatGroupRef = builder.objectRef<SeatGroup>('SeatGroup').implement({
  description: 'Seats for one party that can be locked together.',
  fields: (t) => ({
    seatIds: t.idList({
      description: 'Their `seatId`s, as input for `lockSeats`.',
      resolve: ({ seats }) => seats.map((seat) => seat.id),
    }),
    seats: t.field({
      type: [SeatRef],
      description: 'The seats, from left to right.',
      resolve: ({ show, plan, seats, heldIds }) =>
        seats.map((seat): Seat => ({ show, plan, seat, state: heldIds?.has(seat.id) ? 'LOCKED' : 'AVAILABLE' })),
    }),
    total: t.field({
      type: MoneyRef,
      description: 'What they cost together, fees included; in a show with ticket types, each as one of the first.',
      resolve: ({ show, plan, seats }) =>
        totalOfSeats(show, plan, { seatIds: seats.map(({ id }) => id), ticketTypeIds: [] }),
    }),
  }),
});

const AreaShortageRef = builder.objectRef<AreaShortage>('AreaShortage').implement({
  description: 'An area that has fewer places left than were asked for.',
  fields: (t) => ({
    areaId: t.exposeID('areaId', { description: "The plan's own `area_guid`." }),
    available: t.exposeInt('available', { description: 'How many can be locked; 0: none.' }),
  }),
});

builder.objectType(SeatsUnavailableError, {
  name: 'SeatsUnavailableError',
  description: 'Some of the seats or places are unavailable. Nothing was changed: none of them is locked.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    conflicts: t.expose('conflicts', {
      type: [SeatConflictRef],
      description: `The unavailable seats, in the order of the request: the first ${MAX_CONFLICTS} of them.`,
      extensions: { listSize: MAX_CONFLICTS },
    }),
    conflictCount: t.int({
      description: 'How many of the seats are unavailable: more than `conflicts` lists where they are many.',
      resolve: ({ conflicts, conflictCount }) => conflictCount ?? conflicts.length,
    }),
    areas: t.field({
      type: [AreaShortageRef],
      description: 'Every area that has fewer places left than were asked for.',
      extensions: { listSize: MAX_AREAS },
      resolve: ({ shortAreas }) => shortAreas ?? [],
    }),
    alternatives: t.field({
      type: [SeatGroupRef],
      description: `Up to three groups of as many adjacent seats, those of the same tier and nearby first; none in place of more than ${MAX_CONFLICTS} seats.`,
      extensions: { cost: 2_000, listSize: 3 },
      resolve: (refusal, _args, { services }) =>
        refusal.seatIds.length === 0 || refusal.seatIds.length > MAX_CONFLICTS
          ? []
          : alternativesOf(refusal, () => services.alternatives.find(refusal.showId, refusal.seatIds)),
    }),
  }),
});
