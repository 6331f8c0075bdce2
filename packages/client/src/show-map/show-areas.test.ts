import { expect, it } from 'vitest';
import type { LiveTier } from '../live-show.ts';
import { hallOf } from './hall.ts';
import { ShowAreas } from './show-areas.ts';

it('has the areas that the show prices with what is free of them, and changes none that did not change', () => {
  const price = { amount: 3_000, currency: 'EUR', exponent: 2 };
  const tier: LiveTier = { id: 'tier_1', name: 'Standing', category: 'Standing', taxRate: 0, prices: [], price };
  const area = (areaId: string, category = 'Standing') => ({
    areaId,
    name: areaId,
    zone: 'Floor',
    category,
    capacity: 9,
  });
  const hall = hallOf({ name: 'Hall', zones: [] }, [area('front'), area('back'), area('choir', 'Choir')]);
  const areas = new ShowAreas();
  const first = areas.of(hall, [tier], new Map([['front', 4]]));
  expect(first.map(({ areaId, available }) => [areaId, available])).toEqual([
    ['front', 4],
    ['back', 0],
  ]);
  expect(areas.of(hall, [tier], new Map([['front', 4]]))).toBe(first);
  const second = areas.of(hall, [tier], new Map([['front', 3]]));
  expect([second[0]?.available, second[1]]).toEqual([3, first[1]]);
  const dearer = { ...tier, price: { ...price, amount: 3_500 } };
  expect(areas.of(hall, [dearer], new Map([['front', 3]]))[0]?.tier.price.amount).toBe(3_500);
});
