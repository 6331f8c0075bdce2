import { expect } from 'vitest';
import type { Database } from '../../../src/platform/postgres/database.ts';
import { eventually } from '../basics/eventually.ts';
import type { Random } from '../basics/random.ts';
import { CUSTOMER } from '../callers/buyer.ts';
import type { TestClient } from '../callers/client.ts';
import {
  CancelBooking,
  CreateBooking,
  ExtendLock,
  LockSeats,
  PayBooking,
  ReleaseLock,
  UpdateLock,
} from '../callers/operations.graphql.ts';
import { LockBest } from './orphan-rule.graphql.ts';

export interface SeatChooserOptions {
  guest: TestClient;
  database: Database;
  showId: string;
  random: Random;
  /** The seats' ids, row by row, from left to right. */
  hall: string[][];
}

/** What a buyer may be answered, however others get in their way. */
const EXPECTED = new Set([
  'LockSeatsSuccess',
  'UpdateLockSuccess',
  'ExtendLockSuccess',
  'LockBestAvailableSuccess',
  'ReleaseLockSuccess',
  'CreateBookingSuccess',
  'OrphanSeatsError',
  'SeatsUnavailableError',
  'NotEnoughSeatsError',
  'LimitExceededError',
  'LockNotActiveError',
  'ServiceUnavailableError',
  'InvalidInputError',
]);
/** So many locks are held at a time; then some are given back. */
const MOST_LOCKS = 2;
/** A party that is nowhere together comes in so many groups. */
const GROUPS = 4;

/** A buyer who can't decide: takes seats by hand and as they are found, changes what is held, buys, cancels, lets go. */
export class SeatChooser {
  readonly #options: SeatChooserOptions;
  #locks: { id: string; seatIds: string[] }[] = [];

  constructor(options: SeatChooserOptions) {
    this.#options = options;
  }

