import type { Point, SeatingPlanModel } from '../seating/seating-plan-model.ts';
import type { Show } from '../shows/show.ts';

/** The seats of one category: how many, and their positions added up. */
interface CategorySum extends Point {
  count: number;
}

/** By category. A plan never changes, and many shows are on it. */
const sumsOfPlans = new WeakMap<SeatingPlanModel, ReadonlyMap<string, CategorySum>>();

/**
 * Where the audience of a show looks, in the plan's coordinates: as the plan says, or else the centre of the seats of
 * the dearest tier.
 */
export function focalPointOf({ priceTiers }: Pick<Show, 'priceTiers'>, plan: SeatingPlanModel): Point {
  return plan.focalPoint ?? centreOfDearest(priceTiers, sumsOf(plan));
}

function centreOfDearest(tiers: Show['priceTiers'], sums: ReadonlyMap<string, CategorySum>): Point {
  let dearest = -1;
  let [count, x, y] = [0, 0, 0];
  for (const { category, price } of tiers) {
    const sum = sums.get(category);
    // A category of a plan may have no seats.
    if (!sum || price.amount < dearest) continue;
    if (price.amount > dearest) [dearest, count, x, y] = [price.amount, 0, 0, 0];
    count += sum.count;
    x += sum.x;
    y += sum.y;
  }
  return { x: x / count, y: y / count };
}

/** Added up once: a page of shows asks for the focal points of all of them, and each choice of seats for its own. */
function sumsOf(plan: SeatingPlanModel): ReadonlyMap<string, CategorySum> {
  const known = sumsOfPlans.get(plan);
  if (known) return known;
  const sums = new Map<string, CategorySum>();
  for (const { category, x, y } of plan.seats) {
    const sum = sums.get(category);
    if (sum) {
      sum.count += 1;
      sum.x += x;
      sum.y += y;
    } else sums.set(category, { count: 1, x, y });
  }
  sumsOfPlans.set(plan, sums);
  return sums;
}
