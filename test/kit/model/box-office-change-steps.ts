import { ORGANISER } from '../product/box-office.ts';
import { refundable } from './box-office-booking-steps.ts';
import { type BoxOfficeModel, type ModelLock, type Outcome, sizeOf } from './box-office-model.ts';
import { AREA, BookingStep, type Real } from './box-office-step.ts';

/** The tickets of the booking that are good: by seat, or (null) of places. */
async function goodTickets({ office, seatIds, bookingIds }: Real, lock: number) {
  const tickets = await office.services.bookings.ticketsOf(bookingIds.get(lock)!);
  return tickets
    .filter(({ voidedAt }) => voidedAt === null)
    .map(({ id, seatId }) => ({ id, seat: seatIds.includes(seatId) ? seatIds.indexOf(seatId) : null }));
}

/** What a change gives back. REFUND_NOT_POSSIBLE: of what was paid so much is not left. */
function giveMoneyBack(lock: ModelLock, amount: number): Outcome {
  if (amount > 0 && amount > refundable(lock)) return 'REFUND_NOT_POSSIBLE';
  lock.refunded = (lock.refunded ?? 0) + amount;
  if (lock.isDisputed) lock.heldOfChanges = (lock.heldOfChanges ?? 0) + amount;
  lock.sold!.total -= amount;
  return 'ok';
}

/** The organiser gives one ticket of a booking back, for the buyer: what the quote says, applied twice. */
export class GiveBack extends BookingStep {
  readonly #ticket: number;
  /** Null: a place. */
  #seat: number | null = null;
  constructor(pick: number, ticket: number) {
    super(pick);
    this.#ticket = ticket;
  }

  /** Rather where it may be done. */
  protected override candidates(model: Readonly<BoxOfficeModel>): number[] {
    const all = super.candidates(model);
    const likely = all.filter((number) => {
      const lock = model.locks[number]!;
      return lock.booking === 'CONFIRMED' && sizeOf(lock) > 1;
    });
    return likely.length > 0 ? likely : all;
  }

  protected expected(model: BoxOfficeModel): Outcome {
    const lock = model.locks[this.lock]!;
    const tickets = [...lock.seats, ...Array<null>(lock.places).fill(null)];
    this.#seat = tickets[this.#ticket % tickets.length]!;
    if (lock.booking !== 'CONFIRMED' || model.show.status === 'CANCELLED') return 'BOOKING_NOT_CHANGEABLE';
    if (sizeOf(lock) === 1) return 'BOOKING_NOT_CHANGEABLE';
    const { seats, place } = lock.sold!;
    const outcome = giveMoneyBack(lock, this.#seat === null ? place : seats.get(this.#seat)!.price);
    if (outcome !== 'ok') return outcome;
    model.version += 1;
    if (this.#seat === null) lock.places -= 1;
    lock.seats = lock.seats.filter((seat) => seat !== this.#seat);
    lock.children = lock.children.filter((seat) => seat !== this.#seat);
    return 'ok';
  }

  protected async perform(real: Real, idempotencyKey: string): Promise<void> {
    const { changes } = real.office.services;
    const own = (await goodTickets(real, this.lock)).find(({ seat }) => seat === this.#seat);
    const { id: quoteId } = await changes.quote(ORGANISER, {
      bookingId: real.bookingIds.get(this.lock)!,
      // There is none before it is paid.
      cancelTicketIds: [own?.id ?? AREA],
    });
    for (let time = 1; time <= 2; time += 1) await changes.apply(ORGANISER, { quoteId, idempotencyKey });
  }

  override toString(): string {
    return `GiveBack(${this.#seat ?? 'a place'} of ${this.lock})`;
  }
}

/** The organiser exchanges one ticket of a booking for another seat, which costs less or the same. */
export class Exchange extends BookingStep {
  readonly #ticket: number;
  readonly #target: number;
  #from = 0;
  #to = 0;
  constructor(pick: number, ticket: number, target: number) {
    super(pick);
    this.#ticket = ticket;
    this.#target = target;
  }

  protected override candidates(model: Readonly<BoxOfficeModel>): number[] {
    return super.candidates(model).filter((number) => {
      const lock = model.locks[number]!;
      return lock.booking === 'CONFIRMED' && this.#choiceIn(model, lock) !== null;
    });
  }

  #choiceIn(model: Readonly<BoxOfficeModel>, lock: ModelLock): { from: number; to: number; less: number } | null {
    if (lock.seats.length === 0) return null;
    const from = lock.seats[this.#ticket % lock.seats.length]!;
    const ticket = lock.sold!.seats.get(from)!;
    const less = (seat: number) => ticket.price - model.priceInExchange(lock, ticket, seat);
    const choices = model.seats.filter((seat) => model.stateOf(seat) === 'AVAILABLE' && less(seat) >= 0);
    if (choices.length === 0) return null;
    const to = choices[this.#target % choices.length]!;
    return { from, to, less: less(to) };
  }

  protected expected(model: BoxOfficeModel): Outcome {
    const lock = model.locks[this.lock]!;
    const { from, to, less } = this.#choiceIn(model, lock)!;
    [this.#from, this.#to] = [from, to];
    const { status } = model.show;
    if (status === 'CANCELLED') return 'BOOKING_NOT_CHANGEABLE';
    if (status === 'CLOSED') return `SHOW_NOT_ON_SALE ${status}`;
    // Held, then booked, or given back.
    model.version += 2;
    const outcome = giveMoneyBack(lock, less);
    if (outcome !== 'ok') return outcome;
    const { price, isReduced } = lock.sold!.seats.get(from)!;
    lock.sold!.seats.set(to, { price: price - less, isReduced });
    lock.seats = [...lock.seats.filter((seat) => seat !== from), to];
    lock.children = lock.children.filter((seat) => seat !== from);
    return 'ok';
  }

  protected async perform(real: Real, idempotencyKey: string): Promise<void> {
    const { changes } = real.office.services;
    const own = (await goodTickets(real, this.lock)).find(({ seat }) => seat === this.#from);
    const { id: quoteId } = await changes.quote(ORGANISER, {
      bookingId: real.bookingIds.get(this.lock)!,
      exchange: [{ ticketId: own?.id ?? AREA, toSeatId: real.seatIds[this.#to]! }],
    });
    for (let time = 1; time <= 2; time += 1) await changes.apply(ORGANISER, { quoteId, idempotencyKey });
  }

  override toString(): string {
    return `Exchange(${this.#from} for ${this.#to} of ${this.lock})`;
  }
}

/** The buyer has the bank contest what was paid: what is booked stays, and what the end of the show would give back waits. */
export class Dispute extends BookingStep {
  protected expected(model: BoxOfficeModel): Outcome {
    const lock = model.locks[this.lock]!;
    lock.isDisputed ||= lock.isPaidOnline === true;
    return 'ok';
  }

  protected async perform({ office, bookingIds }: Real): Promise<void> {
    const charges = await office.database.query<{ reference: string }>(
      `UPDATE sandbox_charges SET disputed_at = now() - interval '1 second' WHERE outcome = 'SUCCEEDED'
          AND payment_id IN (SELECT id FROM payments WHERE booking_id = $1) RETURNING reference`,
      [bookingIds.get(this.lock)],
    );
    for (const { reference } of charges) await office.services.disputes.review(`${reference}_dispute`);
  }
}
