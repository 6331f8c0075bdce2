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
  /** A wheelchair place. */
  accessible: boolean;
  /** The place of who comes along with a wheelchair user. */
  companion: boolean;
  /** Number of its segment within the plan: seats of a row without a gap between them (see adjacency.ts). */
  segment: number;
  /** In the segment, from the left. */
  place: number;
}

/** A part of a plan whose places have no numbers. */
export interface PlanArea {
  /** The plan's own `area_guid`; unique among the plan's areas. */
  id: string;
  /** The key of its zone. */
  zone: string;
  /** What people call its zone. */
  zoneLabel: string;
  name: string;
  /** Where it stands by itself, as in a mail: its name, after its zone's label where another area of the plan has the same name. */
  label: string;
  category: string;
  /** How many places there are. */
  capacity: number;
}

export type UnlabelledArea = Omit<PlanArea, 'label'>;

/** An area, and whose it is. */
export interface AreaOfPlan {
  planId: string;
  area: PlanArea;
}

export interface Point {
  x: number;
  y: number;
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
  /** The zones that hold seats, in the plan's order; then those that hold areas alone. */
  zones: Zone[];
  seats: PlanSeat[];
  /** In the plan's order. */
  areas: readonly PlanArea[];
  /** The seats of each segment, from left to right. */
  segments: PlanSeat[][];
  /** Where the audience looks, in the plan's coordinates, if the plan says so. */
  focalPoint: Point | null;
  seatById: ReadonlyMap<string, PlanSeat>;
  areaById: ReadonlyMap<string, PlanArea>;
  /** Seats, and the places of all areas. */
  placeCount: number;
}

export interface PlanParts {
  name: string;
  categories: SeatCategory[];
  seats: PlanSeat[];
  areas?: readonly UnlabelledArea[];
  focalPoint: Point | null;
}

/** Completes a model from its parts: zones, segments and indexes follow from the seats and areas. */
export function modelOf({ name, categories, seats, focalPoint, ...parts }: PlanParts): SeatingPlanModel {
  const areas = labelled(parts.areas ?? []);
  const zones = new Map<string, Zone>();
  for (const { zone, zoneLabel } of seats) {
    const known = zones.get(zone);
    if (known) known.seatCount += 1;
    else zones.set(zone, { name: zone, label: zoneLabel, seatCount: 1 });
  }
  for (const { zone, zoneLabel } of areas) {
    if (!zones.has(zone)) zones.set(zone, { name: zone, label: zoneLabel, seatCount: 0 });
  }
  return {
    name,
    categories,
    zones: [...zones.values()],
    seats,
    areas,
    segments: segmentsOf(seats),
    focalPoint,
    seatById: new Map(seats.map((seat) => [seat.id, seat])),
    areaById: new Map(areas.map((area) => [area.id, area])),
    placeCount: areas.reduce((sum, { capacity }) => sum + capacity, seats.length),
  };
}

/** Whether anybody may have it: wheelchair places and the places beside them are for those who ask for some. */
export function isForEverybody({ accessible, companion }: PlanSeat): boolean {
  return !accessible && !companion;
}

/** The seats to its left and right; null where its segment ends. */
export function neighboursOf({ segments }: SeatingPlanModel, { segment, place }: PlanSeat) {
  const seats = segments[segment]!;
  return { left: seats[place - 1] ?? null, right: seats[place + 1] ?? null };
}

function labelled(areas: readonly UnlabelledArea[]): PlanArea[] {
  const namesakes = Map.groupBy(areas, ({ name }) => name);
  return areas.map((area) => {
    const { name, zoneLabel } = area;
    return { ...area, label: namesakes.get(name)!.length > 1 ? `${zoneLabel}, ${name}` : name };
  });
}

function segmentsOf(seats: readonly PlanSeat[]): PlanSeat[][] {
  const segments: PlanSeat[][] = [];
  for (const seat of seats) {
    segments[seat.segment] ??= [];
    segments[seat.segment]![seat.place] = seat;
  }
  return segments;
}
