import { ORGANISER } from '../product/box-office.ts';
import { placesOf } from './box-office-lock-steps.ts';
import { type BoxOfficeModel, type ModelLock, NO_CODE, type Outcome, STAFF } from './box-office-model.ts';
import { type Real, SeatsStep } from './box-office-step.ts';

/** The organiser sells seats at the box office: of the allotment too, whatever a buyer may hold, and while sales are paused. */
export class SellAtDoor extends SeatsStep {
  protected override readonly isRequest = true;
  readonly #isFree: boolean;
  /** Without numbers, with the seats. */
  readonly #places: number;
  constructor(seats: number[], isFree: boolean, places = 0) {
    super(seats);
    this.#isFree = isFree;
    this.#places = places;
  }

  protected expected(model: BoxOfficeModel): Outcome {
    const { status } = model.show;
    if (status !== 'ON_SALE' && status !== 'PAUSED') return `SHOW_NOT_ON_SALE ${status}`;
    const conflicts = [...model.conflicts(this.seats, STAFF), ...model.shortage(this.#places)];
    if (conflicts.length > 0) return conflicts.join(', ');
    const tickets = { seats: this.seats, children: [], places: this.#places };
    const total = model.priceOf(tickets);
    const lock: ModelLock = {
      owner: STAFF,
      ...tickets,
      status: 'CONFIRMED',
      extensionsLeft: 1,
      booking: 'CONFIRMED',
      total,
      isGivenAway: this.#isFree,
      ...(this.#isFree || total === 0 ? {} : { paid: total }),
      ...NO_CODE,
      excused: [],
    };
    lock.sold = model.soldTickets(lock);
    model.locks.push(lock);
    // Held, then booked.
    model.version += 2;
    return 'ok';
  }

  protected async perform(real: Real, idempotencyKey: string): Promise<void> {
    const { office, showId, seatIds, lockIds, bookingIds } = real;
    const seats = this.seats.map((seat) => ({ seatId: seatIds[seat]! }));
    const method = this.#isFree ? 'FREE' : 'CASH';
    const booking = await office.services.doorSales.sell(ORGANISER, {
      ...{ showId, seats, method, idempotencyKey },
      ...placesOf(this.#places),
    });
    if (lockIds.includes(booking.lockId)) return;
    bookingIds.set(lockIds.length, booking.id);
    lockIds.push(booking.lockId);
  }

  override toString(): string {
    return `SellAtDoor(${this.seats} and ${this.#places} places${this.#isFree ? ', free' : ''})`;
  }
}
