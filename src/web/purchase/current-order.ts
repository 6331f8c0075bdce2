import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { Booking, BookingSummary, SeatLock } from '../api/box-office-types.ts';
import { chosenOf } from './area-places.ts';
import { heldBefore } from './held-before.ts';
import { OrderFollowing } from './order-following.ts';
import type { OrderRequest, OrderRequests } from './order-requests.ts';
import { orderedSeats, ownSeatIds } from './order-seats.ts';
import type { Picking } from './picking.ts';
import type { PurchaseDeps } from './purchase-deps.ts';
import { deadlineOf, type Order, type Step, stepOf } from './step.ts';

export interface CurrentOrderDeps extends PurchaseDeps {
  requests: OrderRequests;
  picking: Picking;
  /** What was refused is about a hold that is not there any more, or is being paid. */
  onOtherHold(): void;
}

/** What the buyer holds or books, and has booked before. The truth is the server's: every reload gets it from there. */
export class CurrentOrder implements Order {
  readonly #deps: CurrentOrderDeps;
  readonly #following: OrderFollowing;
  #mine: ReadonlySet<string> = new Set();
  #settledLockId: string | null = null;
  /** The booking that the buyer has left for the map: it is not shown again by itself. */
  #asideId: string | null = null;
  /** Which of the guest's bookings was asked for last; null: the map. */
  #wantedId: string | null = null;
  lock: SeatLock | null = null;
  isReviewing = false;
  paidInForm: string | null = null;
  /** What was held last went before its time was up, and not because it was given back here or booked. */
  hasLostHold = false;
  booking: Booking | null = null;
  /** This guest's bookings of this show, the newest first. */
  bookings: BookingSummary[] = [];

  constructor(deps: CurrentOrderDeps) {
    this.#deps = deps;
    this.#following = new OrderFollowing(deps.follower, {
      booking: (booking) => this.#takeBooking(booking),
      lock: (lock) => this.#takeLock(lock),
    });
  }

  get step(): Step {
    return stepOf(this);
  }

  /** When what is held ends (ms since 1970, the server's time); null: nothing is held. */
  get deadline(): number | null {
    return deadlineOf(this);
  }

  /** What is held or booked, in the plan's order; null: nothing is. */
  get seats(): HallSeat[] | null {
    const held = this.booking ?? this.lock;
    return held && orderedSeats(this.#deps.hall, held);
  }

  /** Whether a seat is this buyer's, in this order or an earlier one. */
  isMine(seatId: string): boolean {
    return this.#mine.has(seatId);
  }

  /** Asks the server to change it, and settles what came of that. Does not reject. */
  async act<Input extends object, Success>(request: OrderRequest<Input, Success>): Promise<void> {
    const { requests, picking } = this.#deps;
    const outcome = await requests.send({
      ...request,
      refused: (refusal) => {
        if (requests.problem?.kind === 'atMost') picking.refuseMoreThan(requests.problem.max);
        request.refused?.(refusal);
      },
    });
    if (outcome === 'dropped') return;
    this.settle();
    if ((outcome === 'refused' && request.busy !== 'hold') || this.step === 'confirmed') await this.refresh();
  }

  /** Shows one of the guest's bookings; null: back to the map. */
  async open(bookingId: string | null): Promise<void> {
    const { requests, boxOffice } = this.#deps;
    requests.problem = null;
    this.#asideId = bookingId === null ? (this.booking?.id ?? this.#asideId) : null;
    this.#wantedId = bookingId;
    try {
      const booking = bookingId === null ? null : await boxOffice.booking(bookingId);
      // The buyer may have asked for another meanwhile, or for the map.
      if (this.#wantedId !== bookingId) return;
      this.booking = booking;
    } catch {
      if (this.#wantedId !== bookingId) return;
      requests.problem = { kind: 'unreachable' };
    }
    this.settle();
  }

  /** Asks the server what is held and booked: at the start, when another tab did something, and at the deadline. */
  async refresh(): Promise<void> {
    const { requests, boxOffice, showId } = this.#deps;
    if (requests.busy) return;
    try {
      const { activeLocks, bookings } = await boxOffice.viewer();
      const isHere = ({ show }: { show: { id: string } }) => show.id === showId;
      this.#replaceLock(activeLocks.find(isHere) ?? null);
      this.bookings = bookings.filter(isHere);
      const isToBePaid = ({ id, status }: BookingSummary) => status === 'PENDING_PAYMENT' && id !== this.#asideId;
      const shown = this.booking?.id ?? this.bookings.find(isToBePaid)?.id;
      const booking = shown ? await boxOffice.booking(shown) : null;
      // The buyer may have put it aside meanwhile, or opened another.
      const isShown = booking?.id === (this.booking?.id ?? shown) && booking?.id !== this.#asideId;
      if (booking && isShown) this.booking = booking;
    } catch {
      // The map says that the connection is lost; what is known stays.
    }
    this.settle();
  }

  /** Draws what follows from lock and booking: whose the seats are, and what there is to be followed. */
  settle(): void {
    const { picking, onOtherHold, onChange } = this.#deps;
    if (!this.lock) this.isReviewing = false;
    if (this.lock || this.booking) this.hasLostHold = false;
    // A refusal is about what was held then, and not about what is being paid.
    const isSameHold = (this.lock?.id ?? null) === this.#settledLockId;
    if (!isSameHold || (this.step !== 'picking' && this.step !== 'held')) onOtherHold();
    this.#settledLockId = this.lock?.id ?? null;
    this.#mine = ownSeatIds(this, this.bookings);
    for (const id of this.#mine) picking.selection.delete(id);
    this.#following.follow(this);
    onChange();
  }

  end(): void {
    this.#following.end();
  }

  #takeBooking(booking: Booking): void {
    if (this.#deps.requests.busy || this.booking?.id !== booking.id) return;
    const isOther = booking.status !== this.booking.status;
    this.booking = booking;
    this.settle();
    if (isOther) void this.refresh();
  }

  /** A lock that is not there any more: when its time was up its seats stay the buyer's choice. */
  #replaceLock(lock: SeatLock | null): void {
    const before = this.lock;
    if (before && !lock && !this.booking && Date.parse(before.expiresAt) <= this.#deps.now()) this.#keepChoice(before);
    else this.#followLock(lock);
  }

  #followLock(lock: SeatLock | null): void {
    if (this.lock && !lock) this.hasLostHold = true;
    this.lock = lock;
  }

  #keepChoice(lock: SeatLock): void {
    const { picking, hall, requests } = this.#deps;
    picking.selection.replace(orderedSeats(hall, lock));
    picking.areas.replace(chosenOf(lock.areas));
    picking.before = heldBefore(lock);
    this.lock = null;
    requests.problem = { kind: 'orderEnded' };
  }

  #takeLock(lock: SeatLock): void {
    if (this.#deps.requests.busy || this.lock?.id !== lock.id) return;
    if (lock.status === 'ACTIVE') this.lock = lock;
    else if (lock.status === 'EXPIRED') this.#keepChoice(this.lock!);
    else this.#followLock(null);
    if (lock.status === 'CONFIRMED') void this.refresh();
    this.settle();
  }
}
