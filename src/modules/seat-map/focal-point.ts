import type { Point, SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { tierOf } from '../shows/prices.ts';
import type { Show } from '../shows/show.ts';

/** By show: its prices do not change while it is kept in memory as one object. */
const known = new WeakMap<object, Point>();

/**
 * Where the audience of a show looks, in the plan's coordinates: as the plan says, or else the centre of the seats of
 * the dearest tier.
 */
export function focalPointOf(show: Pick<Show, 'id' | 'priceTiers'>, plan: SeatingPlanModel): Point {
  if (plan.focalPoint) return plan.focalPoint;
  let point = known.get(show);
  if (!point) {
    point = centreOfDearest(show, plan);
    known.set(show, point);
  }
  return point;
}

function centreOfDearest(show: Pick<Show, 'id' | 'priceTiers'>, plan: SeatingPlanModel): Point {
  let dearest = -1;
  let [count, x, y] = [0, 0, 0];
  for (const seat of plan.seats) {
    const price = tierOf(show, seat).price.amount;
    if (price < dearest) continue;
    if (price > dearest) [dearest, count, x, y] = [price, 0, 0, 0];
    count += 1;
    x += seat.x;
    y += seat.y;
  }
  return { x: x / count, y: y / count };
}
