/** What buyers of a show know of it together. */
export interface Sale {
  showId: string;
  /** Not known to be sold; they want the first of them most. */
  wanted: string[];
  /** A zone where some let the best seats be chosen, with all of its seats. Without, nobody does. */
  best?: { zone: string; seatIds: readonly string[] };
  /** An area of which some take places with their seats. */
  standing?: string;
  /** A code that makes tickets cheaper, for so many bookings. */
  promoCode?: string;
  /** An allotment's seats that are not known to be sold, and the code that opens it. */
  allotted?: { code: string; seatIds: string[] };
}

/** What a history is of: the seats, areas and codes of several shows are in one. */
export function seatOf({ showId }: Pick<Sale, 'showId'>, seatId: string): string {
  return `${showId} ${seatId}`;
}

export function placesOf({ showId }: Pick<Sale, 'showId'>): string {
  return `places of ${showId}`;
}

/** Of its promo code. */
export function usesOf({ showId }: Pick<Sale, 'showId'>): string {
  return `uses in ${showId}`;
}
