import { builder, callerOf, registerNodeIds, result } from '../../schema/builder.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { listOf, NODE_ID, numberFrom, text } from '../../schema/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { IdempotencyConflictError, IllegalStateError, LimitExceededError, NotFoundError } from '../../shared/errors.ts';
import { SeatRef } from '../seat-map/seat.schema.ts';
import { MAX_BLOCKED_AT_ONCE } from '../seat-map/seat-blocking.service.ts';
import { MAX_SEAT_ID } from '../seat-map/seat-id.ts';
import { SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import { AreaRef } from '../seating/area.schema.ts';
import { MAX_AREA_ID } from '../seating/area-id.ts';
import { MAX_AREA_CAPACITY, MAX_AREAS } from '../seating/plan-limits.ts';
import type { AreaOfPlan } from '../seating/seating-plan-model.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import { type Allotment, freePlacesOf } from './allotment.ts';
import { COLOR_CHARACTERS, MAX_ALLOTMENT_NAME, MAX_ALLOTMENTS } from './allotment-input.ts';

const AllotmentAccessRef = builder.enumType('AllotmentAccess', {
  description: 'Who may lock seats of an allotment.',
  values: {
    STAFF: { description: "The show's organiser." },
    CODE: { description: "The show's organiser, and buyers with a code that names the allotment." },
  } as const,
});

interface AllottedPlaces {
  area: AreaOfPlan;
  quantity: number;
  taken: number;
}

const AllottedPlacesRef = builder.objectRef<AllottedPlaces>('AllottedPlaces').implement({
  description: 'Places of an area that are set aside.',
  fields: (t) => ({
    area: t.expose('area', { type: AreaRef, description: 'The area.' }),
    quantity: t.exposeInt('quantity', { description: 'How many places.' }),
    taken: t.exposeInt('taken', {
      description:
        'How many of them are held or sold. More than `quantity` where that was made less meanwhile: the others are for everyone once they are given back.',
    }),
    available: t.int({
      description: 'How many of them can be locked by those who may.',
      resolve: freePlacesOf,
    }),
  }),
});

export const AllotmentRef = builder.objectRef<Allotment>('Allotment');

registerNodeIds('allotment', 'Allotment');

builder.node(AllotmentRef, {
  description:
    "A named part of the house that is not for everyone, until it is released. To everyone else its seats are BLOCKED, and its places of areas not available; what is given back returns to it. For the show's organiser only.",
  id: { resolve: ({ id }) => id },
  loadWithoutCache: (id, { services, principal }) => services.allotments.getAllotment(principal, id),
  fields: (t) => ({
    show: t.field({
      type: ShowRef,
      description: 'The show.',
      resolve: async ({ showId }, _args, { services }) => (await services.shows.getShow(showId))!,
    }),
    name: t.exposeString('name', { description: 'Name.' }),
    color: t.exposeString('color', { description: 'Colour that its seats are drawn in, as `#rrggbb`.' }),
    access: t.expose('access', { type: AllotmentAccessRef, description: 'Who may lock its seats.' }),
    releaseAt: t.expose('releaseAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is released to everyone by itself; null: by `releaseAllotment` only.',
    }),
    releasedAt: t.expose('releasedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was released; null while it is not.',
    }),
    seats: t.field({
      type: [SeatRef],
      description:
        "Its seats, in the plan's order: BLOCKED, or LOCKED or BOOKED by those who may have them. None once it is released.",
      extensions: { ...READS_DATABASE, listSize: MAX_BLOCKED_AT_ONCE },
      resolve: async (allotment, _args, { services }) => {
        const show = (await services.shows.getShow(allotment.showId))!;
        const plan = await services.shows.planOf(show);
        const states = new Map((await services.allotments.seatsOf(allotment)).map((seat) => [seat.seatId, seat.state]));
        if (states.size === 0) return [];
        return plan.seats.flatMap((seat) => {
          const state = states.get(seat.id);
          return state ? [{ show, plan, seat, state }] : [];
        });
      },
    }),
    areas: t.field({
      type: [AllottedPlacesRef],
      description: "Its places of areas, in the plan's order. None once it is released.",
      extensions: { ...READS_DATABASE, listSize: MAX_AREAS },
      resolve: async (allotment, _args, { services }) => {
        const show = (await services.shows.getShow(allotment.showId))!;
        const plan = await services.shows.planOf(show);
        const own = new Map((await services.allotments.areasOf(allotment)).map((area) => [area.areaId, area]));
        return plan.areas.flatMap((area) => {
          const places = own.get(area.id);
          return places ? [{ ...places, area: { planId: show.plan.id, area } }] : [];
        });
      },
    }),
  }),
});

builder.objectField(ShowRef, 'allotments', (t) =>
  t.field({
    type: [AllotmentRef],
    nullable: true,
    description:
      "Its allotments, released ones included, the oldest first. For the show's organiser only (FORBIDDEN for others; the rest of the answer is not affected).",
    authScopes: { organiser: true },
    extensions: { ...READS_DATABASE, listSize: MAX_ALLOTMENTS },
    resolve: (show, _args, context) => context.services.allotments.allotmentsOf(callerOf(context), show),
  }),
);

