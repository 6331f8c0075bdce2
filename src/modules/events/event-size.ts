/** What an event may have at most, as UTF-8: with its headers it is far below what a Kafka topic takes by default (1 MB). */
export const MAX_EVENT_BYTES = 640 * 1024;
/** Room for everything but ids of seats: the ids of a hundred locks and bookings and a caller's id of 255 characters are below 8 KB. */
const ENVELOPE_BYTES = 8 * 1024;
/** Room for all areas of a plan (100, with ids of 200 characters), once as taken and once as given back. */
const AREA_BYTES = 128 * 1024;
export const MAX_SEAT_BYTES_PER_EVENT = MAX_EVENT_BYTES - ENVELOPE_BYTES - AREA_BYTES;
/**
 * What the ids of a lock's seats may have together, so that whatever happens to it is one event and so one version of the map,
 * also an exchange of all its seats for as many others. 5,000 UUIDs are less.
 */
export const MAX_SEAT_BYTES_OF_A_LOCK = 240 * 1024;
/** Locks that end together share an event while their seats have not more than this; one more may be in it. */
export const SHARED_SEAT_BYTES = MAX_SEAT_BYTES_PER_EVENT - MAX_SEAT_BYTES_OF_A_LOCK - ENVELOPE_BYTES;

/** What the seat takes up in the list of an event's seats. */
function seatBytes(seatId: string): number {
  return Buffer.byteLength(JSON.stringify(seatId)) + 1;
}

/** What the seats take up in an event. */
export function seatListBytes(seatIds: readonly string[]): number {
  return seatIds.reduce((bytes, seatId) => bytes + seatBytes(seatId), 0);
}

/** The seats in their order, in as few lists as fit into an event each. */
export function splitSeats(seatIds: readonly string[], maxBytes = MAX_SEAT_BYTES_PER_EVENT): string[][] {
  const lists: string[][] = [];
  let left = 0;
  for (const seatId of seatIds) {
    const bytes = seatBytes(seatId);
    if (lists.length === 0 || bytes > left) {
      lists.push([]);
      left = maxBytes;
    }
    lists.at(-1)!.push(seatId);
    left -= bytes;
  }
  return lists;
}
