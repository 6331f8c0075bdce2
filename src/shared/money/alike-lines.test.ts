import { expect, it } from 'vitest';
import { mergeAlike } from './alike-lines.ts';

const line = (kind: string, description: string, quantity: number, total: number) => {
  return { kind, description, quantity, total };
};

it('makes one line of fees, or discounts, that read the same, and of no others', () => {
  const lines = [
    line('DISCOUNT', 'SUMMER', 1, -300),
    line('DISCOUNT', 'SUMMER', 1, -200),
    line('FEE', 'Booking fee', 2, 900),
    line('FEE', 'Booking fee', 1, 200),
    line('FEE', 'SUMMER', 1, 390),
  ];
  const sum = (one: (typeof lines)[number], other: (typeof lines)[number]) => {
    return { ...one, total: one.total + other.total };
  };
  expect(mergeAlike(lines, sum)).toEqual([
    line('DISCOUNT', 'SUMMER', 1, -500),
    line('FEE', 'Booking fee', 3, 1_100),
    line('FEE', 'SUMMER', 1, 390),
  ]);
});
