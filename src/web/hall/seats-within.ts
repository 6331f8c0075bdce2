import type { Bounds, HallSeat } from './hall.ts';
import type { SeatIndex } from './seat-index.ts';

/** The seats whose places are within a rectangle of the plan, in no order. */
export function seatsWithin(index: SeatIndex, bounds: Bounds): HallSeat[] {
  const seats: HallSeat[] = [];
  for (const seat of index.in(bounds)) {
    const isWithin = seat.x >= bounds.left && seat.x <= bounds.right && seat.y >= bounds.top && seat.y <= bounds.bottom;
    if (isWithin) seats.push(seat);
  }
  return seats;
}
