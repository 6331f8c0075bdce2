import { expect, it } from 'vitest';
import { freeForParty } from './free-for-party.ts';

const PARTY = { quantity: 4, accessible: 1, companions: 1 };

it.each([
  ['all that it asks for, and no more', { accessible: 5, companions: 5, others: 9 }, { available: 4, accessible: 1 }],
  [
    'companion seats as far as it asks for them',
    { accessible: 1, companions: 3, others: 1 },
    { available: 3, accessible: 1 },
  ],
  [
    'seats for everybody in the place of companion seats',
    { accessible: 1, companions: 0, others: 3 },
    { available: 4, accessible: 1 },
  ],
  [
    'no other seat in the place of a wheelchair place',
    { accessible: 0, companions: 2, others: 9 },
    { available: 3, accessible: 0 },
  ],
  ['nothing where nothing is free', { accessible: 0, companions: 0, others: 0 }, { available: 0, accessible: 0 }],
])('a party can have %s', (_what, free, expected) => {
  expect(freeForParty(free, PARTY)).toEqual(expected);
});

it('a party without a wheelchair can have seats for everybody only', () => {
  const party = { quantity: 2, accessible: 0, companions: 0 };
  expect(freeForParty({ accessible: 3, companions: 3, others: 1 }, party)).toEqual({ available: 1, accessible: 0 });
});
