import type { Booking, SeatLock } from '../api/box-office-types.ts';
import type { Follower } from '../api/follow.ts';
import { type Order, stepOf } from './step.ts';

export interface OrderChanges {
  booking(booking: Booking): void;
  lock(lock: SeatLock): void;
}

/** Hears from the server what becomes of an order while it can still become something: of the lock, then of the booking. */
export class OrderFollowing {
  readonly #follower: Follower;
  readonly #changes: OrderChanges;
  #followed: string | null = null;
  #stop: () => void = () => {};

  constructor(follower: Follower, changes: OrderChanges) {
    this.#follower = follower;
    this.#changes = changes;
  }

  /** To be called at each change of the order: follows what it is now, and that only. */
  follow(order: Order): void {
    const step = stepOf(order);
    const booking = step === 'paying' || step === 'waiting' ? order.booking : null;
    const lock = step === 'held' ? order.lock : null;
    const subject = booking?.id ?? lock?.id ?? null;
    if (subject === this.#followed) return;
    this.end();
    this.#followed = subject;
    if (booking) this.#stop = this.#follower.booking(booking.id, this.#changes.booking);
    else if (lock) this.#stop = this.#follower.lock(lock.id, this.#changes.lock);
  }

  end(): void {
    this.#stop();
    this.#stop = () => {};
    this.#followed = null;
  }
}
