/** What buyers of a show know of it together. */
export interface Sale {
  showId: string;
  /** Not known to be sold; they want the first of them most. */
  wanted: string[];
  /** A zone where some let the best seats be chosen, with all of its seats. Without, nobody does. */
  best?: { zone: string; seatIds: readonly string[] };
  /** Buyers may exchange their tickets, and give some back. */
  isChangeable?: boolean;
  /** An area of which some take places with their seats. */
  standing?: string;
  /** A code that makes tickets cheaper, for so many bookings. */
  promoCode?: string;
  /** An allotment's seats that are not known to be sold, and the code that opens it. */
  allotted?: Allotted;
}

export interface Allotted {
  code: string;
  seatIds: string[];
  /** Most of its places are the allotment's, and nobody wants the others but who comes with the code: of all of them it is known who has how many. */
  areaId: string;
  /** As many of its places as are for everyone. */
  publicPlaces: number;
}

/** What a history is of: the seats, areas and codes of several shows are in one. */
export function seatOf({ showId }: Pick<Sale, 'showId'>, seatId: string): string {
  return `${showId} ${seatId}`;
}

/** Of that area; of the one that everybody wants, unless it is said. */
export function placesOf({ showId, standing }: Pick<Sale, 'showId' | 'standing'>, areaId = standing): string {
  return `places of ${areaId} in ${showId}`;
}

/** Of its promo code. */
export function usesOf({ showId }: Pick<Sale, 'showId'>): string {
  return `uses in ${showId}`;
}
