import { sqlStateOf } from '../../platform/postgres/database.ts';

/**
 * What a choice was judged by: the seats beside those that it takes or gives back, and these themselves. It is written down only
 * while they still are so, with the show's head locked.
 */
export interface SeenSeats {
  /** Who chooses. */
  buyerId: string;
  /** All of the seats. */
  seatIds: readonly string[];
  /** Those that are somebody else's, sold or blocked. */
  taken: readonly string[];
  /** Those that the buyer holds, in whichever lock. */
  own: readonly string[];
  /** Free seats that the choice may leave in runs that are too short, for want of another choice: they are kept with the hold. */
  excused: readonly string[];
}

/** Seats are not as they were seen: the choice is to be judged again. Nothing was written. */
export class SeatsChangedError extends Error {
  override readonly name = 'SeatsChangedError';

  constructor() {
    super('seats were taken or freed since the choice was judged');
  }
}

/** As the function assert_seats_as_seen raises it. */
const SEATS_CHANGED = 'SW001';

/** Whether a hold or an exchange was not written because seats are not as they were seen. */
export function haveSeatsChanged(error: unknown): boolean {
  return error instanceof SeatsChangedError || sqlStateOf(error) === SEATS_CHANGED;
}

/** As the statements take them. */
export function seenRows(seen: readonly (SeenSeats | null | undefined)[]): string {
  return JSON.stringify(
    seen.flatMap((each) =>
      each ? [{ owner_id: each.buyerId, seat_ids: each.seatIds, taken: each.taken, own: each.own }] : [],
    ),
  );
}
