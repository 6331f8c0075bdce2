import type { AreaQuantity } from './places.ts';

/** Places of an area that are an allotment's. */
export interface AllottedPlaces extends AreaQuantity {
  allotmentId: string;
}

type PlaceOf = Pick<AllottedPlaces, 'allotmentId' | 'areaId'>;

/** What allotments have free of areas, taken by one hold after the other. */
export class AllottedPool {
  readonly #free: Map<string, number>;

  constructor(free: readonly AllottedPlaces[]) {
    this.#free = new Map(free.map((own) => [nameOf(own), own.quantity]));
  }

  /** Takes so many places of the area, or what there is of them, of the allotments of `open` in their order. */
  take(open: readonly PlaceOf[], { areaId, quantity }: AreaQuantity): AllottedPlaces[] {
    let left = quantity;
    return open.flatMap((place) => {
      if (place.areaId !== areaId) return [];
      const free = this.#free.get(nameOf(place)) ?? 0;
      const taken = Math.min(left, free);
      if (taken <= 0) return [];
      left -= taken;
      this.#free.set(nameOf(place), free - taken);
      return [{ allotmentId: place.allotmentId, areaId, quantity: taken }];
    });
  }
}

/** An allotment's id has no space. */
function nameOf({ allotmentId, areaId }: PlaceOf): string {
  return `${allotmentId} ${areaId}`;
}
