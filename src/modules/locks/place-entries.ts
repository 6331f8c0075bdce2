import { type AreaQuantity, placesIn } from '../inventory/places.ts';

/**
 * What a lock holds of places without numbers is, to the lock store, an entry like that of a seat, which weighs as much as there are
 * places: for what a buyer and a network address may hold, nothing else is different. No seat's id begins like it.
 */
const MARK = '\u0001';

/** The entry of all places that the lock holds, in whichever areas. */
export function placesEntry(lockId: string, places: number): string {
  return `${MARK}${places} ${lockId}`;
}

/** How many seats or places an entry, or a seat, stands for. */
export function weightOf(entry: string): number {
  return entry.startsWith(MARK) ? Number.parseInt(entry.slice(MARK.length), 10) : 1;
}

export function weightOfAll(entries: Iterable<string>): number {
  let weight = 0;
  for (const entry of entries) weight += weightOf(entry);
  return weight;
}

/** Holds of places as those of the seats that their entries are like. */
export function entriesOfPlaces<Hold extends { lockId: string; places: number }>(
  holds: readonly Hold[],
): (Omit<Hold, 'places'> & { seatId: string })[] {
  return holds.map(({ places, ...hold }) => ({ ...hold, seatId: placesEntry(hold.lockId, places) }));
}

/** The seats that a lock holds in the store, with the entry of its places, if it has any. */
export function entriesOf(
  lockId: string,
  { seatIds, areas }: { seatIds: readonly string[]; areas?: readonly AreaQuantity[] | undefined },
): readonly string[] {
  const places = placesIn(areas);
  return places === 0 ? seatIds : [...seatIds, placesEntry(lockId, places)];
}
