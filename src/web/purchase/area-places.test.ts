import { expect, it } from 'vitest';
import type { SeatMap } from '../../../packages/client/src/seat-map.ts';
import { AreaSelection } from '../../../packages/map/src/area-selection.ts';
import { createHall } from '../../../packages/map/src/hall/hall.ts';
import { standingPlan } from '../../../test/kit/shows/area-page-show.ts';
import type { HoldChange } from '../api/box-office.ts';
import type { SeatLock } from '../api/box-office-types.ts';
import { AreaPlaces, shortageProblem } from './area-places.ts';
import { HoldChanges } from './hold-changes.ts';
import type { Step } from './step.ts';

const price = { amount: 3_000, currency: 'EUR', exponent: 2 };
const hall = createHall(standingPlan(), [{ id: 't', name: 'Standing', category: 'Standing', price }]);
const [front, pit] = hall.saleAreas as [(typeof hall.saleAreas)[number], (typeof hall.saleAreas)[number]];

function open({ room = 10, held = null as [string, number][] | null, opened = 0 } = {}) {
  const free = new Map([
    ['front', 412],
    ['pit', 2],
  ]);
  const sent: HoldChange[] = [];
  const answer = Promise.withResolvers<void>();
  const lock = held && {
    areas: held.map(([id, quantity]) => ({ area: { id }, quantity, ticketType: null })),
  };
  const step: Step = lock ? 'held' : 'picking';
  const selection = new AreaSelection(new Set(['front', 'pit']), null);
  const places = new AreaPlaces({
    hall,
    seatMap: { getState: () => ({ version: 1, areas: free }) } as unknown as SeatMap,
    selection,
    changes: new HoldChanges({
      send(change) {
        sent.push(change);
        return answer.promise;
      },
      onChange: () => {},
    }),
    order: () => ({ step, lock: lock as unknown as SeatLock | null, booking: null }),
    opened: () => opened,
    room: () => room - places.size,
    onPicked: () => {},
  });
  return { places, sent, free };
}

it('picks no more places than are free, nor than the order may have', () => {
  const { places, free } = open({ room: 4 });
  places.set(pit, null, 2);
  expect([places.canAdd(pit), places.canAdd(front)]).toEqual([false, true]);
  places.set(front, null, 2);
  expect([places.size, places.canAdd(front)]).toEqual([4, false]);
  expect(places.short).toEqual([]);
  free.set('pit', 1);
  expect(places.short).toEqual([pit]);
  places.set(pit, null, 0);
  expect(places.chosen).toEqual([{ areaId: 'front', ticketTypeId: null, quantity: 2 }]);
});

it('counts places that the entered code opens beside those that are free for everyone', () => {
  const { places, free } = open({ opened: 3 });
  free.set('pit', 0);
  expect(places.freeOf(pit)).toBe(3);
  places.set(pit, null, 3);
  expect([places.canAdd(pit), places.short]).toEqual([false, []]);
});

it('changes what is held by absolute numbers in turn, and counts what is asked for already', async () => {
  const { places, sent } = open({ held: [['front', 3]] });
  places.set(front, null, 4);
  places.set(pit, null, 1);
  places.set(pit, null, 2);
  expect([places.ownOf(front), places.ownOf(pit), places.canAdd(pit)]).toEqual([4, 2, false]);
  await Promise.resolve();
  // One at a time: each is sent once the one before is answered.
  expect(sent).toEqual([{ addSeatIds: [], removeSeatIds: [], setAreas: [{ areaId: 'front', quantity: 4 }] }]);
});

it('says of a refusal how many are left, by the names of the areas', () => {
  expect(shortageProblem(hall, [{ areaId: 'pit', available: 1 }])).toEqual({
    kind: 'placesGone',
    areas: [{ name: 'Pit', available: 1 }],
  });
  expect(shortageProblem(hall, [])).toBeNull();
});
