import { setImmediate } from 'node:timers/promises';
import type { Random } from '../basics/random.ts';
import {
  CancelBooking,
  CreateBooking,
  ExtendLock,
  GetBooking,
  GetUnavailableSeats,
  LockSeats,
  PayBooking,
  ReleaseLock,
  UpdateLock,
} from '../callers/operations.graphql.ts';
import type { PatientClient } from '../callers/patient-client.ts';
import { now_ms } from './history.ts';

/** A mistake that a box office can make. */
export const MISTAKES = ['double lock', 'lost release', 'early end', 'stale map', 'stale booking'] as const;

export type Mistake = (typeof MISTAKES)[number];

export interface FaultyOfficeOptions {
  random: Random;
  lockTtl_ms: number;
  /** Made now and then; null for none. */
  mistake: Mistake | null;
}

/** One mistake in so many chances of it. */
const CHANCES: Record<Mistake, number> = {
  'double lock': 12,
  'lost release': 12,
  'early end': 12,
  'stale map': 3,
  'stale booking': 3,
};
/** How many readings a stale one is behind. */
const BEHIND = 5;

interface Hold {
  lockId: string;
  deadline_ms: number;
  isSold: boolean;
}

/**
 * A small box office in memory, which answers buyers' requests as the product does, and makes a mistake on purpose: what
 * records and checks a history must find it.
 */
export class FaultyOffice implements PatientClient {
  readonly #options: FaultyOfficeOptions;
  readonly #seats = new Map<string, Hold>();
  readonly #bookings = new Map<string, { lockId: string; status: string }>();
  readonly #maps: { seatId: string; state: string }[][] = [];
  #made = 0;
  #locks = 0;
  /** One moment for each answer. */
  #now_ms = 0;

  constructor(options: FaultyOfficeOptions) {
    this.#options = options;
  }

  /** How often it has made its mistake. */
  get mistakes(): number {
    return this.#made;
  }

  async insist<Data, Variables>(operation: unknown, variables: Variables): Promise<Data> {
    await this.#wait();
    this.#now_ms = now_ms();
    const answer = this.#answer(operation, variables as never);
    await this.#wait();
    return answer as Data;
  }

  /** Others come and go meanwhile. */
  async #wait(): Promise<void> {
    for (let turns = this.#options.random.integer(1, 4); turns > 0; turns -= 1) await setImmediate();
  }

  #errs(mistake: Mistake): boolean {
    const { random } = this.#options;
    if (this.#options.mistake !== mistake || random.integer(1, CHANCES[mistake]) > 1) return false;
    this.#made += 1;
    return true;
  }

