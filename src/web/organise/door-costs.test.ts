import { describe, expect, it } from 'vitest';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { doorCosts } from './door-costs.ts';

const EURO = { currency: 'EUR', exponent: 2 };
const money = (amount: number) => ({ ...EURO, amount });
const SERVICE = { name: 'Service fee', basis: 'PER_TICKET', percent: 10, amount: null } as const;
const SHIPPING = { name: 'Shipping', basis: 'PER_BOOKING', percent: null, amount: money(390) } as const;
const seat = (id: string, amount: number) => ({ id, tier: { price: money(amount) } }) as unknown as HallSeat;
const standing = (quantity: number, each: number) => {
  return { name: 'Pit', category: 'Pit', facts: [], quantity, total: money(quantity * each) };
};

describe('what is due at the box office', () => {
  it('has the fees, per ticket and per booking, with a line each', () => {
    const seats = [seat('A', 4_500), seat('B', 4_500), seat('C', 2_000)];
    const { feeLines, total } = doorCosts({ seats, lines: [], areas: [], fees: [SERVICE, SHIPPING], isFree: false });
    expect(feeLines.map(({ description, quantity, total: { amount } }) => [description, quantity, amount])).toEqual([
      ['Service fee', 2, 900],
      ['Service fee', 1, 200],
      ['Shipping', 1, 390],
    ]);
    expect(total).toEqual(money(12_490));
  });

  it('is nothing where it is given away, or costs nothing', () => {
    const areas = [standing(2, 1_000)];
    const given = { seats: [], lines: [], areas, fees: [SHIPPING], isFree: true };
    expect(doorCosts(given)).toEqual({ feeLines: [], total: money(0) });
    expect(doorCosts({ ...given, areas: [standing(2, 0)], isFree: false })).toEqual({ feeLines: [], total: money(0) });
    expect(doorCosts({ ...given, areas: [] }).total).toBeNull();
  });
});
