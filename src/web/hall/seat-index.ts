import type { Bounds, Hall, HallSeat } from './hall.ts';

/** How much farther a step to the side is than one ahead, for arrow keys. */
const ASIDE_COSTS = 2.5;

/** Finds seats by place, in a grid of cells a few seats wide. */
export class SeatIndex {
  readonly #cells = new Map<string, HallSeat[]>();
  readonly #size: number;

  constructor(hall: Hall) {
    this.#size = hall.pitch * 4;
    for (const seat of hall.seats) {
      const key = this.#key(Math.floor(seat.x / this.#size), Math.floor(seat.y / this.#size));
      const cell = this.#cells.get(key);
      if (cell) cell.push(seat);
      else this.#cells.set(key, [seat]);
    }
  }

  /** The seat nearest to a point, at most so far away; all in the plan's units. */
  nearest(x: number, y: number, within: number): HallSeat | null {
    let best: HallSeat | null = null;
    let bestDistance = within;
    for (const seat of this.in({ left: x - within, right: x + within, top: y - within, bottom: y + within })) {
      const distance = Math.hypot(seat.x - x, seat.y - y);
      if (distance > bestDistance) continue;
      best = seat;
      bestDistance = distance;
    }
    return best;
  }

  /** The seats of all cells that a rectangle touches: those in it, and some around it. */
  *in({ left, top, right, bottom }: Bounds): Generator<HallSeat> {
    for (let column = Math.floor(left / this.#size); column <= Math.floor(right / this.#size); column += 1) {
      for (let row = Math.floor(top / this.#size); row <= Math.floor(bottom / this.#size); row += 1) {
        yield* this.#cells.get(this.#key(column, row)) ?? [];
      }
    }
  }

  #key(column: number, row: number): string {
    return `${column}:${row}`;
  }
}

/** The next seat in a direction (`dx`, `dy` of -1, 0 or 1), rather straight ahead than near; null at the edge. */
export function seatTowards(
  seats: readonly HallSeat[],
  from: HallSeat,
  { dx, dy }: { dx: number; dy: number },
): HallSeat | null {
  let best: HallSeat | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const seat of seats) {
    const ahead = (seat.x - from.x) * dx + (seat.y - from.y) * dy;
    if (ahead <= 0.01) continue;
    const aside = Math.abs((seat.x - from.x) * dy) + Math.abs((seat.y - from.y) * dx);
    const cost = ahead + aside * ASIDE_COSTS;
    if (cost >= bestCost) continue;
    best = seat;
    bestCost = cost;
  }
  return best;
}
