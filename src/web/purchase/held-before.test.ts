import { expect, it } from 'vitest';
import { choiceOf } from './held-before.ts';

it('asks for places of areas beside seats or alone, with the code that was applied before', () => {
  const front = { areaId: 'front', ticketTypeId: null, quantity: 3 };
  const child = { areaId: 'front', ticketTypeId: 'tickettype_2', quantity: 1 };
  expect(choiceOf(['A'], null, [front])).toEqual({ seatIds: ['A'], areas: [{ areaId: 'front', quantity: 3 }] });
  expect(choiceOf([], { lines: new Map(), code: 'SPRING' }, [child])).toEqual({
    areas: [{ areaId: 'front', quantity: 1, ticketTypeId: 'tickettype_2' }],
    code: 'SPRING',
  });
  expect(choiceOf(['A'], null)).toEqual({ seatIds: ['A'] });
});
