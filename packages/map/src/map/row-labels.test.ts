import { expect, it } from 'vitest';
import { arenaPlan } from '../../../../prisma/plans/arena-plan.ts';
import { type Bounds, overlaps } from '../hall/bounds.ts';
import { createHall } from '../hall/hall.ts';
import { rowLabelsIn } from './row-labels.ts';
import { Viewport } from './viewport.ts';

const plan = arenaPlan();
const tiers = plan.categories.map(({ name }) => {
  return { id: name, name, category: name, price: { amount: 1_000, currency: 'EUR', exponent: 2 } };
});
const hall = createHall(plan, tiers);

it.each([11, 14, 20, 30])('stand at their rows and over none of each other, at seats of %d pixels', (seat_px) => {
  const viewport = new Viewport(hall.bounds, 46 / hall.pitch, { foot_px: 54, head_px: 60 });
  viewport.resize({ width: 366, height: 388 });
  let told = 0;
  for (const zone of hall.zones) {
    const { seats } = zone.rows[Math.floor(zone.rows.length / 2)]!;
    const seat = seats[Math.floor(seats.length / 2)]!;
    viewport.set(viewport.centredOn(seat, seat_px / seat.room));
    const labels = rowLabelsIn({ viewport, hall, here: zone, widthOf: (text) => text.length * 8 });
    told += labels.length;
    for (const [index, { name, bounds }] of labels.entries()) {
      expect(labels.slice(index + 1).filter((other) => overlaps(other.bounds, bounds))).toEqual([]);
      const middle = { x: (bounds.left + bounds.right) / 2, y: (bounds.top + bounds.bottom) / 2 };
      const rows = hall.zones.flatMap(({ rows }) => rows.filter((row) => row.name === name));
      const distances = rows.flatMap((row) =>
        row.seats.map((each) => {
          const at = viewport.toScreen(each);
          return Math.hypot(at.x - middle.x, at.y - middle.y);
        }),
      );
      // Half of the distance of seats, and what keeps it off the very edge.
      expect(Math.min(...distances)).toBeLessThan(seat_px + 13);
    }
  }
  if (seat_px > 14) expect(told).toBeGreaterThan(hall.zones.length);
});

it('stand beside some rows of the section where one is, once it is as near as a tap brings it to a phone', () => {
  const viewport = new Viewport(hall.bounds, 46 / hall.pitch, { foot_px: 54, head_px: 60 });
  viewport.resize({ width: 366, height: 388 });
  const seatsOver = (bounds: Bounds) =>
    hall.seats.filter((seat) => {
      const { x, y } = viewport.toScreen(seat);
      const half = (seat.room * viewport.view.scale) / 2;
      return overlaps(bounds, { left: x - half, right: x + half, top: y - half, bottom: y + half });
    });
  for (const zone of hall.zones.filter(({ rows }) => rows.length > 20)) {
    viewport.set(viewport.fitting(zone.bounds));
    const room_px = zone.rows[0]!.seats[0]!.room * viewport.view.scale;
    expect(room_px).toBeLessThan(11);
    const widthOf = (text: string) => text.length * 8;
    const labels = rowLabelsIn({ viewport, hall, here: zone, widthOf });
    expect({ zone: zone.name, isEnough: labels.length >= 4 }).toEqual({ zone: zone.name, isEnough: true });
    for (const [index, { bounds }] of labels.entries()) {
      expect(labels.slice(index + 1).filter((other) => overlaps(other.bounds, bounds))).toEqual([]);
      // They name rows of this section, and cover no seat of it.
      expect(seatsOver(bounds).filter(({ zoneIndex }) => hall.zones[zoneIndex] === zone)).toEqual([]);
    }
    expect(rowLabelsIn({ viewport, hall, here: null, widthOf })).toEqual([]);
  }
});
