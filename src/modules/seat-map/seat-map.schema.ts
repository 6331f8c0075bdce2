import { builder, callerOf, loadNode, result } from '../../graphql/builder.ts';
import { ErrorInterface } from '../../graphql/errors.ts';
import { IDEMPOTENCY_KEY } from '../../graphql/idempotency-key.ts';
import { listOf, NODE_ID, prose, text } from '../../graphql/input-bounds/bounds.ts';
import { ENTRY_PER_SEAT, READS_SEAT_MAP } from '../../graphql/prices.ts';
import { FROM_SEAT_MAP, SHAREABLE } from '../../graphql/shareable.ts';
import { IdempotencyConflictError, NotFoundError } from '../errors.ts';
import { zonesTagOf } from '../live-map/seat-map-cursor.ts';
import { MAX_REASON_CHARACTERS } from '../reason.ts';
import { MAX_PLAN_TEXT, MAX_ZONES } from '../seating/plan-limits.ts';
import { zoneFilter } from '../seating/zone-filter.ts';
import { priceOf, tierOf } from '../shows/prices.ts';
import { MoneyRef, PriceTierRef, ShowRef } from '../shows/shows.schema.ts';
import type { AlternativesService, SeatGroup } from './alternatives.ts';
import { type Availability, availabilityOf, type TierAvailability } from './availability.ts';
import { type MapPart, readMap, seatsOfMap, turnFor, unavailableOfMap } from './map-reading.ts';
import { MAX_BLOCKED_AT_ONCE } from './seat-blocking.service.ts';
import { globalSeatId, MAX_SEAT_ID, parseGlobalSeatId } from './seat-id.ts';
import { type SeatConflict, SeatsUnavailableError } from './seat-map.errors.ts';
import type { SeatChange } from './seat-state.ts';
import { type Seat, seatsOf } from './seats-of.ts';

export const SeatStateRef = builder.enumType('SeatState', {
  description: 'Whether a seat can be had.',
  values: {
    AVAILABLE: { description: 'It can be had.' },
    LOCKED: { description: 'Someone holds it, or has booked it and is about to pay.' },
    BOOKED: { description: 'It is sold.' },
    BLOCKED: { description: 'The organiser does not sell it.' },
  } as const,
});

export const SeatRef = builder.objectRef<Seat>('Seat').implement({
  description: 'A seat of a show.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      description: 'The globally unique id: it says the show and the seat. Inputs take it as well as `seatId`.',
      extensions: SHAREABLE,
      resolve: ({ show, seat }) => globalSeatId(show.id, seat.id),
    }),
    seatId: t.id({
      description: "The plan's own `seat_guid`, unique within the show: what `SeatChange` and the drawing call it.",
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.id,
    }),
    zone: t.string({ description: "The zone's name.", extensions: SHAREABLE, resolve: ({ seat }) => seat.zone }),
    row: t.string({
      description: "The row's number, as printed.",
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.row,
    }),
    number: t.string({
      description: "The seat's number in its row, as printed.",
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.number,
    }),
    x: t.float({
      description: "Its place in the plan's coordinates.",
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.x,
    }),
    y: t.float({
      description: "Its place in the plan's coordinates, downwards.",
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.y,
    }),
    tier: t.field({
      type: PriceTierRef,
      description: 'Its price tier.',
      extensions: SHAREABLE,
      resolve: ({ show, seat }) => tierOf(show, seat),
    }),
    price: t.field({
      type: MoneyRef,
      description: 'What it costs.',
      extensions: SHAREABLE,
      resolve: ({ show, seat }) => priceOf(show, seat),
    }),
    accessible: t.boolean({
      description: 'Whether it suits a wheelchair.',
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.accessible,
    }),
    state: t.field({
      type: SeatStateRef,
      description: 'Whether it can be had.',
      extensions: SHAREABLE,
      resolve: ({ state }) => state,
    }),
  }),
});

loadNode('Seat', async (id, { services, principal }) => {
  const place = parseGlobalSeatId(id);
  const show = place && (await services.shows.getVisibleShow(principal, place.showId));
  if (!show || !(await services.shows.planOf(show)).seatById.has(place.seatId)) return null;
  return (await seatsOf(services, show.id, [place.seatId]))[0]!;
});

export const SeatChangeRef = builder.objectRef<SeatChange>('SeatChange').implement({
  description: 'A seat and the state it is in.',
  fields: (t) => ({
    seatId: t.exposeID('seatId', { description: "The plan's own `seat_guid`.", extensions: SHAREABLE }),
    state: t.expose('state', {
      type: SeatStateRef,
      description: 'The state that it is in now.',
      extensions: SHAREABLE,
    }),
  }),
});

