import type { SeatState } from '../inventory/seat-state.ts';
import type { PlanSeat, SeatingPlanModel } from '../seating/seating-plan-model.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import type { SeatMapService } from './seat-map.service.ts';

/** A seat of a show: the plan's seat, the show's price, the map's state. */
export interface Seat {
  show: Show;
  plan: SeatingPlanModel;
  seat: PlanSeat;
  /** In its map; null where it is not read yet. */
  state: SeatState | null;
  /** Of the same map: its seats that are not AVAILABLE. */
  states?: ReadonlyMap<string, SeatState>;
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
    plan,
    seat: plan.seatById.get(seatId)!,
    state: states.get(seatId) ?? 'AVAILABLE',
  }));
}

/** The present state of the seat. Those that are asked for at the same time share a statement. */
export async function stateOf(
  { seatMap }: { seatMap: SeatMapService },
  showId: string,
  seatId: string,
): Promise<SeatState> {
  return (await seatMap.statesOf(showId, [seatId])).get(seatId) ?? 'AVAILABLE';
}
