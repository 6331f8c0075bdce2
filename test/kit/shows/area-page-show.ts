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

/**
 * The hall's seats, and zones beside them with an area each: two are called `Standing`, the second by its drawing's words as nothing can be seen
 * of its name, and two zones are called `Right`.
 */
export function namesakesPlan() {
  const { zones, categories, ...hall } = standingPlan();
  const area = (guid: string, named: object) => ({
    ...{ shape: 'rectangle', rectangle: { width: 80, height: 80 }, position: { x: 0, y: 0 } },
    ...{ area_guid: guid, capacity: 20, category: 'Standing', ...named },
  });
  const zone = (name: string, x: number, inIt: object) => ({ name, position: { x, y: -120 }, rows: [], areas: [inIt] });
  const beside = [
    zone('Left', -100, area('left', { name: 'Standing' })),
    zone('Right', 0, area('right', { name: ' \u200b', text: { text: 'Standing' } })),
    zone('Right', 100, area('bar', { name: 'Bar' })),
  ];
  return { ...hall, categories, zones: [...zones.slice(1), ...beside] };
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
    ticketTypes: withTypes ? [{ name: 'Adult' }, { name: 'Child', note: 'Up to 14' }] : [],
  });
  return id;
}
