import { builder } from '../../schema/builder.ts';
import { READS_SEAT_MAP } from '../../schema/prices.ts';
import { FROM_SEAT_MAP, SHAREABLE } from '../../schema/shareable.ts';
import type { AreaState } from '../inventory/seat-state.ts';
import { PriceLineRef } from '../pricing/price-line.schema.ts';
import { AreaRef } from '../seating/area.schema.ts';
import { MAX_AREAS } from '../seating/plan-limits.ts';
import type { AreaOfPlan } from '../seating/seating-plan-model.ts';
import { tierOf } from '../shows/prices.ts';
import type { PriceTier } from '../shows/show.ts';
import { PriceTierRef, ShowRef } from '../shows/shows.schema.ts';
import { areaOfShow } from './area-of-show.ts';
import { countsOfAreas } from './availability.ts';
import { readMap } from './map-reading.ts';

export const AreaChangeRef = builder.objectRef<AreaState>('AreaChange').implement({
  description: 'An area and how many of its places are available now.',
  fields: (t) => ({
    areaId: t.exposeID('areaId', { extensions: SHAREABLE, description: "The plan's own `area_guid`." }),
    available: t.exposeInt('available', { extensions: SHAREABLE, description: 'Places that can be locked.' }),
  }),
});

interface ShowArea extends Omit<AreaState, 'areaId'> {
  area: AreaOfPlan;
  tier: PriceTier;
}

const ShowAreaRef = builder.objectRef<ShowArea>('ShowArea').implement({
  description: 'An area in a show, with its price and how many of its places are taken.',
  fields: (t) => ({
    area: t.expose('area', { extensions: SHAREABLE, type: AreaRef, description: 'The area.' }),
    tier: t.expose('tier', { extensions: SHAREABLE, type: PriceTierRef, description: 'Its price tier.' }),
    available: t.exposeInt('available', { extensions: SHAREABLE, description: 'Places that can be locked.' }),
    held: t.exposeInt('held', {
      extensions: SHAREABLE,
      description: 'Places held by locks, and by bookings that wait for payment.',
    }),
    booked: t.exposeInt('booked', { extensions: SHAREABLE, description: 'Places sold.' }),
  }),
});

builder.objectField(ShowRef, 'areas', (t) =>
  t.field({
    type: [ShowAreaRef],
    description: "The areas of its plan whose places have no numbers, in the plan's order.",
    extensions: { ...FROM_SEAT_MAP, ...READS_SEAT_MAP, listSize: MAX_AREAS },
    resolve: async (show, _args, context) => {
      const plan = await context.services.shows.planOf(show);
      if (plan.areas.length === 0) return [];
      return countsOfAreas(plan, await readMap(show, context)).map(({ area, ...counts }) => {
        return { area: { planId: show.plan.id, area }, tier: tierOf(show, area), ...counts };
      });
    },
  }),
);

builder.objectField(PriceLineRef, 'area', (t) =>
  t.field({
    type: AreaRef,
    nullable: true,
    description: 'The area; null in other lines.',
    resolve: ({ showId, areaId }, _args, { services }) =>
      areaId === undefined ? null : areaOfShow(services, showId, areaId),
  }),
);
