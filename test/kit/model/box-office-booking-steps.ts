import { CUSTOMER, ORGANISER } from '../product/box-office.ts';
import type { BoxOfficeModel, ModelLock, Outcome } from './box-office-model.ts';
import { BookingStep, OwnerStep, type Real } from './box-office-step.ts';

export class Book extends OwnerStep {
  protected override expected(model: BoxOfficeModel): Outcome {
    const { owner, status } = model.locks[this.lock]!;
    if (status !== 'RELEASED' || model.show.status !== 'CANCELLED') return super.expected(model);
    this.owner = owner;
    return 'SHOW_NOT_ON_SALE CANCELLED';
  }

  protected expectedOf(lock: ModelLock, model: BoxOfficeModel): Outcome {
    if (model.show.status === 'CANCELLED') return 'SHOW_NOT_ON_SALE CANCELLED';
    if (lock.code) {
      const { number, percent } = lock.code;
      const tickets = model.ticketsFor(percent, lock);
      const refusal = tickets > 0 ? model.refusalOfCode(number, tickets) : null;
      if (refusal) return refusal;
      if (tickets > 0) {
        model.codes[number]!.uses += 1;
        lock.usedCode = number;
      }
    }
    lock.status = 'CONFIRMED';
    lock.booking = 'PENDING_PAYMENT';
    lock.sold = model.soldTickets(lock);
    // Nothing is left to pay.
    if (lock.total === 0) {
      lock.booking = 'CONFIRMED';
      model.version += 1;
    }
    return 'ok';
  }

  protected async perform({ office, lockIds, buyers, bookingIds }: Real, idempotencyKey: string): Promise<void> {
    const input = { lockId: lockIds[this.lock]!, customer: CUSTOMER, idempotencyKey };
    const booking = await office.services.bookings.createBooking(buyers[this.owner]!, input);
    bookingIds.set(this.lock, booking.id);
  }
}

export class Pay extends BookingStep {
  protected override readonly isRequest = true;
  readonly #token: string;
  constructor(pick: number, token: string) {
    super(pick);
    this.#token = token;
  }

  protected expected(model: BoxOfficeModel): Outcome {
    const lock = model.locks[this.lock]!;
    if (lock.booking !== 'PENDING_PAYMENT') return `BOOKING_NOT_PAYABLE ${lock.booking}`;
    if (model.show.status === 'CANCELLED') return `BOOKING_NOT_PAYABLE ${lock.booking}`;
    if (this.#token === 'tok_declined') return 'PAYMENT_DECLINED';
    lock.booking = 'CONFIRMED';
    lock.paid = lock.total;
    lock.isPaidOnline = true;
    model.version += 1;
    return 'ok';
  }

  protected perform({ office, bookingIds }: Real, idempotencyKey: string): Promise<unknown> {
    const input = { bookingId: bookingIds.get(this.lock)!, paymentToken: this.#token, idempotencyKey };
    return office.services.payments.payBooking(ORGANISER, input);
  }

  override toString(): string {
    return `Pay(${this.lock}, ${this.#token})`;
  }
}

/** Whoever cancels it: all that is left goes back, unless the bank is asked for it, or what the rules say. */
export function endBooking(
  model: BoxOfficeModel,
  lock: ModelLock,
  { byRules }: { byRules?: { refund: number; kept: number } | undefined } = {},
): void {
  lock.booking = 'CANCELLED';
  model.version += 1;
  model.giveCodeBack(lock);
  if (lock.paid === undefined) return;
  const { paid, refunded = 0, heldOfChanges = 0 } = lock;
  // What waits of changes is asked for with the rest.
  const refund = byRules?.refund ?? paid - refunded + heldOfChanges;
  lock.refunded = refunded + refund;
  if (byRules) lock.byRules = byRules;
  if (byRules && lock.isDisputed) lock.heldOfChanges = heldOfChanges + refund;
  if (lock.isDisputed && !byRules) lock.held = refund;
}

export class Cancel extends BookingStep {
  protected override readonly isRequest = true;

  protected expected(model: BoxOfficeModel): Outcome {
    const lock = model.locks[this.lock]!;
    if (lock.booking === 'EXPIRED') return 'BOOKING_NOT_CANCELLABLE EXPIRED';
    if (lock.booking === 'CANCELLED') return 'ok';
    endBooking(model, lock);
    return 'ok';
  }

  protected perform({ office, bookingIds }: Real, idempotencyKey: string): Promise<unknown> {
    const bookingId = bookingIds.get(this.lock)!;
    return office.services.bookings.cancelBooking(ORGANISER, { bookingId, idempotencyKey });
  }
}

/** What can still be given back of what was paid for the booking. */
export function refundable({ paid = 0, refunded = 0, held = 0 }: ModelLock): number {
  return paid - (refunded - held);
}

/** A part of what was paid, in thirds of what the booking costs. */
export class RefundPart extends BookingStep {
  protected override readonly isRequest = true;
  readonly #thirds: number;
  #amount = 0;
  constructor(pick: number, thirds: number) {
    super(pick);
    this.#thirds = thirds;
  }

  /** Not what waits for the organiser after a change: that may be given back in this way, too, and its books are looked at by the histories. */
  protected override candidates(model: Readonly<BoxOfficeModel>): number[] {
    return super.candidates(model).filter((number) => !model.locks[number]!.heldOfChanges);
  }

  protected expected(model: BoxOfficeModel): Outcome {
    const lock = model.locks[this.lock]!;
    this.#amount = Math.max(1, Math.floor((lock.total * this.#thirds) / 3));
    if (this.#amount > refundable(lock)) return 'REFUND_NOT_POSSIBLE';
    lock.refunded = (lock.refunded ?? 0) + this.#amount;
    lock.isPartRefunded = true;
    return 'ok';
  }

  protected perform({ office, bookingIds }: Real, idempotencyKey: string): Promise<unknown> {
    const input = { bookingId: bookingIds.get(this.lock)!, amount: this.#amount, idempotencyKey };
    return office.services.refunds.refundBooking(ORGANISER, input);
  }

  override toString(): string {
    return `RefundPart(${this.lock}, ${this.#thirds} thirds)`;
  }
}

export class ExpireBooking extends BookingStep {
  protected expected(model: BoxOfficeModel): Outcome {
    const lock = model.locks[this.lock]!;
    if (lock.booking === 'PENDING_PAYMENT') {
      lock.booking = 'EXPIRED';
      model.version += 1;
      model.giveCodeBack(lock);
    }
    return 'ok';
  }

  protected async perform({ office, bookingIds }: Real): Promise<void> {
    await office.database.query(
      `UPDATE bookings SET expires_at = now() - interval '1 second' WHERE id = $1 AND status = 'PENDING_PAYMENT'`,
      [bookingIds.get(this.lock)],
    );
    await office.sweep();
  }
}
