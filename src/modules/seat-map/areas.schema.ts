import { builder } from '../../schema/builder.ts';
import { READS_SEAT_MAP } from '../../schema/prices.ts';
import { FROM_SEAT_MAP, SHAREABLE } from '../../schema/shareable.ts';
import type { AreaState } from '../inventory/seat-state.ts';
import { PriceLineRef } from '../pricing/price-line.schema.ts';
import { type AreaOfPlan, AreaRef } from '../seating/area.schema.ts';
import { MAX_AREAS } from '../seating/plan-limits.ts';
import { tierOf } from '../shows/prices.ts';
import type { PriceTier } from '../shows/show.ts';
import { PriceTierRef, ShowRef } from '../shows/shows.schema.ts';
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
      const states = new Map(((await readMap(show, context)).areas ?? []).map((state) => [state.areaId, state]));
      return plan.areas.map((area) => {
        const { available, held, booked } = states.get(area.id) ?? { available: area.capacity, held: 0, booked: 0 };
        return { area: { planId: show.plan.id, area }, tier: tierOf(show, area), available, held, booked };
      });
    },
  }),
);

builder.objectField(PriceLineRef, 'area', (t) =>
  t.field({
    type: AreaRef,
    nullable: true,
    description: 'The area; null in other lines.',
    resolve: async ({ showId, areaId }, _args, { services }) => {
      if (areaId === undefined) return null;
      const show = (await services.shows.getShow(showId))!;
      return { planId: show.plan.id, area: (await services.shows.planOf(show)).areaById.get(areaId)! };
    },
  }),
);
