import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import type { Booking } from '../../../src/modules/bookings/booking.ts';
import { BookingNotCancellableError, BookingNotPayableError } from '../../../src/modules/bookings/bookings.errors.ts';
import { LockNotActiveError } from '../../../src/modules/locks/locks.errors.ts';
import type { SeatLock } from '../../../src/modules/locks/seat-lock.ts';
import { PaymentDeclinedError } from '../../../src/modules/payments/payments.errors.ts';
import { SeatsUnavailableError } from '../../../src/modules/seat-map/seat-map.errors.ts';
import { ServiceUnavailableError } from '../../../src/shared/errors.ts';
import type { Principal } from '../../../src/shared/principal.ts';
import { inParallel } from '../basics/in-parallel.ts';
import type { Random } from '../basics/random.ts';
import { CUSTOMER, guest } from '../product/box-office.ts';
import type { Counter } from '../product/counter.ts';
import type { OpenMap } from './open-map.ts';

/** What a buyer does with the seats, once they are held. */
export type Intent = 'pays' | 'pays at the second try' | 'lets go' | 'forgets' | 'cancels' | 'gives back';

export interface Wish {
  seatIds: readonly string[];
  intent: Intent;
}

/** What became of a wish; `too slow`: the hold ended before it was paid; `undecided`: the provider did not answer. */
export type Outcome = Intent | 'got nothing' | 'too slow' | 'undecided';

export interface RushOptions {
  showId: string;
  seatIds: readonly string[];
  /** A buyer takes one, and another for the next step. */
  counters: readonly [Counter, Counter];
  /** What buyers believe to be free. */
  maps: readonly [OpenMap, OpenMap];
  random: Random;
}

/** The reasons of a refusal that a buyer without anything can meet. */
const THEIRS: ReadonlySet<string> = new Set(['LOCKED_BY_OTHER', 'BOOKED']);
/** What a buyer is told whose hold has ended meanwhile. */
const TOO_LATE = [LockNotActiveError, BookingNotPayableError, BookingNotCancellableError];

const MAX_TRIES = 4;
/** How often the same is asked while the answer is to come back later. */
const PATIENCE = 10;
/** The provider is asked after ten seconds; a hold that has ended meanwhile has ended its booking. */
const DECIDED_WITHIN = { timeout: 40_000, interval: 250 };
const QUESTIONS_AT_ONCE = 5;

/** Many buyers of one show, as they come at the beginning of its sale, and a book of what they were told. */
export class Rush {
  /** Confirmed and kept, as the buyers know it. */
  readonly sold: Booking[] = [];
  readonly tally: Partial<Record<Outcome | 'refusals' | 'outages', number>> = {};
  readonly #options: RushOptions;
  readonly #undecided: { buyer: Principal; bookingId: string }[] = [];

  constructor(options: RushOptions) {
    this.#options = options;
  }

  /** Resolves with what became of the wish. Rejects with every failure that a buyer of a working box office never meets. */
  async serve({ seatIds, intent }: Wish): Promise<Outcome> {
    const buyer = guest();
    const lock = await this.#takeSeats(buyer, seatIds);
    const outcome = lock ? await this.#use(buyer, lock, intent) : 'got nothing';
    this.#count(outcome);
    return outcome;
  }

  /** Resolves once those who were left without an answer know what became of their payment. */
  async settleUndecided(): Promise<void> {
    await inParallel(this.#undecided.splice(0), QUESTIONS_AT_ONCE, async ({ buyer, bookingId }) => {
      const booking = await vi.waitFor(async () => {
        const now = (await this.#services().bookings.getFreshBooking(buyer, bookingId))!;
        expect(now.status).not.toBe('PENDING_PAYMENT');
        return now;
      }, DECIDED_WITHIN);
      if (booking.status === 'CONFIRMED') this.sold.push(booking);
    });
  }

  /** Seats that are free by the map that a buyer happens to look at. */
  freeSeats(): string[] {
    const { mirror } = this.#one(this.#options.maps);
    return this.#options.seatIds.filter((seatId) => mirror.stateOf(seatId) === 'AVAILABLE');
  }

