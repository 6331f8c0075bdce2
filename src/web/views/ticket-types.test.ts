import { describe, expect, it } from 'vitest';
import type { Show } from '../api/box-office-types.ts';
import { typesOfTier } from './ticket-types.ts';

const money = (amount: number) => ({ amount, currency: 'EUR', exponent: 2 });

describe('what seats of a tier are sold as', () => {
  const show = {
    ticketTypes: [
      { id: 'type_1', name: 'Adult', note: null },
      { id: 'type_2', name: 'Child', note: 'Up to 14' },
    ],
    priceTiers: [
      {
        id: 'tier_1',
        prices: [
          { ticketType: { id: 'type_1' }, price: money(2_500) },
          { ticketType: { id: 'type_2' }, price: money(1_200) },
          // Of a type that was removed since.
          { ticketType: { id: 'type_3' }, price: money(1) },
        ],
      },
      { id: 'tier_2', prices: [] },
    ],
  } as unknown as Show;

  it('are the types that it has a price for', () => {
    expect(typesOfTier(show, 'tier_1')).toEqual([
      { id: 'type_1', name: 'Adult', note: null, price: money(2_500) },
      { id: 'type_2', name: 'Child', note: 'Up to 14', price: money(1_200) },
    ]);
    expect(typesOfTier(show, 'tier_2')).toEqual([]);
  });
});
