import { builder, callerOf, loadNode, registerNodeIds, result } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { listOf, NODE_ID, prose, text } from '../../schema/input-bounds/bounds.ts';
import { LOCALE_BOUNDS, localeOf } from '../../schema/locale-argument.ts';
import { ENTRY_PER_SEAT, READS_SEAT_MAP } from '../../schema/prices.ts';
import { FROM_SEAT_MAP, SHAREABLE } from '../../schema/shareable.ts';
import { IdempotencyConflictError, NotFoundError } from '../../shared/errors.ts';
import { languageOf } from '../../shared/text/language.ts';
import { MAX_REASON_CHARACTERS } from '../../shared/text/reason.ts';
import type { SeatChange } from '../inventory/seat-state.ts';
import { MAX_PLAN_TEXT, MAX_ZONES } from '../seating/plan-limits.ts';
import { placeOf, rowLabelOf, seatLabelOf } from '../seating/seat-words.ts';
import { neighboursOf, type Point } from '../seating/seating-plan-model.ts';
import { zoneFilter } from '../seating/zone-filter.ts';
import { zonesTagOf } from '../seating/zones-tag.ts';
import { priceOf, tierOf, totalOf } from '../shows/prices.ts';
import { MoneyRef, PriceTierRef, ShowRef } from '../shows/shows.schema.ts';
import type { AlternativesService, SeatGroup } from './alternatives.ts';
import { type Availability, availabilityOf, type TierAvailability } from './availability.ts';
import { focalPointOf } from './focal-point.ts';
import { type MapPart, readMap, seatsOfMap, turnFor, unavailableOfMap } from './map-reading.ts';
import { MAX_BLOCKED_AT_ONCE } from './seat-blocking.service.ts';
import { globalSeatId, MAX_SEAT_ID, parseGlobalSeatId } from './seat-id.ts';
import { type SeatConflict, SeatsUnavailableError } from './seat-map.errors.ts';
import { type Seat, seatsOf, stateOf } from './seats-of.ts';

export const SeatStateRef = builder.enumType('SeatState', {
  description: 'State of a seat.',
  values: {
    AVAILABLE: { description: 'Can be locked.' },
    LOCKED: { description: 'Held by a lock, or by a booking that waits for payment.' },
    BOOKED: { description: 'Sold.' },
    BLOCKED: { description: 'Taken off sale by the organiser.' },
  } as const,
});

const SEAT_LOCALE =
  'BCP 47 language tag; `en` by default. Words are English or German; labels of the plan are not translated.';

export const SeatRef = builder.objectRef<Seat>('Seat').implement({
  description: 'A seat of a show, with its price and state.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      description: 'The globally unique id, of this seat in this show. Inputs take it as well as `seatId`.',
      extensions: SHAREABLE,
      resolve: ({ show, seat }) => globalSeatId(show.id, seat.id),
    }),
    seatId: t.id({
      description:
        "The plan's own `seat_guid`, unique within the show. `SeatChange`, `Ticket` and the plan's drawing use it.",
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.id,
    }),
    zone: t.string({
      description: 'Name of its zone, unique within the plan, for `zones` arguments.',
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.zone,
    }),
    row: t.string({
      description: 'Number of its row, as printed; may be blank. Use `rowLabel` for display.',
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.row,
    }),
    number: t.string({
      description: 'Its number in the row, as printed; may be blank. Use `seatLabel` for display.',
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.number,
    }),
    label: t.string({
      description:
        'Zone, row and seat for display, as on tickets: `Floor, Table 7, Chair 1`, or `Stalls, row 12, seat 5`.',
      args: { locale: t.arg.string({ bounds: LOCALE_BOUNDS, description: SEAT_LOCALE }) },
      extensions: FROM_SEAT_MAP,
      resolve: ({ seat }, { locale }) => placeOf(seat, languageOf(localeOf(locale))).join(', '),
    }),
    zoneLabel: t.string({
      description: 'Its zone for display. A zone without a name in the plan has a readable one.',
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.zoneLabel,
    }),
    rowLabel: t.string({
      description:
        "Its row for display: the plan's own label, such as `Table 7`, or else `Row 7`; empty if the row has no number.",
      args: { locale: t.arg.string({ bounds: LOCALE_BOUNDS, description: SEAT_LOCALE }) },
      extensions: FROM_SEAT_MAP,
      resolve: ({ seat }, { locale }) => rowLabelOf(seat, languageOf(localeOf(locale))),
    }),
    seatLabel: t.string({
      description:
        'Its place in the row for display: the label of the plan, such as `Chair 1`, or else `Seat 1`; empty if it has no number.',
      args: { locale: t.arg.string({ bounds: LOCALE_BOUNDS, description: SEAT_LOCALE }) },
      extensions: FROM_SEAT_MAP,
      resolve: ({ seat }, { locale }) => seatLabelOf(seat, languageOf(localeOf(locale))),
    }),
    x: t.float({
      description: "Horizontal position in the plan's coordinates.",
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.x,
    }),
    y: t.float({
      description: "Vertical position in the plan's coordinates; larger is further down.",
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
      description: 'Its price.',
      extensions: SHAREABLE,
      resolve: ({ show, seat }) => priceOf(show, seat),
    }),
    accessible: t.boolean({
      description: 'Whether it is a wheelchair place.',
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.accessible,
    }),
    companion: t.boolean({
      description: 'Whether it is the place of who comes along with a wheelchair user.',
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.companion,
    }),
    state: t.field({
      type: SeatStateRef,
      description: 'Current state.',
      extensions: SHAREABLE,
      resolve: ({ show, seat, state }, _args, { services }) => state ?? stateOf(services, show.id, seat.id),
    }),
  }),
});

