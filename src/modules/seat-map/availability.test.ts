import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planModel, twoTiers } from '../../../test/fixtures/plan-model.ts';
import type { HeldSeatState } from '../inventory/seat-state.ts';
import { availabilityOf } from './availability.ts';

describe('availability', () => {
  it('counts seats by state and tier, in the order of the show’s tiers', () => {
    const plan = planModel([3, 2]);
    const unavailable = [
      { seatId: '1-1', state: 'LOCKED' as const },
      { seatId: '1-2', state: 'BOOKED' as const },
      { seatId: '2-2', state: 'BLOCKED' as const },
    ];
    const [balcony, stalls] = twoTiers.priceTiers;
    expect(availabilityOf(twoTiers, plan, { version: 3, unavailable })).toEqual({
      total: 5,
      available: 2,
      locked: 1,
      booked: 1,
      blocked: 1,
      tiers: [
        { tier: balcony, total: 2, available: 1, locked: 0, booked: 0, blocked: 1 },
        { tier: stalls, total: 3, available: 1, locked: 1, booked: 1, blocked: 0 },
      ],
    });
  });

  it('counts places of areas as seats, as the map has them, and as free where it has none of them', () => {
    const [, stalls] = twoTiers.priceTiers;
    const names = { zone: 'Floor', zoneLabel: 'Floor' };
    const area = (id: string) => ({ id, ...names, name: id, label: id, category: stalls!.category, capacity: 100 });
    const plan = { ...planModel([1]), areas: [area('front'), area('back')] };
    const areas = [{ areaId: 'front', available: 90, held: 3, booked: 7 }];
    const counts = { total: 201, available: 191, locked: 3, booked: 7, blocked: 0 };
    expect(availabilityOf(twoTiers, plan, { version: 3, unavailable: [], areas })).toMatchObject(counts);
  });

  it('adds up, in all and over the tiers', () => {
    const plan = planModel([4, 4, 4]);
    const states = fc.dictionary(
      fc.constantFrom(...plan.seats.map(({ id }) => id)),
      fc.constantFrom<HeldSeatState>('LOCKED', 'BOOKED', 'BLOCKED'),
    );
    fc.assert(
      fc.property(states, (held) => {
        const unavailable = Object.entries(held).map(([seatId, state]) => ({ seatId, state }));
        const { tiers, ...all } = availabilityOf(twoTiers, plan, { version: 1, unavailable });
        expect(all.total).toBe(plan.seats.length);
        expect(all.total - all.available).toBe(unavailable.length);
        for (const count of ['total', 'available', 'locked', 'booked', 'blocked'] as const) {
          expect(tiers.reduce((sum, tier) => sum + tier[count], 0)).toBe(all[count]);
        }
        expect(all.available + all.locked + all.booked + all.blocked).toBe(all.total);
      }),
    );
  });
});
