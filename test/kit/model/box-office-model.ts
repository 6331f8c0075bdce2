import type { BookingStatus } from '../../../src/modules/bookings/booking.ts';
import type { SeatState } from '../../../src/modules/inventory/seat-state.ts';
import type { SeatLockStatus } from '../../../src/modules/locks/seat-lock.ts';

/** What a buyer may have at a time. */
export const MAX_LOCKS = 2;
export const MAX_SEATS = 4;
/** Of the show's two tiers, to begin with. */
export const FIRST_PRICES = [2_500, 1_500] as const;

/** What an operation came to, as text: `ok`, or the refusal with what matters of it. */
export type Outcome = string;

export interface ModelLock {
  owner: number;
  seats: number[];
  status: SeatLockStatus;
  extensionsLeft: number;
  booking: BookingStatus | null;
  /** What its seats cost when they came into it. */
  total: number;
}

export interface ModelShow {
  status: 'ON_SALE' | 'PAUSED' | 'CLOSED' | 'CANCELLED';
  /** Of its tiers: seats with even numbers are of the first, the others of the second. */
  prices: [number, number];
  /** The types of all that was told of it. */
  events: string[];
}

/** The box office as one would explain it: who has which seat, and what became of each lock and its booking. */
export class BoxOfficeModel {
  version = 0;
  readonly show: ModelShow = {
    status: 'ON_SALE',
    prices: [...FIRST_PRICES],
    events: ['show.created', 'show.published'],
  };
  readonly locks: ModelLock[] = [];
  readonly blocked = new Set<number>();
  /** What the last request came to that may be sent again. */
  lastOutcome: Outcome | null = null;

  priceOf(seats: readonly number[]): number {
    return seats.reduce((sum, seat) => sum + this.show.prices[seat % 2]!, 0);
  }

  stateOf(seat: number): SeatState {
    if (this.blocked.has(seat)) return 'BLOCKED';
    const lock = this.holderOf(seat);
    if (!lock) return 'AVAILABLE';
    return lock.booking === 'CONFIRMED' ? 'BOOKED' : 'LOCKED';
  }

  holderOf(seat: number): ModelLock | undefined {
    return this.locks.find(
      ({ seats, status, booking }) =>
        seats.includes(seat) &&
        (booking === null ? status === 'ACTIVE' : booking === 'PENDING_PAYMENT' || booking === 'CONFIRMED'),
    );
  }

  conflicts(seats: readonly number[], buyer: number | null): string[] {
    return seats.flatMap((seat) => {
      const state = this.stateOf(seat);
      if (state === 'AVAILABLE') return [];
      if (state !== 'LOCKED') return [`${seat} ${state}`];
      return [`${seat} ${this.holderOf(seat)!.owner === buyer ? 'LOCKED_BY_YOU' : 'LOCKED_BY_OTHER'}`];
    });
  }

  /** Whether the buyer would have too much with so many seats more. */
  isOverLimit(buyer: number, more: { locks: number; seats: number }): boolean {
    const held = this.locks.filter(
      ({ owner, status, booking }) =>
        owner === buyer && (booking === null ? status === 'ACTIVE' : booking === 'PENDING_PAYMENT'),
    );
    const seats = held.reduce((sum, lock) => sum + lock.seats.length, 0);
    return held.length + more.locks > MAX_LOCKS || seats + more.seats > MAX_SEATS;
  }
}
