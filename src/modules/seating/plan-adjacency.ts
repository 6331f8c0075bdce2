import { type Adjacency, adjacencyOf } from './adjacency.ts';

/** What adjacency needs of a pretix seating plan that has been checked. */
export interface PlacedPlan {
  zones: readonly {
    rows: readonly {
      seats: readonly { position: { x: number; y: number }; gap_after?: boolean | null }[];
    }[];
  }[];
}

/** The adjacency of a plan's seats, in the plan's order: zone by zone, row by row, seat by seat. */
export function adjacencyOfPlan(plan: PlacedPlan): Adjacency[] {
  const rows = plan.zones.flatMap(({ rows }) => rows);
  return adjacencyOf(
    rows.map(({ seats }) =>
      seats.map(({ position, gap_after }) => ({ x: position.x, y: position.y, gapAfter: gap_after ?? false })),
    ),
  ).flat();
}
