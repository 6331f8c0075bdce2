/** Places of an area, which have no numbers. */
export interface AreaQuantity {
  /** The plan's own `area_guid`. */
  areaId: string;
  /** How many; at least 1. */
  quantity: number;
}

/** What of a show is blocked, set aside, or exchanged together. Of areas nothing is. */
export interface Places {
  seatIds: readonly string[];
}

/** Places that a lock has, and what they are to be sold as. */
export interface HeldArea extends AreaQuantity {
  /** Null: the show's first type, or it has none. */
  ticketTypeId: string | null;
}

/** Seats, and places of areas with what they are sold as. */
export interface HeldPlaces extends Places {
  areas?: readonly HeldArea[] | undefined;
}

/** How many places of each area these are together, whatever they are sold as. */
export function quantitiesOf(areas: readonly AreaQuantity[]): AreaQuantity[] {
  return [...quantityByArea(areas)].map(([areaId, quantity]) => ({ areaId, quantity }));
}

/** The same by area. */
export function quantityByArea(areas: readonly AreaQuantity[]): ReadonlyMap<string, number> {
  const quantities = new Map<string, number>();
  for (const { areaId, quantity } of areas) quantities.set(areaId, (quantities.get(areaId) ?? 0) + quantity);
  return quantities;
}

/** Whether there are more places of an area after than before. */
export function takesPlaces(before: readonly AreaQuantity[], after: readonly AreaQuantity[]): boolean {
  const had = quantityByArea(before);
  return quantitiesOf(after).some(({ areaId, quantity }) => quantity > (had.get(areaId) ?? 0));
}

/** How many places of areas these are. */
export function placesIn(areas: readonly Pick<AreaQuantity, 'quantity'>[] = []): number {
  return areas.reduce((sum, { quantity }) => sum + quantity, 0);
}
