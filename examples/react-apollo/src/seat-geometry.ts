interface Point {
  readonly x: number;
  readonly y: number;
}

/** The way that each arrow key goes on a plan, whose y grows downwards. */
export const ARROWS: Partial<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** The nearest seat in that direction, rather straight ahead than to the side; the seat itself where there is none. */
export function neighbour<Seat extends Point>(seats: readonly Seat[], from: Seat, { x, y }: Point): Seat {
  let [nearest, least] = [from, Infinity];
  for (const seat of seats) {
    const ahead = (seat.x - from.x) * x + (seat.y - from.y) * y;
    const aside = Math.abs((seat.x - from.x) * y) + Math.abs((seat.y - from.y) * x);
    if (ahead > 0 && ahead + 3 * aside < least) [nearest, least] = [seat, ahead + 3 * aside];
  }
  return nearest;
}

/** How far apart the centres of two seats side by side are at least. */
export function seatPitch(seats: readonly Point[]): number {
  const steps = seats.slice(1).map(({ x, y }, index) => Math.hypot(x - seats[index]!.x, y - seats[index]!.y));
  return Math.min(20, ...steps.filter((step) => step > 0));
}
