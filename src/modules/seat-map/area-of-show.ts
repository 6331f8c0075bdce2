import type { AreaOfPlan } from '../seating/seating-plan-model.ts';
import type { ShowsService } from '../shows/shows.service.ts';

/** An area of a show's plan, as it is shown. It must be the plan's. */
export async function areaOfShow(
  { shows }: { shows: Pick<ShowsService, 'getShow' | 'planOf'> },
  showId: string,
  areaId: string,
): Promise<AreaOfPlan> {
  const show = (await shows.getShow(showId))!;
  return { planId: show.plan.id, area: (await shows.planOf(show)).areaById.get(areaId)! };
}
