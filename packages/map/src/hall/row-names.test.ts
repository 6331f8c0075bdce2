import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { arenaPlan } from '../../../../prisma/plans/arena-plan.ts';
import { hallPlan } from '../../../../test/fixtures/hall-plan.ts';
import { type Box, boxesOverlap, distanceToBox } from './boxes.ts';
import { createHall } from './hall.ts';
import { drawnRowName, rowNamesOf } from './row-names.ts';

const price = { amount: 1_000, currency: 'EUR', exponent: 2 };
const arena = arenaPlan();
const hall = createHall(
  arena,
  arena.categories.map(({ name }) => ({ id: name, name, category: name, price })),
);

it.each([11, 12, 14, 18, 24])('those that are drawn lie over none of each other, at seats of %d pixels', (seat_px) => {
  for (const zone of hall.zones) {
    const scale = seat_px / zone.rows[0]!.seats[0]!.room;
    const names = rowNamesOf({ ...hall, zones: [zone] });
    const boxes = names.flatMap((name): Box[] => {
      const drawn = drawnRowName(name, scale);
      return drawn === null ? [] : [drawn.box];
    });
    // At each end of the rows; as many as have room.
    expect(boxes.length).toBeGreaterThanOrEqual(Math.min(zone.rows.length / 4, 5));
    if (seat_px >= 18) expect(boxes).toHaveLength(names.length);
    for (const [index, box] of boxes.entries()) {
      expect(boxes.slice(index + 1).filter((other) => boxesOverlap(box, other))).toEqual([]);
    }
  }
});

it('names of rows that are stacked are all drawn, and none where seats are too small', () => {
  const small = createHall(hallPlan({ rows: 12, seats: 5 }), [{ id: 'a', name: 'a', category: 'Stalls', price }]);
  const names = rowNamesOf({ ...small, zones: small.zones.slice(0, 1) });
  expect(names.map((name) => drawnRowName(name, 11 / name.room)?.size)).toEqual(names.map(() => 9));
  expect(names.map((name) => drawnRowName(name, 10.9 / name.room))).toEqual(names.map(() => null));
});

it.each([11, 20, 34, 90])('long names lie upon no seat of their own row, at seats of %d pixels', (seat_px) => {
  const plan = JSON.parse(
    readFileSync(new URL('../../../../test/fixtures/plans/tables.json', import.meta.url), 'utf8'),
  );
  const tables = createHall(plan, [{ id: 'a', name: 'a', category: 'Stalls', price }]);
  const names = rowNamesOf(tables);
  expect(names.map(({ name }) => name)).toEqual(['Table 7', 'Table 7']);
  for (const name of names) {
    const { box } = drawnRowName(name, seat_px / name.room)!;
    for (const seat of tables.seats) expect(distanceToBox(box, seat)).toBeGreaterThan(seat.room / 2);
  }
});
