import { expect, it } from 'vitest';
import { choiceOf } from './held-before.ts';

it('asks for places of areas beside seats or alone, with the code that was applied before', () => {
  const front = { areaId: 'front', ticketTypeId: null, quantity: 3 };
  const child = { areaId: 'front', ticketTypeId: 'tickettype_2', quantity: 1 };
  expect(choiceOf(['A'], null, { places: [front] })).toEqual({
    seatIds: ['A'],
    areas: [{ areaId: 'front', quantity: 3 }],
  });
  expect(choiceOf([], { lines: new Map(), code: 'SPRING' }, { places: [child] })).toEqual({
    areas: [{ areaId: 'front', quantity: 1, ticketTypeId: 'tickettype_2' }],
    code: 'SPRING',
  });
  expect(choiceOf(['A'], null)).toEqual({ seatIds: ['A'] });
});

it('asks for the types that were chosen, and for the first type of other seats', () => {
  const money = { amount: 2_000, currency: 'EUR', exponent: 2 };
  const line = {
    kind: 'SEAT' as const,
    description: 'Stalls',
    quantity: 1,
    total: money,
    taxRate: 0,
    tax: { ...money, amount: 0 },
    seat: { id: 'A' },
    area: null,
    ticketType: { id: 'tickettype_2', name: 'Child' },
  };
  expect(choiceOf(['A', 'B'], { lines: new Map([['A', line]]), code: null })).toEqual({
    seats: [
      { seatId: 'A', ticketTypeId: 'tickettype_2' },
      { seatId: 'B', ticketTypeId: null },
    ],
  });
});

it('asks with the code that was entered since, also of seats that were not held before', () => {
  expect(choiceOf(['A'], null, { entered: 'SPONSOR' })).toEqual({ seatIds: ['A'], code: 'SPONSOR' });
  const before = { lines: new Map(), code: 'SPRING' };
  expect(choiceOf(['A'], before, { entered: 'SPONSOR' })).toEqual({ seatIds: ['A'], code: 'SPONSOR' });
});
