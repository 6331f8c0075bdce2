import { setImmediate } from 'node:timers/promises';
import type { Random } from '../basics/random.ts';
import { ExtendLock, GetBooking, PayBooking, ReleaseLock } from '../callers/operations.graphql.ts';
import type { PatientClient } from '../callers/patient-client.ts';
import {
  ApplyChange,
  Book,
  CancelPurchase,
  ChangeHold,
  Hold,
  QuoteChange,
  ReadMap,
  ReadTerms,
  ReadTickets,
} from '../chaos/chaos.graphql.ts';
import { AREA_MISTAKES, FaultyArea } from './faulty-area.ts';
import { now_ms } from './history.ts';

/** A mistake that a box office can make. */
export const MISTAKES = [
  'double lock',
  'lost release',
  'early end',
  'stale map',
  'stale booking',
  'exchange that keeps the old seat',
  'exchange of which only the old seat is known',
  'exchange for a seat that was taken',
  ...AREA_MISTAKES,
] as const;

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
  'exchange that keeps the old seat': 3,
  'exchange of which only the old seat is known': 3,
  'exchange for a seat that was taken': 3,
  'lost decrement': 6,
  'doubled return': 6,
  'lost return': 6,
  'claim not freed': 3,
  'refusal of what is left': 6,
};
/** Of the area `front`. */
export const PLACES = 60;
/** How many readings a stale one is behind. */
const BEHIND = 5;

interface SeatHold {
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
  readonly #seats = new Map<string, SeatHold>();
  readonly #bookings = new Map<string, { lockId: string; status: string; seatIds: string[] }>();
  readonly #maps: { unavailable: { seatId: string; state: string }[]; areas: object[] }[] = [];
  readonly #area: FaultyArea;
  readonly #quotes = new Map<string, { bookingId: string; givenIds: string[]; takenIds: string[] }>();
  #made = 0;
  #locks = 0;
  /** One moment for each answer. */
  #now_ms = 0;

