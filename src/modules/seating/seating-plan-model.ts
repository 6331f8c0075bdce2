import type { SeatLabels } from '../../shared/seats/seat-labels.ts';

/** One seat of a plan, in the order in which the plan lists it: zone by zone, row by row, seat by seat. */
export interface PlanSeat extends SeatLabels {
  /** The plan's own `seat_guid`; unique within the plan. */
  id: string;
  /** The key of its zone. */
  zone: string;
  /** May be blank, as may `number`. */
  row: string;
  number: string;
  /** Position in the plan's coordinates: zone, row and seat offsets added up. */
  x: number;
  y: number;
  category: string;
  accessible: boolean;
}

export interface SeatCategory {
  name: string;
  /** A CSS colour, as the plan gives it; null when it gives none. */
  color: string | null;
}

export interface Zone {
  /** Unique within the plan. */
  name: string;
  /** What people call it. */
  label: string;
  seatCount: number;
}

/** What the box office needs of a plan; the drawing itself stays in the plan's document. */
export interface SeatingPlanModel {
  name: string;
  categories: SeatCategory[];
  /** The zones that hold seats, in the plan's order. */
  zones: Zone[];
  seats: PlanSeat[];
  seatById: ReadonlyMap<string, PlanSeat>;
}

/** Completes a model from its parts: zones and the index follow from the seats. */
export function modelOf(name: string, categories: SeatCategory[], seats: PlanSeat[]): SeatingPlanModel {
  const zones = new Map<string, Zone>();
  for (const { zone, zoneLabel } of seats) {
    const known = zones.get(zone);
    if (known) known.seatCount += 1;
    else zones.set(zone, { name: zone, label: zoneLabel, seatCount: 1 });
  }
  return {
    name,
    categories,
    zones: [...zones.values()],
    seats,
    seatById: new Map(seats.map((seat) => [seat.id, seat])),
  };
}
