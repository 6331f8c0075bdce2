import type { PlanSeat } from '../seating/seating-plan-model.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import type { SeatMapService } from './seat-map.service.ts';
import type { SeatState } from './seat-state.ts';

/** A seat of a show: the plan's seat, the show's price, the map's state. */
export interface Seat {
  show: Show;
  seat: PlanSeat;
  state: SeatState;
}

/** The seats with these ids in their present state, in the order given. They must be the show's. */
export async function seatsOf(
  { shows, seatMap }: { shows: ShowsService; seatMap: SeatMapService },
  showId: string,
  seatIds: readonly string[],
): Promise<Seat[]> {
  const show = (await shows.getShow(showId))!;
  const plan = await shows.planOf(show);
  const states = await seatMap.statesOf(showId, seatIds);
  return seatIds.map((seatId) => ({
    show,
    seat: plan.seatById.get(seatId)!,
    state: states.get(seatId) ?? 'AVAILABLE',
  }));
}