for (const side of ['left', 'right'] as const) {
  builder.objectField(SeatRef, `${side}Neighbour`, (t) =>
    t.field({
      type: SeatRef,
      nullable: true,
      description: `The next seat to the ${side} in the same row, as the plan is drawn; null at an aisle, a missing seat or the end of the row.`,
      extensions: SHAREABLE,
      resolve: (seat) => {
        const neighbour = neighboursOf(seat.plan, seat.seat)[side];
        const states = seat.states;
        return (
          neighbour && { ...seat, seat: neighbour, state: states ? (states.get(neighbour.id) ?? 'AVAILABLE') : null }
        );
      },
    }),
  );
}

registerNodeIds('seat', 'Seat', { isComposed: true });

loadNode('Seat', async (id, { services, principal }) => {
  const place = parseGlobalSeatId(id);
  const show = place && (await services.shows.getVisibleShow(principal, place.showId));
  if (!show || !(await services.shows.planOf(show)).seatById.has(place.seatId)) return null;
  return (await seatsOf(services, show.id, [place.seatId]))[0]!;
});

export const SeatChangeRef = builder.objectRef<SeatChange>('SeatChange').implement({
  description: 'A seat and its new state.',
  fields: (t) => ({
    seatId: t.exposeID('seatId', { description: "The plan's own `seat_guid`.", extensions: SHAREABLE }),
    state: t.expose('state', {
      type: SeatStateRef,
      description: 'Current state of the seat.',
      extensions: SHAREABLE,
    }),
  }),
});

interface SeatMap extends MapPart {
  cursor: string;
}

const SeatMapRef = builder.objectRef<SeatMap>('SeatMap').implement({
  description:
    'The states of a show’s seats at one version: of all of them (`seats`), or only of those that are not available (`unavailable`).',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      extensions: SHAREABLE,
      description:
        'Cursor of this version: pass it as `after` to the subscription `seatMap` to receive every later change.',
    }),
    version: t.int({
      extensions: SHAREABLE,
      description: 'Version of the map. Each change increases it by one.',
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
      description: 'The seats that are not AVAILABLE.',
      resolve: (map, _args, context) => unavailableOfMap(map, context),
      extensions: { ...SHAREABLE, ...ENTRY_PER_SEAT },
    }),
  }),
});

const TierAvailabilityRef = builder.objectRef<TierAvailability>('TierAvailability').implement({
  description: 'Number of seats of one price tier, by state.',
  fields: (t) => ({
    tier: t.expose('tier', { extensions: SHAREABLE, type: PriceTierRef, description: 'The price tier.' }),
    total: t.exposeInt('total', { extensions: SHAREABLE, description: 'All seats.' }),
    available: t.exposeInt('available', { extensions: SHAREABLE, description: 'AVAILABLE seats.' }),
    locked: t.exposeInt('locked', { extensions: SHAREABLE, description: 'LOCKED seats.' }),
    booked: t.exposeInt('booked', { extensions: SHAREABLE, description: 'BOOKED seats.' }),
    blocked: t.exposeInt('blocked', { extensions: SHAREABLE, description: 'BLOCKED seats.' }),
  }),
});

const AvailabilityRef = builder.objectRef<Availability>('Availability').implement({
  description: 'Number of seats of a show, by state.',
  fields: (t) => ({
    total: t.exposeInt('total', { extensions: SHAREABLE, description: 'All seats.' }),
    available: t.exposeInt('available', { extensions: SHAREABLE, description: 'AVAILABLE seats.' }),
    locked: t.exposeInt('locked', { extensions: SHAREABLE, description: 'LOCKED seats.' }),
    booked: t.exposeInt('booked', { extensions: SHAREABLE, description: 'BOOKED seats.' }),
    blocked: t.exposeInt('blocked', { extensions: SHAREABLE, description: 'BLOCKED seats.' }),
    tiers: t.expose('tiers', {
      extensions: SHAREABLE,
      type: [TierAvailabilityRef],
      description: 'The same numbers by price tier, in the order of the show.',
    }),
  }),
});

