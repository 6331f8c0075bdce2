import { cornersOf, placedShapeOf } from './area-shape.ts';
import { hasVisibleText, labelOf, zoneLabel } from './plan-labels.ts';
import type { Position, PretixPlan } from './pretix-plan.ts';

/** A seat of a plan: where it is and what it is called. Never changes. */
export interface HallSeat {
  /** The plan's own id; what the seat map, locks and tickets name it by. */
  readonly seatId: string;
  /** As `Seat.label` of the API, in English where the plan has no words of its own: `Stalls, row 12, seat 5`. */
  readonly label: string;
  /** What people call its zone. */
  readonly zone: string;
  /** As printed; may be blank, as may `number`. */
  readonly row: string;
  readonly number: string;
  /** In the plan's units; a larger y is further down. */
  readonly x: number;
  readonly y: number;
  /** The show's price tier of this category has its price. */
  readonly category: string;
  /** A wheelchair place. */
  readonly accessible: boolean;
  /** For who comes along with a wheelchair user. */
  readonly companion: boolean;
}

/** What all seats, and all areas with places, lie within, to be the `viewBox` of a drawing. */
export interface HallBounds {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A part of a plan whose places have no numbers. Never changes. */
export interface HallArea {
  /** The plan's own id; what the seat map, locks and tickets name it by. */
  readonly areaId: string;
  readonly name: string;
  /** What people call its zone, as of seats. */
  readonly zone: string;
  /** The show's price tier of this category has its price. */
  readonly category: string;
  /** How many places there are. */
  readonly capacity: number;
}

export interface Hall {
  readonly name: string;
  /** In the plan's order. */
  readonly seats: readonly HallSeat[];
  /** In the plan's order. How they are drawn says `plan`, by its `area_guid`. */
  readonly areas: readonly HallArea[];
  readonly bounds: HallBounds;
  /** As it was imported, with what it draws beside seats. */
  readonly plan: PretixPlan;
}

/** Beside the outermost: room to draw them, in the plan's units. */
const MARGIN = 20;

/** The seats of a plan. Its positions are relative: zone to plan, row to zone, seat to row. */
export function hallOf(plan: PretixPlan, areas: readonly HallArea[] = []): Hall {
  const { name, zones } = plan;
  const zoneOfArea = new Map<unknown, string>();
  const corners: Position[] = [];
  const seats = zones.flatMap((zone, index) => {
    const zoneName = zoneLabel(zone, index);
    const origin = zone.position ?? { x: 0, y: 0 };
    for (const area of Array.isArray(zone.areas) ? zone.areas : []) {
      if (typeof area?.area_guid !== 'string') continue;
      zoneOfArea.set(area.area_guid, zoneName);
      corners.push(...cornersOf(placedShapeOf(area, origin)));
    }
    return zone.rows.flatMap((row) => {
      const number = String(row.row_number);
      const rowName = nameOf(row.row_label, number, 'row');
      const left = origin.x + (row.position?.x ?? 0);
      const top = origin.y + (row.position?.y ?? 0);
      return row.seats.map((seat): HallSeat => {
        const seatNumber = String(seat.seat_number);
        const seatName = nameOf(row.seat_label, seatNumber, 'seat');
        return {
          seatId: seat.seat_guid,
          label: [zoneName, rowName, seatName].filter((part) => part !== '').join(', '),
          zone: zoneName,
          row: number.trim(),
          number: seatNumber.trim(),
          x: left + seat.position.x,
          y: top + seat.position.y,
          category: seat.category,
          accessible: seat.accessible ?? false,
          companion: seat.companion ?? false,
        };
      });
    });
  });
  const named = areas.map((area) => ({ ...area, zone: zoneOfArea.get(area.areaId) ?? area.zone }));
  return { name, seats, areas: named, bounds: boundsOf([...seats, ...corners]), plan };
}

/** By the rules of the API's `label`; empty where the plan leaves it blank. */
function nameOf(pattern: string | null | undefined, number: string, word: string): string {
  return labelOf(pattern, number) ?? (hasVisibleText(number) ? `${word} ${number}` : '');
}

function boundsOf(points: readonly Position[]): HallBounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  if (points.length === 0) return { left: 0, top: 0, width: 0, height: 0 };
  return {
    left: left - MARGIN,
    top: top - MARGIN,
    width: right - left + 2 * MARGIN,
    height: bottom - top + 2 * MARGIN,
  };
}