  async #takeSeats(buyer: Principal, wished: readonly string[]): Promise<SeatLock | null> {
    const { showId } = this.#options;
    let seatIds = wished;
    for (let attempt = 1; attempt <= MAX_TRIES && seatIds.length > 0; attempt += 1) {
      const { locks } = this.#services();
      try {
        const lock = await this.#patiently(() => locks.lockSeats(buyer, { showId, seatIds }));
        expect(lock.seatIds.toSorted()).toEqual([...seatIds].sort());
        return lock;
      } catch (error) {
        if (!(error instanceof SeatsUnavailableError)) throw error;
        const wrong = error.conflicts.filter(({ seatId, reason }) => !seatIds.includes(seatId) || !THEIRS.has(reason));
        if (wrong.length > 0 || error.conflicts.length === 0) throw error;
        this.#count('refusals');
      }
      seatIds = await this.#otherSeats(seatIds);
    }
    return null;
  }

  /** What the box office offers instead, at times; else what the buyer sees on the map. */
  async #otherSeats(seatIds: readonly string[]): Promise<string[]> {
    const { showId, random } = this.#options;
    const free = this.freeSeats();
    if (free.length > 0 && random.integer(1, 8) === 1) {
      const offers = await this.#services().alternatives.find(showId, seatIds);
      if (offers.length > 0) return this.#one(offers).seats.map((seat) => seat.id);
    }
    return random.sample(free, seatIds.length);
  }

  async #use(buyer: Principal, lock: SeatLock, intent: Intent): Promise<Outcome> {
    try {
      if (intent === 'forgets') return intent;
      if (intent !== 'lets go') return await this.#book(buyer, lock, intent);
      await this.#patiently(() => this.#services().locks.releaseLock(buyer, { lockId: lock.id }));
      return intent;
    } catch (error) {
      if (TOO_LATE.some((refusal) => error instanceof refusal)) return 'too slow';
      throw error;
    }
  }

  async #book(buyer: Principal, lock: SeatLock, intent: Exclude<Intent, 'lets go' | 'forgets'>): Promise<Outcome> {
    const order = { lockId: lock.id, customer: CUSTOMER, idempotencyKey: randomUUID() };
    const { id, total } = await this.#patiently(() => this.#services().bookings.createBooking(buyer, order));
    expect(total).toBe(lock.total);
    if (intent === 'pays at the second try' || intent === 'cancels') {
      const answer = await this.#pay(buyer, id, 'tok_declined').catch((error: unknown) => error);
      if (!(answer instanceof PaymentDeclinedError)) return this.#remember(buyer, answer);
    }
    if (intent === 'cancels') {
      expect((await this.#cancel(buyer, id)).status).toBe('CANCELLED');
      return intent;
    }
    const booking = await this.#pay(buyer, id, 'tok_ok');
    if (booking.status !== 'CONFIRMED') return this.#remember(buyer, booking);
    if (intent === 'gives back') expect((await this.#cancel(buyer, id)).status).toMatch(/^(CANCELLED|REFUNDED)$/);
    else this.sold.push(booking);
    return intent;
  }

  #pay(buyer: Principal, bookingId: string, paymentToken: string): Promise<Booking> {
    const payment = { bookingId, paymentToken, idempotencyKey: randomUUID() };
    return this.#patiently(() => this.#services().payments.payBooking(buyer, payment));
  }

  #cancel(buyer: Principal, bookingId: string): Promise<Booking> {
    const cancellation = { bookingId, idempotencyKey: randomUUID() };
    return this.#patiently(() => this.#services().bookings.cancelBooking(buyer, cancellation));
  }

  /** `answer`: the booking, still waiting, of a payment that is not decided yet; an error is thrown on. */
  #remember(buyer: Principal, answer: unknown): 'undecided' {
    if (answer instanceof Error) throw answer;
    expect(answer).toMatchObject({ status: 'PENDING_PAYMENT' });
    this.#undecided.push({ buyer, bookingId: (answer as Booking).id });
    return 'undecided';
  }

  /** Asks again when told to (a database whose connections are all busy for seconds is an outage, too). */
  async #patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof ServiceUnavailableError) || attempt === PATIENCE) throw error;
        this.#count('outages');
        await delay(error.retryAfterSeconds * 1_000);
      }
    }
  }

  #services(): Counter['services'] {
    return this.#one(this.#options.counters).services;
  }

  #one<T>(members: readonly T[]): T {
    return members[this.#options.random.integer(0, members.length - 1)]!;
  }

  #count(what: keyof Rush['tally']): void {
    this.tally[what] = (this.tally[what] ?? 0) + 1;
  }
}
