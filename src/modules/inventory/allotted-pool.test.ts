import { describe, expect, it } from 'vitest';
import { AllottedPool } from './allotted-pool.ts';

const places = (allotmentId: string, quantity: number, areaId = 'front') => ({ allotmentId, areaId, quantity });

describe('what allotments have free', () => {
  it('is taken in the order in which they are open, until there is none', () => {
    const open = [places('code', 0), places('staff', 0)];
    const pool = new AllottedPool([places('staff', 2), places('code', 3)]);
    expect(pool.take(open, { areaId: 'front', quantity: 2 })).toEqual([places('code', 2)]);
    expect(pool.take(open, { areaId: 'front', quantity: 2 })).toEqual([places('code', 1), places('staff', 1)]);
    expect(pool.take(open, { areaId: 'front', quantity: 2 })).toEqual([places('staff', 1)]);
    expect(pool.take(open, { areaId: 'front', quantity: 2 })).toEqual([]);
  });

  it('is of one area, and open to nobody else', () => {
    const pool = new AllottedPool([places('code', 3), places('code', 1, 'back')]);
    const open = [places('code', 0), places('code', 0, 'back')];
    expect(pool.take([], { areaId: 'front', quantity: 2 })).toEqual([]);
    expect(pool.take([places('other', 0)], { areaId: 'front', quantity: 2 })).toEqual([]);
    expect(pool.take(open, { areaId: 'back', quantity: 2 })).toEqual([places('code', 1, 'back')]);
    expect(pool.take(open, { areaId: 'front', quantity: 0 })).toEqual([]);
    expect(pool.take(open, { areaId: 'front', quantity: -1 })).toEqual([]);
    expect(pool.take(open, { areaId: 'front', quantity: 9 })).toEqual([places('code', 3)]);
  });
});
