import { expect, it } from 'vitest';
import { namesakesPlan, standingPlan } from '../../../../test/kit/shows/area-page-show.ts';
import { createHall, type Hall } from './hall.ts';
import { areaAt } from './sale-areas.ts';

const price = { amount: 3_000, currency: 'EUR', exponent: 2 };
const tier = (category: string) => ({ id: category, name: category, category, price });

it('has the areas with places apart from what is drawn only, each where it is and at its price', () => {
  const hall = createHall(standingPlan(), ['Stalls', 'Balcony', 'Standing'].map(tier), ['Zone 1', 'Floor']);
  expect(hall.saleAreas.map(({ id, name, zone, capacity, x, y }) => [id, name, zone, capacity, x, y])).toEqual([
    ['front', 'Standing, front', 'Floor', 412, 100, -150],
    ['pit', 'Pit', 'Floor', 5, 255, -150],
  ]);
  expect(hall.areas.map(({ label }) => label?.text)).toEqual(['Stage']);
  expect(hall.bounds.top).toBe(-260);
  // Zones that hold only areas have keys of their own, after those with seats.
  expect(hall.zones.map(({ key }) => key)).toEqual(['Zone 1']);
  expect(areaAt(hall.saleAreas, { x: 199, y: -91 })?.id).toBe('front');
  expect(areaAt(hall.saleAreas, { x: 255, y: -108 })?.id).toBe('pit');
  // In the corner of the box around the circle.
  expect(areaAt(hall.saleAreas, { x: 295, y: -110 })).toBeNull();
  expect(areaAt(hall.saleAreas, { x: 100, y: 0 })).toBeNull();
});

it('calls an area by its zone, too, where another one of the plan has its name, sold or not', () => {
  const called = (hall: Hall) => hall.saleAreas.map(({ id, name, ownName }) => [id, name, ownName]);
  expect(called(createHall(namesakesPlan(), [tier('Standing')]))).toEqual([
    ['left', 'Left, Standing', 'Standing'],
    ['right', 'Right, Standing', 'Standing'],
    ['bar', 'Bar', 'Bar'],
  ]);
  const { zones, ...plan } = namesakesPlan();
  const [left, ...others] = zones.filter(({ areas }) => areas);
  const unsold = { ...left!, areas: left!.areas!.map((area) => ({ ...area, category: 'Stalls' })) };
  expect(called(createHall({ ...plan, zones: [unsold, ...others] }, [tier('Standing')]))[0]).toEqual([
    ...['right', 'Right, Standing', 'Standing'],
  ]);
});

it('finds a point in a turned rectangle and in a polygon, and draws what the show does not sell', () => {
  const areas = [
    {
      ...{ shape: 'rectangle', rectangle: { width: 100, height: 10 }, rotation: 90, position: { x: 50, y: 0 } },
      ...{ area_guid: 'turned', capacity: 5, category: 'Standing', text: { text: 'Aisle' } },
    },
    {
      ...{
        shape: 'polygon',
        polygon: {
          points: [
            { x: 0, y: 0 },
            { x: 40, y: 0 },
            { x: 0, y: 40 },
          ],
        },
      },
      ...{ area_guid: 'corner', capacity: 5, category: 'Standing' },
    },
    { shape: 'circle', circle: { radius: 5 }, area_guid: 'bar', capacity: 5, category: 'Bar' },
  ];
  const plan = { name: 'Hall', categories: [], zones: [{ name: 'Floor', rows: [], areas }] };
  const hall = createHall(plan, [tier('Standing')]);
  expect(hall.saleAreas.map(({ id, name }) => [id, name])).toEqual([
    ['turned', 'Aisle'],
    ['corner', 'corner'],
  ]);
  expect(hall.areas).toHaveLength(1);
  const at = (x: number, y: number) => areaAt(hall.saleAreas, { x, y })?.id ?? null;
  expect([at(45, 90), at(45, 101), at(10, 10), at(30, 30)]).toEqual(['turned', null, 'corner', null]);
  // A hall without a seat has a scale to be drawn at all the same.
  expect(hall.pitch).toBeLessThan(100);
});
