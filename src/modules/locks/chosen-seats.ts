import type { AreaChoiceInput } from './area-choices.ts';
import type { SeatLock } from './seat-lock.ts';
import type { SeatsPath } from './ticket-choices.ts';

export interface ChosenLock {
  /** Of the API. */
  operation: string;
  /** What was asked for: it is the same for all requests with one idempotency key. */
  input: { idempotencyKey?: string | null | undefined };
  address: string | null;
}

/** Seats that were chosen; of `pricesVersion`, if what they cost was looked at. */
export interface ChosenSeats {
  showId: string;
  seatIds: readonly string[];
  /** Of each seat what it is to be sold as, null: the show's first type; without, it is that of all. */
  ticketTypeIds?: readonly (string | null)[];
  /** A promo code that was entered. */
  code?: string | null | undefined;
  areas?: readonly AreaChoiceInput[] | null | undefined;
  pricesVersion?: number;
  /** Where the seats are named; without, they were not. */
  path?: SeatsPath;
}

/** Is asked again where the show's prices have changed before its seats were held. */
export type ChooseSeats = (take: (seats: ChosenSeats) => Promise<SeatLock>) => Promise<SeatLock>;