interface SeatMap extends MapPart {
  cursor: string;
}

const SeatMapRef = builder.objectRef<SeatMap>('SeatMap').implement({
  description: 'The seats of a show, all in their state at one version: whole (`seats`) or sparse (`unavailable`).',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      extensions: SHAREABLE,
      description: 'For `after` of the subscription `seatMap`: what comes next.',
    }),
    version: t.int({
      extensions: SHAREABLE,
      description: 'Increases by one with each change of the map.',
      resolve: ({ image }) => image.version,
    }),
    seats: t.field({
      type: [SeatRef],
      description: "Every seat, in the plan's order.",
      resolve: (map, _args, context) => seatsOfMap(map, context),
      extensions: { ...SHAREABLE, ...ENTRY_PER_SEAT },
    }),
    unavailable: t.field({
      type: [SeatChangeRef],
      description: 'Only the seats that are not AVAILABLE.',
      resolve: (map, _args, context) => unavailableOfMap(map, context),
      extensions: { ...SHAREABLE, ...ENTRY_PER_SEAT },
    }),
  }),
});

const TierAvailabilityRef = builder.objectRef<TierAvailability>('TierAvailability').implement({
  description: 'How many seats of a price tier there are, and in which state.',
  fields: (t) => ({
    tier: t.expose('tier', { extensions: SHAREABLE, type: PriceTierRef, description: 'The tier.' }),
    total: t.exposeInt('total', { extensions: SHAREABLE, description: 'All seats.' }),
    available: t.exposeInt('available', { extensions: SHAREABLE, description: 'Seats that can be had.' }),
    locked: t.exposeInt('locked', { extensions: SHAREABLE, description: 'Seats that are held.' }),
    booked: t.exposeInt('booked', { extensions: SHAREABLE, description: 'Seats that are sold.' }),
    blocked: t.exposeInt('blocked', { extensions: SHAREABLE, description: 'Seats that are not for sale.' }),
  }),
});

const AvailabilityRef = builder.objectRef<Availability>('Availability').implement({
  description: 'How many seats there are, and in which state.',
  fields: (t) => ({
    total: t.exposeInt('total', { extensions: SHAREABLE, description: 'All seats.' }),
    available: t.exposeInt('available', { extensions: SHAREABLE, description: 'Seats that can be had.' }),
    locked: t.exposeInt('locked', { extensions: SHAREABLE, description: 'Seats that are held.' }),
    booked: t.exposeInt('booked', { extensions: SHAREABLE, description: 'Seats that are sold.' }),
    blocked: t.exposeInt('blocked', { extensions: SHAREABLE, description: 'Seats that are not for sale.' }),
    tiers: t.expose('tiers', {
      extensions: SHAREABLE,
      type: [TierAvailabilityRef],
      description: "The same for each price tier, in the show's order.",
    }),
  }),
});

builder.objectField(ShowRef, 'seatMap', (t) =>
  t.field({
    type: SeatMapRef,
    description: 'Its seats and their states.',
    extensions: { ...FROM_SEAT_MAP, ...READS_SEAT_MAP },
    args: {
      zones: t.arg.stringList({
        bounds: listOf(MAX_ZONES, text(MAX_PLAN_TEXT)),
        description: 'Only the seats of these zones; without it, all.',
      }),
    },
    resolve: async (show, { zones = null }, context) => {
      const { services } = context;
      const plan = await services.shows.planOf(show);
      zoneFilter(plan, zones, 'zones');
      const image = await readMap(show, context);
      const { version, epoch = null } = image;
      const position = { showId: show.id, epoch, version, zonesTag: zonesTagOf(zones) };
      return { cursor: services.liveMap.cursorOf(position), image, show, plan, zones };
    },
  }),
);

builder.objectField(ShowRef, 'availability', (t) =>
  t.field({
    type: AvailabilityRef,
    description: 'How many seats are left.',
    extensions: { ...FROM_SEAT_MAP, ...READS_SEAT_MAP },
    resolve: async (show, _args, context) => {
      const plan = await context.services.shows.planOf(show);
      const image = await readMap(show, context);
      const count = async () => {
        // One after the other: a page of shows would have all of them counted in one go.
        await turnFor(plan.seats.length, context);
        return availabilityOf(show, plan, image);
      };
      return await (context.run ? context.run.once(`availability of ${show.id}`, count) : count());
    },
  }),
);

