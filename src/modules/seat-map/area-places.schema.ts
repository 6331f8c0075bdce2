import { builder } from '../../schema/builder.ts';
import type { HeldArea } from '../inventory/places.ts';
import { TicketTypeRef } from '../pricing/pricing.schema.ts';
import type { TicketType } from '../pricing/ticket-type.ts';
import { AreaRef } from '../seating/area.schema.ts';
import type { AreaOfPlan } from '../seating/seating-plan-model.ts';
import type { ShowsService } from '../shows/shows.service.ts';

/** Places of an area that a lock or a booking has. */
export interface AreaPlaces {
  area: AreaOfPlan;
  ticketType: TicketType | null;
  quantity: number;
}

export const AreaPlacesRef = builder.objectRef<AreaPlaces>('AreaPlaces').implement({
  description: 'Places of an area, sold as tickets of one type.',
  fields: (t) => ({
    area: t.expose('area', { type: AreaRef, description: 'The area.' }),
    ticketType: t.expose('ticketType', {
      type: TicketTypeRef,
      nullable: true,
      description: 'The ticket type; null if the show has none.',
    }),
    quantity: t.exposeInt('quantity', { description: 'How many places.' }),
  }),
});

/** The places as they are shown. Their areas must be the show's. */
export async function areaPlacesOf(
  { shows }: { shows: Pick<ShowsService, 'getShow' | 'planOf' | 'ticketTypeOf'> },
  showId: string,
  areas: readonly HeldArea[],
): Promise<AreaPlaces[]> {
  if (areas.length === 0) return [];
  const show = (await shows.getShow(showId))!;
  const plan = await shows.planOf(show);
  return await Promise.all(
    areas.map(async ({ areaId, ticketTypeId, quantity }) => {
      const area = { planId: show.plan.id, area: plan.areaById.get(areaId)! };
      return {
        area,
        quantity,
        ticketType: ticketTypeId === null ? null : await shows.ticketTypeOf(showId, ticketTypeId),
      };
    }),
  );
}
