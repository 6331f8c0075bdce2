import type { Bounds } from './bounds.ts';
import type { Hall, HallSeat } from './hall.ts';

/** How much farther a step to the side is than one ahead, for arrow keys. */
const ASIDE_COSTS = 2.5;
/** To a side. */
const SEATS_IN_A_CELL = 4;
/** To a side of the hall: looking at all cells stays quick where seats are close in a wide hall. */
const MAX_CELLS = 100;

/** Finds things by their place, in a grid of cells. */
export class PlaceIndex<Thing extends { x: number; y: number }> {
  readonly #cells = new Map<string, Thing[]>();
  readonly #size: number;

  /** `size` of a cell, in the plan's units: a few times the distance of things is best. */
  constructor(things: readonly Thing[], size: number) {
    this.#size = size;
    for (const thing of things) {
      const key = this.#key(Math.floor(thing.x / this.#size), Math.floor(thing.y / this.#size));
      const cell = this.#cells.get(key);
      if (cell) cell.push(thing);
      else this.#cells.set(key, [thing]);
    }
  }

  /** The thing nearest to a point, at most so far away; all in the plan's units. */
  nearest(x: number, y: number, within: number): Thing | null {
    let best: Thing | null = null;
    let bestDistance = within;
    for (const thing of this.in({ left: x - within, right: x + within, top: y - within, bottom: y + within })) {
      const distance = Math.hypot(thing.x - x, thing.y - y);
      if (distance > bestDistance) continue;
      best = thing;
      bestDistance = distance;
    }
    return best;
  }

  /** What is within a rectangle, in no order. */
  in(bounds: Bounds): Thing[] {
    const { left, top, right, bottom } = bounds;
    const things: Thing[] = [];
    for (let column = Math.floor(left / this.#size); column <= Math.floor(right / this.#size); column += 1) {
      for (let row = Math.floor(top / this.#size); row <= Math.floor(bottom / this.#size); row += 1) {
        for (const thing of this.#cells.get(this.#key(column, row)) ?? []) {
          if (thing.x >= left && thing.x <= right && thing.y >= top && thing.y <= bottom) things.push(thing);
        }
      }
    }
    return things;
  }

  #key(column: number, row: number): string {
    return `${column}:${row}`;
  }
}

/** A hall's seats by their place. */
export type SeatIndex = PlaceIndex<HallSeat>;

export function indexSeats(hall: Hall): SeatIndex {
  const { left, right, top, bottom } = hall.bounds;
  const size = Math.max(hall.pitch * SEATS_IN_A_CELL, Math.max(right - left, bottom - top) / MAX_CELLS);
  return new PlaceIndex(hall.seats, size);
}

/** The next seat (or area) in a direction (`dx`, `dy` of -1, 0 or 1), rather straight ahead than near; null at the edge. */
export function seatTowards<Thing extends { x: number; y: number }>(
  seats: readonly Thing[],
  from: Thing,
  { dx, dy }: { dx: number; dy: number },
): Thing | null {
  let best: Thing | null = null;
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
