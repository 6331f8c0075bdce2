import type { PretixPlan } from './pretix-plan.ts';

/** A seat of a plan: where it is and what it is called. Never changes. */
export interface HallSeat {
  /** The plan's own id; what the seat map, locks and tickets name it by. */
  readonly seatId: string;
  /** Zone, row and seat for display, in English where the plan has no words of its own: `Stalls, Row 12, Seat 5`. */
  readonly label: string;
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

/** What all seats lie within, to be the `viewBox` of a drawing. */
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

/** Beside the outermost seats' centres: room to draw them, in the plan's units. */
const MARGIN = 20;

/** The seats of a plan. Its positions are relative: zone to plan, row to zone, seat to row. */
export function hallOf(plan: PretixPlan, areas: readonly HallArea[] = []): Hall {
  const { name, zones } = plan;
  const seats = zones.flatMap((zone, index) => {
    const zoneName = zone.name?.trim() || zone.zone_id?.trim() || `Zone ${index + 1}`;
    return zone.rows.flatMap((row) => {
      const number = String(row.row_number).trim();
      const rowLabel = labelOf(row.row_label, number, 'Row');
      const left = (zone.position?.x ?? 0) + (row.position?.x ?? 0);
      const top = (zone.position?.y ?? 0) + (row.position?.y ?? 0);
      return row.seats.map((seat): HallSeat => {
        const seatNumber = String(seat.seat_number).trim();
        const seatLabel = labelOf(row.seat_label, seatNumber, 'Seat');
        return {
          seatId: seat.seat_guid,
          label: [zoneName, rowLabel, seatLabel].filter((part) => part !== '').join(', '),
          zone: zoneName,
          row: number,
          number: seatNumber,
          x: left + seat.position.x,
          y: top + seat.position.y,
          category: seat.category,
          accessible: seat.accessible ?? false,
          companion: seat.companion ?? false,
        };
      });
    });
  });
  return { name, seats, areas, bounds: boundsOf(seats), plan };
}

function labelOf(pattern: string | null | undefined, number: string, word: string): string {
  const label = pattern?.replaceAll('%s', () => number).trim();
  return label || (number === '' ? '' : `${word} ${number}`);
}

function boundsOf(seats: readonly HallSeat[]): HallBounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of seats) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  if (seats.length === 0) return { left: 0, top: 0, width: 0, height: 0 };
  return {
    left: left - MARGIN,
    top: top - MARGIN,
    width: right - left + 2 * MARGIN,
    height: bottom - top + 2 * MARGIN,
  };
}
