import { describe, expect, it } from 'vitest';
import { totalOfLines } from '../pricing/price-lines.ts';
import { freeOfCharge } from './free-of-charge.ts';

const FEES = [
  { id: 'fee_1', name: 'Service', basis: 'PER_TICKET' as const, amount: null, percent: 10_000, taxRate: 19_000 },
];

function priced({ price = 4_550, places = 3 } = {}) {
  const about = { tierId: 'tier', tierName: 'Stalls', ticketType: null, price, taxRate: 7_000 };
  return {
    seats: [
      { ...about, seatId: 'A-1' },
      { ...about, seatId: 'A-2', taxRate: 19_000 },
    ],
    places: places === 0 ? [] : [{ ...about, areaId: 'front', quantity: places }],
    lines: [],
  };
}

describe('what is given away', () => {
  it('costs nothing: a discount for each tax rate takes off all of it, and there are no fees', () => {
    const { seats, places, lines } = freeOfCharge({ fees: FEES }, priced(), 'en-GB');
    expect(totalOfLines(lines)).toBe(0);
    expect(lines.reduce((sum, { tax }) => sum + tax, 0)).toBe(0);
    expect(lines.map(({ kind, description, total }) => `${kind} ${description} ${total}`)).toEqual([
      'SEAT Stalls 4550',
      'SEAT Stalls 4550',
      'AREA Stalls 13650',
      'DISCOUNT Free of charge -18200',
      'DISCOUNT Free of charge -4550',
    ]);
    expect([...seats, ...places].map(({ price, discount }) => [price, discount])).toEqual(
      Array.from({ length: 3 }, () => [4_550, 4_550]),
    );
  });

  it('is told in the language of the customer', () => {
    const { lines } = freeOfCharge({ fees: [] }, priced(), 'de-AT');
    expect(lines.at(-1)!.description).toBe('Kostenlos');
  });

  it('has no discount if it costs nothing anyway', () => {
    const { lines } = freeOfCharge({ fees: FEES }, priced({ price: 0, places: 0 }), 'en');
    expect(lines.map(({ kind }) => kind)).toEqual(['SEAT', 'SEAT']);
  });
});