  constructor(options: FaultyOfficeOptions) {
    this.#options = options;
    const errs = (mistake: Mistake) => this.#errs(mistake);
    this.#area = new FaultyArea({ capacity: PLACES, now_ms: () => this.#now_ms, errs });
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
      case Hold:
        return { lockSeats: this.#lock(input) };
      case ChangeHold:
        return { updateLock: this.#update(input) };
      case ExtendLock:
        return { extendLock: this.#extend(input.lockId) };
      case ReleaseLock:
        return { releaseLock: this.#release(input.lockId) };
      case Book:
        this.#bookings.set(`booking of ${input.lockId}`, {
          ...{ lockId: input.lockId, status: 'PENDING_PAYMENT' },
          seatIds: this.#ownSeats(input.lockId).map(([seatId]) => seatId),
        });
        return {
          createBooking: this.#isActive(input.lockId)
            ? { __typename: 'CreateBookingSuccess', booking: { id: `booking of ${input.lockId}` } }
            : NOT_ACTIVE,
        };
      case PayBooking:
        return { payBooking: this.#pay(input.bookingId) };
      case ReadTerms:
        return { booking: { cancellationTerms: null } };
      case CancelPurchase:
        return { cancelBooking: this.#cancel(input.bookingId) };
      case GetBooking:
        return { booking: { status: this.#statusOf(id), seats: this.#seatsOfBooking(id) } };
      case ReadTickets:
        return {
          booking: { tickets: this.#seatsOfBooking(id).map(({ seatId }) => ({ id: seatId, seatId, voidedAt: null })) },
        };
      case QuoteChange:
        return { quoteBookingChange: this.#quote(input) };
      case ApplyChange:
        return { applyBookingChange: this.#apply(input.quoteId) };
      case ReadMap:
        return { show: { seatMap: this.#map() } };
    }
    throw new Error('not an operation of a chaos buyer');
  }

  #holdOf(seatId: string): SeatHold | undefined {
    const hold = this.#seats.get(seatId);
    const hasEnded = hold && !hold.isSold && (hold.deadline_ms <= this.#now_ms || this.#errs('early end'));
    if (hasEnded) this.#seats.delete(seatId);
    return hasEnded ? undefined : hold;
  }

  #ownSeats(lockId: string): [string, SeatHold][] {
    return [...this.#seats].filter(([seatId, hold]) => hold.lockId === lockId && this.#holdOf(seatId) === hold);
  }

  #isActive(lockId: string): boolean {
    return this.#ownSeats(lockId).length > 0;
  }

  /** Null where the lock may have the seats, and so many places. */
  #refusalOf(lockId: string | null, { seatIds, places }: { seatIds: readonly string[]; places: number | null }) {
    const held = seatIds.filter((seatId) => this.#holdOf(seatId));
    const conflicts = held.length > 0 && !this.#errs('double lock') ? held.map((seatId) => ({ seatId })) : [];
    const available = places === null ? null : this.#area.shortageFor(lockId, places);
    if (conflicts.length === 0 && available === null) return null;
    if (available === null && places !== null) this.#area.claimedInVain(places);
    return { __typename: 'SeatsUnavailableError', conflicts, areas: available === null ? [] : [{ available }] };
  }

  #lock({ seatIds, areas }: { seatIds: string[]; areas: { quantity: number }[] | null }): object {
    const places = areas?.[0]?.quantity ?? null;
    const refusal = this.#refusalOf(null, { seatIds, places });
    if (refusal) return refusal;
    this.#locks += 1;
    const lockId = `lock ${this.#locks}`;
    const deadline_ms = Math.floor(this.#now_ms) + this.#options.lockTtl_ms;
    for (const seatId of seatIds) this.#seats.set(seatId, { lockId, deadline_ms, isSold: false });
    if (places !== null) this.#area.set(lockId, places, deadline_ms);
    return { __typename: 'LockSeatsSuccess', lock: { id: lockId, expiresAt: new Date(deadline_ms).toISOString() } };
  }

  #update(input: {
    lockId: string;
    addSeatIds: string[];
    removeSeatIds: string[];
    setAreas: { quantity: number }[] | null;
  }): object {
    const { lockId, addSeatIds: seatIds } = input;
    const [own] = this.#ownSeats(lockId);
    if (!own) return NOT_ACTIVE;
    const places = input.setAreas?.[0]?.quantity ?? null;
    const refusal = this.#refusalOf(lockId, { seatIds, places });
    if (refusal) return refusal;
    for (const seatId of input.removeSeatIds) this.#free(seatId);
    for (const seatId of seatIds) this.#seats.set(seatId, { ...own[1] });
    if (places !== null) this.#area.set(lockId, places, own[1].deadline_ms);
    return { __typename: 'UpdateLockSuccess' };
  }

  #extend(lockId: string): object {
    const own = this.#ownSeats(lockId);
    if (own.length === 0) return NOT_ACTIVE;
    const deadline_ms = own[0]![1].deadline_ms + this.#options.lockTtl_ms;
    for (const [, hold] of own) hold.deadline_ms = deadline_ms;
    this.#area.extend(lockId, deadline_ms);
    return { __typename: 'ExtendLockSuccess', lock: { expiresAt: new Date(deadline_ms).toISOString() } };
  }

  #release(lockId: string): object {
    const own = this.#ownSeats(lockId);
    if (own.length === 0) return NOT_ACTIVE;
    for (const [seatId] of own) this.#free(seatId);
    this.#area.end(lockId);
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
    this.#area.sell(booking.lockId);
    booking.status = 'CONFIRMED';
    return { __typename: 'PayBookingSuccess', booking };
  }

  /** A lock's, and a booking's until it is cancelled: what was sold stays so. */
  #seatsOfBooking(bookingId: string): { seatId: string }[] {
    const { seatIds, lockId, status } = this.#bookings.get(bookingId)!;
    return status === 'CONFIRMED'
      ? this.#ownSeats(lockId).map(([seatId]) => ({ seatId }))
      : seatIds.map((seatId) => ({ seatId }));
  }

  #quote(input: {
    bookingId: string;
    cancelTicketIds: string[];
    exchange: { ticketId: string; toSeatId: string }[];
  }): object {
    const { bookingId, cancelTicketIds, exchange } = input;
    const takenIds = exchange.map(({ toSeatId }) => toSeatId);
    const held = takenIds.filter((seatId) => this.#holdOf(seatId));
    const isTwice = held.length > 0 && this.#errs('exchange for a seat that was taken');
    if (!isTwice && held.length > 0)
      return { __typename: 'SeatsUnavailableError', conflicts: held.map((seatId) => ({ seatId })) };
    const quoteId = `quote ${this.#quotes.size + 1}`;
    const deadline_ms = Math.floor(this.#now_ms) + this.#options.lockTtl_ms;
    for (const seatId of takenIds) this.#seats.set(seatId, { lockId: quoteId, deadline_ms, isSold: false });
    const givenIds = [...exchange.map(({ ticketId }) => ticketId), ...cancelTicketIds];
    this.#quotes.set(quoteId, { bookingId, givenIds, takenIds });
    const expiresAt = new Date(deadline_ms).toISOString();
    return { __typename: 'QuoteBookingChangeSuccess', quote: { id: quoteId, expiresAt, charge: { amount: 0 } } };
  }

  #apply(quoteId: string): object {
    const { bookingId, givenIds, takenIds } = this.#quotes.get(quoteId)!;
    const { lockId } = this.#bookings.get(bookingId)!;
    const isHeld = takenIds.every((seatId) => this.#holdOf(seatId)?.lockId === quoteId);
    if (!isHeld) return { __typename: 'QuoteNotUsableError' };
    const seats = this.#ownSeats(lockId).map(([seatId]) => seatId);
    const after = [...seats.filter((seatId) => !givenIds.includes(seatId)), ...takenIds];
    if (!this.#errs('exchange that keeps the old seat')) for (const seatId of givenIds) this.#seats.delete(seatId);
    const isHalf = this.#errs('exchange of which only the old seat is known');
    for (const seatId of takenIds) {
      if (isHalf) this.#seats.delete(seatId);
      else this.#seats.set(seatId, { lockId, deadline_ms: this.#now_ms, isSold: true });
    }
    return {
      __typename: 'ApplyBookingChangeSuccess',
      booking: { id: bookingId, seats: after.map((seatId) => ({ seatId })) },
    };
  }

  #cancel(bookingId: string): object {
    const booking = this.#bookings.get(bookingId)!;
    booking.seatIds = this.#ownSeats(booking.lockId).map(([seatId]) => seatId);
    for (const [seatId] of this.#ownSeats(booking.lockId)) this.#seats.delete(seatId);
    this.#area.end(booking.lockId);
    booking.status = 'CANCELLED';
    return {
      __typename: 'CancelBookingSuccess',
      booking: { id: bookingId, seats: booking.seatIds.map((seatId) => ({ seatId })) },
    };
  }

  #statusOf(bookingId: string): string {
    const { lockId, status } = this.#bookings.get(bookingId)!;
    if (status === 'CONFIRMED' && this.#errs('stale booking')) return 'PENDING_PAYMENT';
    return status === 'PENDING_PAYMENT' && !this.#isActive(lockId) ? 'EXPIRED' : status;
  }

  #map() {
    const unavailable = [...this.#seats.keys()].flatMap((seatId) => {
      const hold = this.#holdOf(seatId);
      return hold ? [{ seatId, state: hold.isSold ? 'BOOKED' : 'LOCKED' }] : [];
    });
    const map = { unavailable, areas: [{ areaId: 'front', available: this.#area.free }] };
    this.#maps.push(map);
    return this.#errs('stale map') ? (this.#maps.at(-BEHIND) ?? map) : map;
  }
}

const NOT_ACTIVE = { __typename: 'LockNotActiveError' };