  /** Does something at random. Resolves with the name of what it was answered. */
  async visit(): Promise<string> {
    const { random } = this.#options;
    const mood = random.integer(1, 100);
    const [held] = random.sample(this.#locks, 1);
    if (!held || (this.#locks.length < MOST_LOCKS && mood <= 25)) return await this.#begin();
    if (mood <= 65) return await this.#update(held);
    if (mood <= 70) return await this.#extend(held);
    if (mood <= 82) return await this.#release(held);
    if (mood <= 88) return await this.#expire(held);
    return await this.#book(held);
  }

  async lock(seatIds: string[]): Promise<string> {
    const { guest, showId } = this.#options;
    const { lockSeats: answer } = await guest.data(LockSeats, { input: { showId, seatIds } });
    if (answer.__typename === 'LockSeatsSuccess') this.#locks.push({ id: answer.lock.id, seatIds });
    return noted(answer.__typename);
  }

  async lockBest(party: { quantity: number; accessible?: number; companions?: number }): Promise<string> {
    const { guest, showId } = this.#options;
    const { lockBestAvailable: answer } = await guest.data(LockBest, { input: { showId, ...party } });
    if (answer.__typename === 'LockBestAvailableSuccess') {
      const { id, seats } = answer.lock;
      this.#locks.push({ id, seatIds: seats.map(({ seatId }) => seatId) });
    }
    return noted(answer.__typename);
  }

  async releaseAll(): Promise<void> {
    for (const held of [...this.#locks]) await this.#release(held);
  }

  async #begin(): Promise<string> {
    const { random } = this.#options;
    const mood = random.integer(1, 10);
    if (mood <= 5) return await this.lock(this.#beside());
    if (mood <= 8) return await this.lock([...new Set(Array.from({ length: GROUPS }, () => this.#beside()).flat())]);
    const accessible = random.integer(0, 1);
    return await this.lockBest({ quantity: random.integer(1 + accessible, 4), accessible, companions: accessible });
  }

  async #update(held: { id: string; seatIds: string[] }): Promise<string> {
    const { guest, random, hall } = this.#options;
    const had = held.seatIds;
    // All but those of one row, or any.
    const [one] = random.sample(had, 1);
    const kept = hall.find((row) => row.includes(one!))!;
    const elsewhere = had.filter((seatId) => !kept.includes(seatId));
    const leaves = elsewhere.length > 0 && random.integer(0, 1) === 1;
    const removeSeatIds = leaves ? elsewhere : random.sample(had, random.integer(0, Math.min(4, had.length)));
    const adds = !leaves && random.integer(0, 1) === 1;
    const addSeatIds = adds ? this.#beside().filter((seatId) => !had.includes(seatId)) : [];
    const { updateLock } = await guest.data(UpdateLock, { input: { lockId: held.id, addSeatIds, removeSeatIds } });
    if (updateLock.__typename === 'UpdateLockSuccess') {
      held.seatIds = [...had.filter((seatId) => !removeSeatIds.includes(seatId)), ...addSeatIds];
    }
    return noted(updateLock.__typename);
  }

  async #extend({ id: lockId }: { id: string }): Promise<string> {
    const { extendLock } = await this.#options.guest.data(ExtendLock, { input: { lockId } });
    return noted(extendLock.__typename);
  }

  async #release(held: { id: string }): Promise<string> {
    this.#forget(held);
    const { releaseLock } = await this.#options.guest.data(ReleaseLock, { input: { lockId: held.id } });
    return noted(releaseLock.__typename);
  }

  async #expire(held: { id: string }): Promise<string> {
    const { database } = this.#options;
    this.#forget(held);
    await database.query(`UPDATE seat_locks SET expires_at = now() - interval '1 second' WHERE id = $1`, [held.id]);
    await this.#until({ lockId: held.id }, isEnded);
    return 'expired';
  }

  /** Paid at once, paid never, or paid and cancelled: what is paid is the map's before anything else is done. */
  async #book(held: { id: string }): Promise<string> {
    const { guest, random } = this.#options;
    this.#forget(held);
    const { createBooking } = await guest.data(CreateBooking, { input: { lockId: held.id, customer: CUSTOMER } });
    if (createBooking.__typename !== 'CreateBookingSuccess') return noted(createBooking.__typename);
    const bookingId = createBooking.booking.id;
    const mood = random.integer(1, 3);
    if (mood === 1) return 'CreateBookingSuccess';
    const { payBooking } = await guest.data(PayBooking, { input: { bookingId, paymentToken: 'tok_ok' } });
    expect(payBooking.__typename).toBe('PayBookingSuccess');
    await this.#until({ lockId: held.id, bookingId }, isSold);
    if (mood === 2) return 'CreateBookingSuccess';
    const { cancelBooking } = await guest.data(CancelBooking, { input: { bookingId, reason: 'ill' } });
    expect(cancelBooking.__typename).toBe('CancelBookingSuccess');
    await this.#until({ lockId: held.id, bookingId }, isEnded);
    return 'CreateBookingSuccess';
  }

  /** Until the seats that the lock and the booking have are as they are to be. */
  async #until(ids: { lockId: string; bookingId?: string }, isSo: (states: string[]) => boolean): Promise<void> {
    const { database } = this.#options;
    await eventually(async () => {
      const rows = await database.query<{ state: string }>(
        'SELECT state FROM seat_states WHERE lock_id = $1 OR booking_id = $2',
        [ids.lockId, ids.bookingId ?? null],
      );
      const states = rows.map(({ state }) => state);
      expect(isSo(states), String(states)).toBe(true);
    });
  }

  #forget(held: { id: string }): void {
    this.#locks = this.#locks.filter(({ id }) => id !== held.id);
  }

  /** Up to four seats side by side. */
  #beside(): string[] {
    const { random, hall } = this.#options;
    const row = hall[random.integer(0, hall.length - 1)]!;
    const from = random.integer(0, row.length - 1);
    return row.slice(from, from + random.integer(1, 4));
  }
}

const isEnded = (states: string[]) => states.length === 0;
const isSold = (states: string[]) => states.length > 0 && states.every((state) => state === 'BOOKED');

function noted(typename: string): string {
  expect(EXPECTED).toContain(typename);
  return typename;
}
