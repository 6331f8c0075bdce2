import type { CreateShowInput } from '../../../src/modules/shows/show-input.ts';
import type { Show } from '../../../src/modules/shows/shows.service.ts';
import { newId } from '../../../src/platform/ids.ts';
import { hallPlan } from '../../fixtures/hall-plan.ts';
import { ORGANISER, type TestBoxOffice } from '../product/box-office.ts';

/** A hall of one zone with seats, unless there are none, and an area in front of them. */
export function areaPlan({ capacity = 500, rows = 2, seats = 10 } = {}) {
  const hall = hallPlan({ zones: 1, rows, seats });
  const floor = {
    name: 'Floor',
    position: { x: 0, y: 0 },
    rows: [],
    areas: [
      { shape: 'rectangle', rectangle: { width: 50, height: 20 }, position: { x: 0, y: 0 }, text: { text: 'Bar' } },
      {
        shape: 'rectangle',
        rectangle: { width: 100, height: 50 },
        position: { x: 0, y: 20 },
        area_guid: 'front',
        name: 'Standing, front',
        capacity,
        category: 'Standing',
      },
    ],
  };
  return {
    ...hall,
    categories: [...hall.categories, { name: 'Standing', color: '#16a085' }],
    zones: seats === 0 ? [floor] : [...hall.zones, floor],
  };
}

export const AREA_TIERS = [
  { name: 'Stalls', category: 'Stalls', price: 4_500 },
  { name: 'Balcony', category: 'Balcony', price: 2_500 },
  { name: 'Standing', category: 'Standing', price: 3_000 },
];

/** Such a show, on sale. Seats are `Z1-row-number`, the area is `front`. */
export async function openAreaShow(
  office: TestBoxOffice,
  { plan = areaPlan(), ...pricing }: { plan?: unknown } & Partial<CreateShowInput> = {},
): Promise<Show> {
  const { seating, shows } = office.services;
  const venue = { name: newId('venue'), city: 'Erfurt', timezone: 'Europe/Berlin' };
  const { id: planId } = await seating.importSeatingPlan(ORGANISER, { venue, plan });
  const { id: showId } = await shows.createShow(ORGANISER, {
    planId,
    title: 'Concert',
    startsAt: new Date('2099-05-01T18:00:00Z'),
    currency: 'EUR',
    priceTiers: AREA_TIERS,
    ...pricing,
  });
  return await shows.publishShow(ORGANISER, { showId });
}
