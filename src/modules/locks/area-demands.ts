import { type AreaQuantity, type HeldArea, quantitiesOf, quantityByArea } from '../inventory/places.ts';
import type { AreaDemand } from './seat-lock-store.ts';

/** Places that a lock is to have, and has: those of other areas it gives back. */
export interface WantedPlaces {
  areas?: readonly HeldArea[] | undefined;
  hadAreas?: readonly AreaQuantity[] | undefined;
}

/** What the lock store is asked for, each area once; undefined where no places are wanted. */
export function areaDemands({ areas = [], hadAreas = [] }: WantedPlaces): AreaDemand[] | undefined {
  if (areas.length === 0) return undefined;
  const had = quantityByArea(hadAreas);
  return quantitiesOf(areas).map(({ areaId, quantity }) => {
    return { areaId, quantity, more: quantity - (had.get(areaId) ?? 0) };
  });
}

/** Whether these are not as many places of each area. */
export function areOtherPlaces(before: readonly AreaQuantity[], after: readonly AreaQuantity[]): boolean {
  const had = quantityByArea(before);
  const wanted = quantitiesOf(after);
  return had.size !== wanted.length || wanted.some(({ areaId, quantity }) => had.get(areaId) !== quantity);
}
