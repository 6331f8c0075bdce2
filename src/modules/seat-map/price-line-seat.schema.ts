import { builder } from '../../schema/builder.ts';
import { PriceLineRef } from '../pricing/price-line.schema.ts';
import { SeatRef } from './seat.schema.ts';

builder.objectField(PriceLineRef, 'seat', (t) =>
  t.field({
    type: SeatRef,
    nullable: true,
    description: 'The seat; null in other lines.',
    resolve: async ({ showId, seatId }, _args, { services }) => {
      if (seatId === null) return null;
      const show = (await services.shows.getShow(showId))!;
      const plan = await services.shows.planOf(show);
      return { show, plan, seat: plan.seatById.get(seatId)!, state: null };
    },
  }),
);
