import { expect, it } from 'vitest';
import { AreaCounts } from './area-counts.ts';

it('keeps what is free of each area, in another map after each change and in the same one while nothing changes', () => {
  const counts = new AreaCounts();
  const empty = counts.available;
  counts.replace([]);
  expect(counts.available).toBe(empty);

  counts.replace([
    { areaId: 'front', available: 500 },
    { areaId: 'back', available: 80 },
  ]);
  const first = counts.available;
  counts.change([{ areaId: 'front', available: 497 }]);
  expect([...counts.available]).toEqual([
    ['front', 497],
    ['back', 80],
  ]);
  expect([...first]).toEqual([
    ['front', 500],
    ['back', 80],
  ]);

  const second = counts.available;
  counts.change([]);
  counts.change([{ areaId: 'back', available: 80 }]);
  counts.replace([
    { areaId: 'front', available: 497 },
    { areaId: 'back', available: 80 },
  ]);
  expect(counts.available).toBe(second);
  counts.replace([{ areaId: 'back', available: 80 }]);
  expect([...counts.available]).toEqual([['back', 80]]);
});
