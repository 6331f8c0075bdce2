import {
  type Booking,
  type BookingOf,
  type BookingStore,
  type BoxOffice,
  createBookingStore,
  createLockStore,
  type LockState,
  type LockStore,
  type SeatLock,
} from '@seatwire/client/box-office';
import type { ChosenPlaces } from '../area-selection.ts';
import type { Tell } from './map-events.ts';
import { placesOf } from './places-of-lock.ts';

export interface HeldSeatsDeps {
  boxOffice: BoxOffice;
  showId: string;
  tell: Tell;
  /**
   * Of what is held only the deadline is another, as was told just now. What is followed may tell of it before the answer to the
   * request, and of the old one once more after that.
   */
  onExtended(lock: SeatLock): void;
  /** Something of it is different. */
  onChange(): void;
  /** Other seats are the buyer's. */
  onSeats(): void;
}

/** How far what was chosen has come. */
export type HeldStep = 'none' | 'held' | 'paying' | 'booked';

/** Its tickets are valid. */
function stands({ bookingStatus }: Booking): boolean {
  return bookingStatus === 'CONFIRMED' || bookingStatus === 'PARTLY_REFUNDED';
}

/** What the buyer holds of a show, and the booking that becomes of it: tells what happens to both until it is ended. */
export class HeldSeats {
  readonly #deps: HeldSeatsDeps;
  readonly #store: LockStore;
  readonly #unfollow: () => void;
  #seatIds: ReadonlySet<string> = new Set();
  #places: readonly ChosenPlaces[] = [];
  /** The lock that was told of last, and what it held; null: none is held. */
  #told: { lock: SeatLock; what: string } | null = null;
  #step: HeldStep = 'none';
  #lastHeld: SeatLock | null = null;
  #booked: Booking | null = null;
  #booking: BookingStore | null = null;
  #unfollowBooking: () => void = () => {};

  constructor(deps: HeldSeatsDeps) {
    this.#deps = deps;
    this.#store = createLockStore(deps.boxOffice, deps.showId);
    this.#unfollow = this.#store.subscribe(() => this.#changed());
    // What was booked before the page was loaded may still be paid.
    this.#follow(null, { showId: deps.showId });
  }

  get store(): LockStore {
    return this.#store;
  }

  get state(): LockState {
    return this.#store.getState();
  }

  get step(): HeldStep {
    return this.#step;
  }

  /** As it was held last, with its lines: one that has ended has none. Null: nothing was held. */
  get lastHeld(): SeatLock | null {
    return this.#lastHeld;
  }

  get seatIds(): ReadonlySet<string> {
    return this.#seatIds;
  }

  /** Places of areas that are held or booked. */
  get places(): readonly ChosenPlaces[] {
    return this.#places;
  }

  /** What was confirmed, and may have been cancelled since; null: nothing, or others are chosen now. */
  get booked(): Booking | null {
    return this.#booked;
  }

  /** Others are chosen now: what was booked is no longer shown as the buyer's, nor what became of it. */
  forgetBooked(): void {
    if (this.#booked === null) return;
    this.#unfollowBooking();
    if (this.#step === 'booked') this.#become('none', []);
  }

  /** Tries now what waits for its next attempt. */
  reconnect(): void {
    this.#store.reconnect();
    this.#booking?.reconnect();
  }

  end(): void {
    this.#unfollow();
    this.#unfollowBooking();
  }

  #changed(): void {
    const { lock } = this.state;
    if (lock?.lockStatus === 'ACTIVE') {
      this.#lastHeld = lock;
      this.#held(lock);
    } else if (this.#told !== null && (lock === null || lock.id === this.#told.lock.id)) {
      // The server may know of no such lock any more.
      this.#ended(lock ?? this.#told.lock);
    }
    this.#deps.onChange();
  }

  #held(lock: SeatLock): void {
    const seatIds = lock.seats.map(({ seatId }) => seatId);
    const places = placesOf(lock);
    const what = `${lock.id} ${seatIds.join()} ${JSON.stringify(places)}`;
    const isSame = this.#told?.what === what;
    if (isSame && this.#told?.lock.expiresAt === lock.expiresAt) return;
    this.#unfollowBooking();
    this.#told = { lock, what };
    this.#become('held', seatIds, places);
    this.#deps.tell('hold', { lock });
    if (isSame) this.#deps.onExtended(lock);
  }

  #ended(lock: SeatLock): void {
    this.#told = null;
    if (lock.booking !== null) {
      this.#step = 'paying';
      this.#follow(lock, { bookingId: lock.booking.id });
      return;
    }
    this.#become('none', []);
    this.#deps.tell('holdend', { lock });
  }

  /** `lock`: of which the booking was made; null: it was made before the page was loaded. */
  #follow(lock: SeatLock | null, of: BookingOf): void {
    this.#unfollowBooking();
    const bookings = createBookingStore(this.#deps.boxOffice, of);
    this.#booking = bookings;
    const unfollow = bookings.subscribe(() => {
      const { booking } = bookings.getState();
      if (booking === null) return;
      if (booking.bookingStatus === 'PENDING_PAYMENT') this.#awaited(booking);
      else if (this.#booked !== null) this.#bookedChanged(this.#booked, booking);
      else this.#settled(lock, booking);
      this.#deps.onChange();
    });
    this.#unfollowBooking = () => {
      this.#unfollowBooking = () => {};
      this.#booking = null;
      this.#booked = null;
      unfollow();
    };
  }

  /** Of a booking that was found there is no lock that its seats are known by. */
  #awaited(booking: Booking): void {
    if (this.#step !== 'none') return;
    const seatIds = booking.seats.map(({ seatId }) => seatId);
    this.#become('paying', seatIds, placesOf(booking));
  }

  #settled(lock: SeatLock | null, booking: Booking): void {
    if (stands(booking)) {
      this.#step = 'booked';
      this.#booked = booking;
      this.#deps.tell('confirmed', { lock, booking });
      return;
    }
    this.#unfollowBooking();
    this.#become('none', []);
    this.#deps.tell('holdend', { lock });
  }

  /** A cancelled booking is followed on: its refund comes later. */
  #bookedChanged(before: Booking, booking: Booking): void {
    this.#booked = booking;
    if (booking.bookingStatus === before.bookingStatus) return;
    if (stands(before) && !stands(booking)) this.#become('none', []);
    this.#deps.tell('bookingchange', { booking });
  }

  #become(step: HeldStep, seatIds: readonly string[], places: readonly ChosenPlaces[] = []): void {
    this.#step = step;
    this.#places = places;
    this.#seatIds = new Set(seatIds);
    this.#deps.onSeats();
  }
}
