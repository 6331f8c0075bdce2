import type { Booking, SeatLock } from '../api/box-office-types.ts';
import type { PurchaseDeps } from './purchase-deps.ts';
import type { Order } from './step.ts';

export interface OrderChanges {
  booking(booking: Booking): void;
  lock(lock: SeatLock): void;
}

/** Hears from the server what becomes of an order: of the lock, then of the booking, which may be cancelled or refunded at any time. */
export class OrderFollowing {
  readonly #follower: PurchaseDeps['follower'];
  readonly #changes: OrderChanges;
  #followed: string | null = null;
  #stop: () => void = () => {};

  constructor(follower: PurchaseDeps['follower'], changes: OrderChanges) {
    this.#follower = follower;
    this.#changes = changes;
  }

  /** To be called at each change of the order: follows what it is now, and that only. */
  follow(order: Order): void {
    const { booking } = order;
    const lock = booking ? null : order.lock;
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