const ConflictReasonRef = builder.enumType('SeatConflictReason', {
  description: 'Why a seat can not be had.',
  values: {
    LOCKED_BY_OTHER: { description: 'Someone else holds it.' },
    LOCKED_BY_YOU: { description: 'You hold it already, in another lock.' },
    BOOKED: { description: 'It is sold.' },
    BLOCKED: { description: 'The organiser does not sell it.' },
    UNKNOWN_SEAT: { description: 'The show has no such seat.' },
  } as const,
});

const SeatConflictRef = builder.objectRef<SeatConflict>('SeatConflict').implement({
  description: 'A seat that can not be had, and why.',
  fields: (t) => ({
    seatId: t.exposeID('seatId', { description: 'The seat that was asked for, by its `seatId`.' }),
    reason: t.expose('reason', { type: ConflictReasonRef, description: 'Why it can not be had.' }),
  }),
});

const SeatGroupRef = builder.objectRef<SeatGroup>('SeatGroup').implement({
  description: 'Seats side by side that can be had together: ready to be locked.',
  fields: (t) => ({
    seatIds: t.idList({
      description: 'Their `seatId`s, for `lockSeats`.',
      resolve: ({ seats }) => seats.map((seat) => seat.id),
    }),
    seats: t.field({
      type: [SeatRef],
      description: 'The seats, side by side.',
      resolve: ({ show, seats }) => seats.map((seat): Seat => ({ show, seat, state: 'AVAILABLE' })),
    }),
    total: t.field({
      type: MoneyRef,
      description: 'What they cost together.',
      resolve: ({ show, seats }) => ({
        amount: seats.reduce((sum, seat) => sum + priceOf(show, seat).amount, 0),
        currency: show.currency,
      }),
    }),
  }),
});

/** Looked for once: an answer may ask for them by many aliases. */
const alternativesFound = new WeakMap<SeatsUnavailableError, Promise<SeatGroup[]>>();

function alternativesOf(refusal: SeatsUnavailableError, alternatives: AlternativesService): Promise<SeatGroup[]> {
  const found = alternativesFound.get(refusal) ?? alternatives.find(refusal.showId, refusal.seatIds);
  alternativesFound.set(refusal, found);
  return found;
}

builder.objectType(SeatsUnavailableError, {
  name: 'SeatsUnavailableError',
  description: 'Some of the seats can not be had. Nothing was changed, none of them is held.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    conflicts: t.expose('conflicts', {
      type: [SeatConflictRef],
      description: 'Every seat that can not be had, in the order in which they were asked for.',
      extensions: { listSize: 100 },
    }),
    alternatives: t.field({
      type: [SeatGroupRef],
      description: 'Groups of as many seats side by side, of the same tier and near first; at most three.',
      extensions: { cost: 2_000, listSize: 3 },
      resolve: (refusal, _args, { services }) => alternativesOf(refusal, services.alternatives),
    }),
  }),
});

const SEATS = listOf(MAX_BLOCKED_AT_ONCE, text(MAX_SEAT_ID, 1));

const BlockSeatsInputRef = builder.inputType('BlockSeatsInput', {
  description: 'The seats to take off sale.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    seatIds: t.idList({
      required: true,
      bounds: SEATS,
      description: 'The seats, by `seatId` or `id`; all are blocked, or none.',
    }),
    reason: t.string({ bounds: prose(MAX_REASON_CHARACTERS), description: 'Why, for the record.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UnblockSeatsInputRef = builder.inputType('UnblockSeatsInput', {
  description: 'The seats to put on sale again.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    seatIds: t.idList({ required: true, bounds: SEATS, description: 'Blocked seats; all are freed, or none.' }),
    reason: t.string({ bounds: prose(MAX_REASON_CHARACTERS), description: 'Why, for the record.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationFields((t) => ({
  blockSeats: t.field({
    type: ShowRef,
    description: 'Takes seats off sale: all of them, or none.',
    authScopes: { organiser: true },
    args: { input: t.arg({ type: BlockSeatsInputRef, required: true, description: 'Which seats.' }) },
    errors: result({
      field: 'show',
      description: 'The show.',
      errors: [SeatsUnavailableError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.seatBlocking.blockSeats(callerOf(context), input),
  }),
  unblockSeats: t.field({
    type: ShowRef,
    description: 'Puts blocked seats on sale again: all of them, or none.',
    authScopes: { organiser: true },
    args: { input: t.arg({ type: UnblockSeatsInputRef, required: true, description: 'Which seats.' }) },
    errors: result({ field: 'show', description: 'The show.', errors: [NotFoundError, IdempotencyConflictError] }),
    resolve: (_root, { input }, context) => context.services.seatBlocking.unblockSeats(callerOf(context), input),
  }),
}));
