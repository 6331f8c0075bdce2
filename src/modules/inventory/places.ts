/** Places of an area, which have no numbers. */
export interface AreaQuantity {
  /** The plan's own `area_guid`. */
  areaId: string;
  /** How many; at least 1. */
  quantity: number;
}

/** What of a show is held, booked, freed or blocked together: seats, and so many places of areas. */
export interface Places {
  seatIds: readonly string[];
  /** Each area once. */
  areas?: readonly AreaQuantity[];
}

/** Places that a lock has, and what they are to be sold as. */
export interface HeldArea extends AreaQuantity {
  /** Null: the show's first type, or it has none. */
  ticketTypeId: string | null;
}

/** Seats, and places of areas with what they are sold as. */
export interface HeldPlaces {
  seatIds: readonly string[];
  areas?: readonly HeldArea[] | undefined;
}

/** How many places of each area these are together, whatever they are sold as. */
export function quantitiesOf(areas: readonly AreaQuantity[]): AreaQuantity[] {
  const quantities = new Map<string, number>();
  for (const { areaId, quantity } of areas) quantities.set(areaId, (quantities.get(areaId) ?? 0) + quantity);
  return [...quantities].map(([areaId, quantity]) => ({ areaId, quantity }));
}

/** How many places of areas these are. */
export function placesIn(areas: readonly Pick<AreaQuantity, 'quantity'>[] = []): number {
  return areas.reduce((sum, { quantity }) => sum + quantity, 0);
}
