import {
  type Booking,
  type BookingOf,
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

  /** What was booked is no longer shown as the buyer's: others are chosen now. */
  forgetBooked(): void {
    if (this.#step === 'booked') this.#become('none', []);
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
    const unfollow = bookings.subscribe(() => {
      const { booking } = bookings.getState();
      if (booking === null) return;
      if (booking.bookingStatus === 'PENDING_PAYMENT') this.#awaited(booking);
      else {
        this.#unfollowBooking();
        this.#settled(lock, booking);
      }
      this.#deps.onChange();
    });
    this.#unfollowBooking = () => {
      this.#unfollowBooking = () => {};
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
    if (booking.bookingStatus === 'CONFIRMED' || booking.bookingStatus === 'PARTLY_REFUNDED') {
      this.#step = 'booked';
      this.#deps.tell('confirmed', { lock, booking });
      return;
    }
    this.#become('none', []);
    this.#deps.tell('holdend', { lock });
  }

  #become(step: HeldStep, seatIds: readonly string[], places: readonly ChosenPlaces[] = []): void {
    this.#step = step;
    this.#places = places;
    this.#seatIds = new Set(seatIds);
    this.#deps.onSeats();
  }
}
