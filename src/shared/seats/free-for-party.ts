/** Who is to have seats: `accessible` and `companions` of `quantity` people want a wheelchair place, or a seat beside one. */
export interface PartySize {
  quantity: number;
  accessible: number;
  companions: number;
}

/** Free seats by whom they are for: wheelchair places, companion seats, and seats for everybody. */
export interface FreeSeats {
  accessible: number;
  companions: number;
  others: number;
}

/**
 * How many of the seats the party can have, up to its size, and how many of these are wheelchair places: no more of those, and of
 * companion seats, than it asks for.
 */
export function freeForParty(free: FreeSeats, party: PartySize): { available: number; accessible: number } {
  const accessible = Math.min(free.accessible, party.accessible);
  const rest = Math.min(free.companions, party.companions) + free.others;
  return { accessible, available: accessible + Math.min(rest, party.quantity - party.accessible) };
}