  // biome-ignore lint/suspicious/noExplicitAny: stands in for the schema.
  #answer(operation: unknown, { id, input }: any): object {
    switch (operation) {
      case LockSeats:
        return { lockSeats: this.#lock(input.seatIds) };
      case UpdateLock:
        return { updateLock: this.#update(input) };
      case ExtendLock:
        return { extendLock: this.#extend(input.lockId) };
      case ReleaseLock:
        return { releaseLock: this.#release(input.lockId) };
      case CreateBooking:
        this.#bookings.set(`booking of ${input.lockId}`, { lockId: input.lockId, status: 'PENDING_PAYMENT' });
        return {
          createBooking: this.#isActive(input.lockId)
            ? { __typename: 'CreateBookingSuccess', booking: { id: `booking of ${input.lockId}` } }
            : NOT_ACTIVE,
        };
      case PayBooking:
        return { payBooking: this.#pay(input.bookingId) };
      case CancelBooking:
        return { cancelBooking: this.#cancel(input.bookingId) };
      case GetBooking:
        return { booking: { status: this.#statusOf(id) } };
      case GetUnavailableSeats:
        return { show: { seatMap: { unavailable: this.#map() } } };
    }
    throw new Error('not an operation of a chaos buyer');
  }

  #holdOf(seatId: string): Hold | undefined {
    const hold = this.#seats.get(seatId);
    const hasEnded = hold && !hold.isSold && (hold.deadline_ms <= this.#now_ms || this.#errs('early end'));
    if (hasEnded) this.#seats.delete(seatId);
    return hasEnded ? undefined : hold;
  }

  #ownSeats(lockId: string): [string, Hold][] {
    return [...this.#seats].filter(([seatId, hold]) => hold.lockId === lockId && this.#holdOf(seatId) === hold);
  }

  #isActive(lockId: string): boolean {
    return this.#ownSeats(lockId).length > 0;
  }

  #conflictsWith(seatIds: readonly string[]): object | null {
    const held = seatIds.filter((seatId) => this.#holdOf(seatId));
    if (held.length === 0 || this.#errs('double lock')) return null;
    return { __typename: 'SeatsUnavailableError', conflicts: held.map((seatId) => ({ seatId })) };
  }

  #lock(seatIds: readonly string[]): object {
    const refusal = this.#conflictsWith(seatIds);
    if (refusal) return refusal;
    this.#locks += 1;
    const lockId = `lock ${this.#locks}`;
    const deadline_ms = Math.floor(this.#now_ms) + this.#options.lockTtl_ms;
    for (const seatId of seatIds) this.#seats.set(seatId, { lockId, deadline_ms, isSold: false });
    return { __typename: 'LockSeatsSuccess', lock: { id: lockId, expiresAt: new Date(deadline_ms).toISOString() } };
  }

  #update(input: { lockId: string; addSeatIds: string[]; removeSeatIds: string[] }): object {
    const [own] = this.#ownSeats(input.lockId);
    if (!own) return NOT_ACTIVE;
    const refusal = this.#conflictsWith(input.addSeatIds);
    if (refusal) return refusal;
    for (const seatId of input.removeSeatIds) this.#free(seatId);
    for (const seatId of input.addSeatIds) this.#seats.set(seatId, { ...own[1] });
    return { __typename: 'UpdateLockSuccess' };
  }

  #extend(lockId: string): object {
    const own = this.#ownSeats(lockId);
    if (own.length === 0) return NOT_ACTIVE;
    const deadline_ms = own[0]![1].deadline_ms + this.#options.lockTtl_ms;
    for (const [, hold] of own) hold.deadline_ms = deadline_ms;
    return { __typename: 'ExtendLockSuccess', lock: { expiresAt: new Date(deadline_ms).toISOString() } };
  }

  #release(lockId: string): object {
    const own = this.#ownSeats(lockId);
    if (own.length === 0) return NOT_ACTIVE;
    for (const [seatId] of own) this.#free(seatId);
    return { __typename: 'ReleaseLockSuccess' };
  }

  #free(seatId: string): void {
    if (!this.#errs('lost release')) this.#seats.delete(seatId);
  }

  #pay(bookingId: string): object {
    const booking = this.#bookings.get(bookingId)!;
    const own = this.#ownSeats(booking.lockId);
    if (own.length === 0) return { __typename: 'BookingNotPayableError' };
    for (const [, hold] of own) hold.isSold = true;
    booking.status = 'CONFIRMED';
    return { __typename: 'PayBookingSuccess', booking };
  }

  #cancel(bookingId: string): object {
    const booking = this.#bookings.get(bookingId)!;
    for (const [seatId] of this.#ownSeats(booking.lockId)) this.#seats.delete(seatId);
    booking.status = 'CANCELLED';
    return { __typename: 'CancelBookingSuccess' };
  }

  #statusOf(bookingId: string): string {
    const { lockId, status } = this.#bookings.get(bookingId)!;
    if (status === 'CONFIRMED' && this.#errs('stale booking')) return 'PENDING_PAYMENT';
    return status === 'PENDING_PAYMENT' && !this.#isActive(lockId) ? 'EXPIRED' : status;
  }

  #map(): object[] {
    const map = [...this.#seats.keys()].flatMap((seatId) => {
      const hold = this.#holdOf(seatId);
      return hold ? [{ seatId, state: hold.isSold ? 'BOOKED' : 'LOCKED' }] : [];
    });
    this.#maps.push(map);
    return this.#errs('stale map') ? (this.#maps.at(-BEHIND) ?? map) : map;
  }
}

const NOT_ACTIVE = { __typename: 'LockNotActiveError' };