builder.objectField(ShowRef, 'seatMap', (t) =>
  t.field({
    type: SeatMapRef,
    description: 'Its seat map.',
    extensions: { ...FROM_SEAT_MAP, ...READS_SEAT_MAP },
    args: {
      zones: t.arg.stringList({
        bounds: listOf(MAX_ZONES, text(MAX_PLAN_TEXT)),
        description: 'Names of the zones to read; all zones by default.',
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

const PointRef = builder.objectRef<Point>('Point').implement({
  description: 'A point in the coordinates of a seating plan.',
  fields: (t) => ({
    x: t.exposeFloat('x', { extensions: SHAREABLE, description: 'Horizontal position.' }),
    y: t.exposeFloat('y', { extensions: SHAREABLE, description: 'Vertical position; larger is further down.' }),
  }),
});

builder.objectField(ShowRef, 'focalPoint', (t) =>
  t.field({
    type: PointRef,
    description:
      'The point that the audience looks at, which the best seats are near: as the seating plan defines it, or else the centre of the seats of the highest price.',
    resolve: async (show, _args, { services }) => focalPointOf(show, await services.shows.planOf(show)),
  }),
);

builder.objectField(ShowRef, 'availability', (t) =>
  t.field({
    type: AvailabilityRef,
    description: 'Number of seats, by state.',
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
  description: 'Available seats for one party that can be locked together.',
  fields: (t) => ({
    seatIds: t.idList({
      description: 'Their `seatId`s, as input for `lockSeats`.',
      resolve: ({ seats }) => seats.map((seat) => seat.id),
    }),
    seats: t.field({
      type: [SeatRef],
      description: 'The seats, from left to right.',
      resolve: ({ show, plan, seats }) => seats.map((seat): Seat => ({ show, plan, seat, state: 'AVAILABLE' })),
    }),
    total: t.field({
      type: MoneyRef,
      description: 'Total price of the seats.',
      resolve: ({ show, seats }) => totalOf(show, seats),
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
  description: 'Some of the seats are unavailable. Nothing was changed: none of the seats is locked.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    conflicts: t.expose('conflicts', {
      type: [SeatConflictRef],
      description: 'Every unavailable seat, in the order of the request.',
      extensions: { listSize: 100 },
    }),
    alternatives: t.field({
      type: [SeatGroupRef],
      description: 'Up to three groups of as many adjacent seats, those of the same tier and nearby first.',
      extensions: { cost: 2_000, listSize: 3 },
      resolve: (refusal, _args, { services }) => alternativesOf(refusal, services.alternatives),
    }),
  }),
});

const SEATS = listOf(MAX_BLOCKED_AT_ONCE, text(MAX_SEAT_ID, 1));

const BlockSeatsInputRef = builder.inputType('BlockSeatsInput', {
  description: 'The seats to block.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    seatIds: t.idList({
      required: true,
      bounds: SEATS,
      description: 'The seats, by `seatId` or `id`. All of them are blocked, or none.',
    }),
    reason: t.string({ bounds: prose(MAX_REASON_CHARACTERS), description: 'Reason, kept with the change.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UnblockSeatsInputRef = builder.inputType('UnblockSeatsInput', {
  description: 'The seats to unblock.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    seatIds: t.idList({
      required: true,
      bounds: SEATS,
      description: 'Blocked seats, by `seatId` or `id`. All of them are unblocked, or none.',
    }),
    reason: t.string({ bounds: prose(MAX_REASON_CHARACTERS), description: 'Reason, kept with the change.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationFields((t) => ({
  blockSeats: t.field({
    type: ShowRef,
    description: "Takes seats off sale: all of them, or none. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: BlockSeatsInputRef, required: true, description: 'The seats.' }) },
    errors: result({
      field: 'show',
      description: 'The show.',
      errors: [SeatsUnavailableError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.seatBlocking.blockSeats(callerOf(context), input),
  }),
  unblockSeats: t.field({
    type: ShowRef,
    description: "Puts blocked seats back on sale: all of them, or none. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: UnblockSeatsInputRef, required: true, description: 'The seats.' }) },
    errors: result({ field: 'show', description: 'The show.', errors: [NotFoundError, IdempotencyConflictError] }),
    resolve: (_root, { input }, context) => context.services.seatBlocking.unblockSeats(callerOf(context), input),
  }),
}));
