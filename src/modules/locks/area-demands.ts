import type { AllottedPlaces } from '../inventory/allotted-pool.ts';
import { type AreaQuantity, type HeldArea, placesIn, quantitiesOf, quantityByArea } from '../inventory/places.ts';
import type { AreaDemand } from './seat-lock-store.ts';

/** Places that a lock is to have, and has: those of other areas it gives back. */
export interface WantedPlaces {
  areas?: readonly HeldArea[] | undefined;
  hadAreas?: readonly AreaQuantity[] | undefined;
  /** What allotments have free for it: those places need not be free for everyone. */
  openPlaces?: readonly AllottedPlaces[] | undefined;
}

/** What the lock store is asked for, each area once; undefined where no places are wanted. */
export function areaDemands({ areas = [], hadAreas = [], openPlaces = [] }: WantedPlaces): AreaDemand[] | undefined {
  if (areas.length === 0) return undefined;
  const [had, open] = [quantityByArea(hadAreas), quantityByArea(openPlaces)];
  return quantitiesOf(areas).map(({ areaId, quantity }) => {
    const more = quantity - (had.get(areaId) ?? 0);
    return { areaId, quantity, more: more > 0 ? Math.max(more - (open.get(areaId) ?? 0), 0) : more };
  });
}

/** Whether the lock store sees that places are taken: it knows nothing of allotments, and has one entry for all places of a lock. */
export function takesInStore(wanted: WantedPlaces): boolean {
  if (placesIn(wanted.areas) > placesIn(wanted.hadAreas)) return true;
  return areaDemands(wanted)?.some(({ more }) => more > 0) ?? false;
}

/** Whether these are not as many places of each area. */
export function areOtherPlaces(before: readonly AreaQuantity[], after: readonly AreaQuantity[]): boolean {
  const had = quantityByArea(before);
  const wanted = quantitiesOf(after);
  return had.size !== wanted.length || wanted.some(({ areaId, quantity }) => had.get(areaId) !== quantity);
}
