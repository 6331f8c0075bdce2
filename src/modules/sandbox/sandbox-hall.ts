import { createHash } from 'node:crypto';
import { idOf } from '../../platform/ids.ts';

/** A hall of so many seats: rows of 20, from the front, their seats `A-1`, `A-2` …, divided among the categories. */

export const SANDBOX_VENUE = { name: 'Sandbox hall', city: 'Sandbox', timezone: 'Etc/UTC' };
const SEATS_PER_ROW = 20;
const PITCH = 10;
const COLOURS = ['#c0392b', '#2980b9', '#27ae60', '#8e44ad', '#d35400'];
export const MAX_CATEGORIES = COLOURS.length;

export interface SandboxHall {
  /** Follows from what the hall is, so that halls that are alike have one plan. */
  planId: string;
  /** In pretix's format. */
  plan: unknown;
  seatIds: ReadonlySet<string>;
  categories: string[];
}

export function sandboxHall({ seats, categories: count }: { seats: number; categories: number }): SandboxHall {
  const rows = Math.ceil(seats / SEATS_PER_ROW);
  const categories = Array.from({ length: count }, (_, index) => `Category ${index + 1}`);
  const plan = {
    name: `Sandbox hall, ${seats} seats`,
    categories: categories.map((name, index) => ({ name, color: COLOURS[index] })),
    size: { width: SEATS_PER_ROW * PITCH, height: rows * PITCH },
    zones: [
      {
        name: 'Hall',
        position: { x: 0, y: 0 },
        rows: Array.from({ length: rows }, (_, row) => ({
          row_number: rowName(row),
          position: { x: 0, y: row * PITCH },
          seats: Array.from({ length: Math.min(SEATS_PER_ROW, seats - row * SEATS_PER_ROW) }, (_, seat) => ({
            seat_guid: `${rowName(row)}-${seat + 1}`,
            seat_number: `${seat + 1}`,
            position: { x: seat * PITCH, y: 0 },
            category: categories[Math.floor((row * count) / rows)],
          })),
        })),
      },
    ],
  };
  const hash = createHash('sha256').update(JSON.stringify(plan)).digest('hex');
  const seatIds = new Set(
    plan.zones.flatMap((zone) => zone.rows.flatMap((row) => row.seats.map((seat) => seat.seat_guid))),
  );
  return { planId: idOf('plan', `sandbox ${hash}`), plan, seatIds, categories };
}

/** A … Z, AA, AB …, as columns of a spreadsheet. */
export function rowName(row: number): string {
  const letter = String.fromCharCode(65 + (row % 26));
  return row < 26 ? letter : rowName(Math.floor(row / 26) - 1) + letter;
}
