import { hallPlan } from '../../fixtures/hall-plan.ts';
import type { TestClient } from '../callers/client.ts';
import { createShowOver } from './priced-show.ts';

/** A hall of one zone of seats with two standing areas in front of it: a wide one, and a round one of few places. */
export function standingPlan({ front = 412, pit = 5 } = {}) {
  const { zones, categories, ...hall } = hallPlan({ zones: 1, rows: 4, seats: 12 });
  const floor = {
    name: 'Floor',
    position: { x: 0, y: -260 },
    rows: [],
    areas: [
      { shape: 'rectangle', rectangle: { width: 300, height: 30 }, position: { x: 0, y: 0 }, text: { text: 'Stage' } },
      {
        ...{ shape: 'rectangle', rectangle: { width: 200, height: 120 }, position: { x: 0, y: 50 } },
        ...{ area_guid: 'front', name: 'Standing, front', capacity: front, category: 'Standing' },
      },
      {
        ...{ shape: 'circle', circle: { radius: 45 }, position: { x: 255, y: 110 } },
        ...{ area_guid: 'pit', name: 'Pit', capacity: pit, category: 'Standing' },
      },
    ],
  };
  return { ...hall, categories: [...categories, { name: 'Standing', color: '#0f8f74' }], zones: [floor, ...zones] };
}

/** The areas of that hall alone: nobody sits. */
export function standingOnlyPlan() {
  const { zones, categories, ...hall } = standingPlan();
  return { ...hall, categories: categories.slice(-1), zones: zones.slice(0, 1) };
}

const SEATED = [
  { name: 'Stalls', category: 'Stalls', price: 4_500 },
  { name: 'Balcony', category: 'Balcony', price: 2_500 },
];
const STANDING = { name: 'Standing', category: 'Standing', price: 3_000 };

/** As `createStandingShow`, where nobody sits. */
export async function createStandingOnlyShow(organiser: TestClient): Promise<string> {
  const { id } = await createShowOver(organiser, standingOnlyPlan(), { title: 'Rave', priceTiers: [STANDING] });
  return id;
}

/** A show of that hall over the API, published: by ticket types or without. Its id. */
export async function createStandingShow(
  organiser: TestClient,
  { withTypes = false, plan = standingPlan() }: { withTypes?: boolean; plan?: unknown } = {},
): Promise<string> {
  const prices = [{ ticketType: 'Child', price: 1_500 }];
  const { id } = await createShowOver(organiser, plan, {
    title: 'Concert',
    priceTiers: withTypes ? [...SEATED, { ...STANDING, prices }] : [...SEATED, STANDING],
    ticketTypes: withTypes ? [{ name: 'Adult' }, { name: 'Child' }] : [],
  });
  return id;
}
