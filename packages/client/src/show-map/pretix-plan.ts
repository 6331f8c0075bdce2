/** What of a seating plan, in the format of pretix, tells where its seats are. The server has checked it when it was imported. */
export interface PretixPlan {
  name: string;
  zones: readonly PlanZone[];
}

interface PlanZone {
  name?: string | null;
  zone_id?: string | null;
  position?: Position | null;
  areas?: readonly (PlanArea | null)[] | null;
  rows: readonly PlanRow[];
}

/** A shape: with an `area_guid` it has places without numbers. Areas are kept as they came. */
export interface PlanArea {
  area_guid?: unknown;
  shape?: string;
  position?: Position | null;
  /** Around its position, clockwise, in degrees. */
  rotation?: number | null;
  width?: number;
  height?: number;
  rectangle?: { width: number; height: number } | null;
  circle?: { radius: number } | null;
  ellipse?: { radius?: Position | null } | null;
  polygon?: { points?: readonly (Position | null)[] | null } | null;
}

interface PlanRow {
  row_number: string | number;
  /** Words for the row, in which `%s` is its number. */
  row_label?: string | null;
  /** The same for each of its seats. */
  seat_label?: string | null;
  position?: Position | null;
  seats: readonly PlanSeat[];
}

interface PlanSeat {
  seat_guid: string;
  seat_number: string | number;
  position: Position;
  category: string;
  accessible?: boolean | null;
  companion?: boolean | null;
}

export interface Position {
  x: number;
  y: number;
}