const SEATS = listOf(MAX_BLOCKED_AT_ONCE, text(MAX_SEAT_ID, 1));
const PLACES = numberFrom(0, MAX_AREA_CAPACITY);

const AllottedAreaInputRef = builder.inputType('AllottedAreaInput', {
  description: 'How many places of an area are to be set aside.',
  fields: (t) => ({
    areaId: t.id({ required: true, bounds: text(MAX_AREA_ID, 1), description: 'The area, by `areaId` or `id`.' }),
    quantity: t.int({ required: true, bounds: PLACES, description: 'How many places.' }),
  }),
});

const AREAS = listOf(MAX_AREAS);
const NAME = text(MAX_ALLOTMENT_NAME);
const COLOR = text(COLOR_CHARACTERS);
const RELEASE_AT = 'When it is released to everyone by itself; must be in the future.';

const CreateAllotmentInputRef = builder.inputType('CreateAllotmentInput', {
  description: 'The allotment to create.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    name: t.string({ required: true, bounds: NAME, description: 'Name.' }),
    color: t.string({
      bounds: COLOR,
      description:
        'Colour that its seats are drawn in, as `#rrggbb`. Default: one that no other allotment of the show has.',
    }),
    access: t.field({ type: AllotmentAccessRef, required: true, description: 'Who may lock its seats.' }),
    seatIds: t.idList({
      bounds: SEATS,
      description:
        'Its seats, by `seatId` or `id`: AVAILABLE ones, or blocked ones that are of no allotment. It gets all of them, or is not created.',
    }),
    areas: t.field({
      type: [AllottedAreaInputRef],
      bounds: AREAS,
      description: 'Its places of areas: at least 1 of each, and no more than are available.',
    }),
    releaseAt: t.field({ type: 'DateTime', description: `${RELEASE_AT} By default it is released by hand only.` }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UpdateAllotmentInputRef = builder.inputType('UpdateAllotmentInput', {
  description: 'The allotment, and what to change. Fields that are not given keep their values.',
  fields: (t) => ({
    allotmentId: t.id({ required: true, bounds: NODE_ID, description: 'The allotment, `allotment_…`.' }),
    name: t.string({ bounds: NAME, description: 'New name.' }),
    color: t.string({ bounds: COLOR, description: 'New colour, as `#rrggbb`.' }),
    access: t.field({ type: AllotmentAccessRef, description: 'Who may lock its seats. Existing locks continue.' }),
    addSeatIds: t.idList({
      bounds: SEATS,
      description: 'Seats to add: AVAILABLE ones, or blocked ones that are of no allotment.',
    }),
    removeSeatIds: t.idList({
      bounds: SEATS,
      description: 'Seats of it to remove: they are AVAILABLE, at once or when they are given back.',
    }),
    areas: t.field({
      type: [AllottedAreaInputRef],
      bounds: AREAS,
      description:
        'How many places of these areas it is to have from now on, 0 for none; of others it keeps what it has. Where it had more, the others are for everyone, at once or when they are given back.',
    }),
    releaseAt: t.field({ type: 'DateTime', description: `${RELEASE_AT} Null: by \`releaseAllotment\` only.` }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const ReleaseAllotmentInputRef = builder.inputType('ReleaseAllotmentInput', {
  description: 'The allotment to release.',
  fields: (t) => ({
    allotmentId: t.id({ required: true, bounds: NODE_ID, description: 'The allotment, `allotment_…`.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationFields((t) => ({
  createAllotment: t.field({
    type: AllotmentRef,
    description:
      "Sets seats of a show aside as an allotment, and places of areas: all of them, or none. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: CreateAllotmentInputRef, required: true, description: 'The allotment to create.' }) },
    errors: result({
      field: 'allotment',
      description: 'The new allotment.',
      errors: [SeatsUnavailableError, LimitExceededError, IllegalStateError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.allotments.createAllotment(callerOf(context), input),
  }),
  updateAllotment: t.field({
    type: AllotmentRef,
    description:
      "Changes an allotment, its seats and its places of areas, all in one step or not at all. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: UpdateAllotmentInputRef, required: true, description: 'What to change.' }) },
    errors: result({
      field: 'allotment',
      description: 'The changed allotment.',
      errors: [SeatsUnavailableError, IllegalStateError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.allotments.updateAllotment(callerOf(context), input),
  }),
  releaseAllotment: t.field({
    type: AllotmentRef,
    description:
      "Releases an allotment to everyone, for good: its free seats and places are AVAILABLE, those that are held will be when they are given back. Releasing it again changes nothing. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: ReleaseAllotmentInputRef, required: true, description: 'The allotment.' }) },
    errors: result({
      field: 'allotment',
      description: 'The released allotment.',
      errors: [NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.allotments.releaseAllotment(callerOf(context), input),
  }),
}));
