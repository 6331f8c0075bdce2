import { describe, expect, it } from 'vitest';
import { rateOf } from '../../shared/money/rate.ts';
import { type FeeTerms, type PricedPlaces, priceLines } from './price-lines.ts';

const adult = { id: 'tickettype_1', name: 'Adult' };
const places = (quantity: number, price: number, more: Partial<PricedPlaces> = {}): PricedPlaces => {
  return { areaId: 'front', tierName: 'Standing', ticketType: adult, price, taxRate: rateOf(7), quantity, ...more };
};
const fee: FeeTerms = {
  name: 'Service fee',
  basis: 'PER_TICKET',
  amount: null,
  percent: rateOf(10),
  taxRate: rateOf(19),
};

describe('the line of places', () => {
  it('is one for so many, with the tax of all together, and each of them has its fee', () => {
    const lines = priceLines([], [fee], { places: [places(3, 1_555)] });
    expect(lines).toMatchObject([
      { kind: 'AREA', description: 'Standing, Adult', areaId: 'front', seatId: null, quantity: 3, unitPrice: 1_555 },
      { kind: 'FEE', quantity: 3, unitPrice: 156, total: 468, tax: 75 },
    ]);
    // 4,665 × 7 / 107, rounded half up.
    expect(lines[0]).toMatchObject({ total: 4_665, tax: 305 });
  });

  it('is free with all others, and then without fees', () => {
    expect(
      priceLines([], [{ ...fee, percent: null, amount: { amount: 100, currency: 'EUR' } }], { places: [places(2, 0)] }),
    ).toHaveLength(1);
  });
});
