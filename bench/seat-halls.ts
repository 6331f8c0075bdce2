import { readFile } from 'node:fs/promises';
import { parsePretixPlan } from '../src/modules/seating/pretix-plan.ts';
import type { Point } from '../src/modules/seating/seating-plan-model.ts';
import { layoutOf, type SeatLayout } from '../src/modules/selection/seat-layout.ts';
import type { HallPlan } from '../test/fixtures/hall-plan.ts';
import { bowlPlan } from './bowl-plan.ts';

/** A hall that seats are chosen in, without a database. */
export interface Hall {
  name: string;
  layout: SeatLayout;
  focalPoint: Point;
}

const DEMO_PLAN = new URL('../prisma/plans/riethsporthalle.json', import.meta.url);

/** The demo hall; the best seats are near the middle of its pitch. */
export async function demoHall(): Promise<Hall> {
  const plan = JSON.parse(await readFile(DEMO_PLAN, 'utf8')) as { size: { width: number; height: number } };
  return await hallOf('demo hall', plan, { x: plan.size.width / 2, y: plan.size.height / 2 });
}

export async function bowl(seats: number): Promise<Hall> {
  const plan = bowlPlan(seats);
  const name = `bowl of ${seats.toLocaleString('en')}`;
  return await hallOf(name, plan, { x: plan.size.width / 2, y: plan.size.height / 2 });
}

const PITCH = 24;
const AISLE = 3 * PITCH;
const BLOCK_SEATS = 8;

/** Rows of six blocks of eight seats with aisles between them; a wheelchair place and a companion seat at each end of some rows. */
export async function hallOfAisles(rows = 40, blocks = 6): Promise<Hall> {
  const block_px = BLOCK_SEATS * PITCH + AISLE;
  const plan: HallPlan = {
    name: 'Hall of aisles',
    categories: [{ name: 'Stalls', color: '#c0392b' }],
    size: { width: blocks * block_px, height: rows * 30 },
    zones: [
      {
        name: 'Stalls',
        position: { x: 0, y: 0 },
        rows: Array.from({ length: rows }, (_row, row) => ({
          row_number: `${row + 1}`,
          position: { x: 0, y: row * 30 },
          seats: Array.from({ length: blocks * BLOCK_SEATS }, (_seat, seat) => ({
            seat_guid: `${row + 1}-${seat + 1}`,
            seat_number: `${seat + 1}`,
            position: { x: Math.floor(seat / BLOCK_SEATS) * block_px + (seat % BLOCK_SEATS) * PITCH, y: 0 },
            category: 'Stalls',
            ...(row % 8 === 0 && seat === 0 ? { accessible: true } : {}),
            ...(row % 8 === 0 && seat === 1 ? { companion: true } : {}),
          })),
        })),
      },
    ],
  };
  return await hallOf('hall of aisles', plan, { x: (blocks * block_px - AISLE) / 2, y: -60 });
}

async function hallOf(name: string, plan: unknown, focalPoint: Point): Promise<Hall> {
  const parsed = await parsePretixPlan(plan);
  if (!parsed.ok) throw new Error(`The plan of the ${name} is refused: ${JSON.stringify(parsed.issues)}`);
  return { name, layout: layoutOf(parsed.model), focalPoint };
}
