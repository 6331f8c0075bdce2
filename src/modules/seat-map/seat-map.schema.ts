import { builder } from '../../schema/builder.ts';
import { listOf, text } from '../../schema/input-bounds/bounds.ts';
import { ENTRY_PER_SEAT, READS_SEAT_MAP } from '../../schema/prices.ts';
import { FROM_SEAT_MAP, SHAREABLE } from '../../schema/shareable.ts';
import { MAX_AREAS, MAX_PLAN_TEXT, MAX_ZONES } from '../seating/plan-limits.ts';
import type { Point } from '../seating/seating-plan-model.ts';
import { zoneFilter } from '../seating/zone-filter.ts';
import { zonesTagOf } from '../seating/zones-tag.ts';
import { PriceTierRef, ShowRef } from '../shows/shows.schema.ts';
import { AreaChangeRef } from './areas.schema.ts';
import { type Availability, availabilityOf, type TierAvailability } from './availability.ts';
import { focalPointOf } from './focal-point.ts';
import { areasOfMap, type MapPart, readMap, seatsOfMap, turnFor, unavailableOfMap } from './map-reading.ts';
import { SeatChangeRef, SeatRef } from './seat.schema.ts';

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
    areas: t.field({
      type: [AreaChangeRef],
      description: 'Every area, with the number of its places that are available.',
      resolve: (map) => areasOfMap(map),
      extensions: { ...SHAREABLE, listSize: MAX_AREAS },
    }),
  }),
});

const TierAvailabilityRef = builder.objectRef<TierAvailability>('TierAvailability').implement({
  description: 'Number of seats of one price tier, by state. Places of areas count as seats.',
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
  description: 'Number of seats of a show, by state. Places of areas count as seats.',
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
