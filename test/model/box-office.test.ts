import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BookingStatus } from '../../src/modules/bookings/booking.ts';
import { createSeatServiceHandler } from '../../src/modules/bookings/seat-service.ts';
import { DomainError } from '../../src/modules/errors.ts';
import type { Principal } from '../../src/modules/identity/principal.ts';
import { createMemorySeatLockStore } from '../../src/modules/locks/memory-seat-lock-store.ts';
import type { SeatLockStatus } from '../../src/modules/locks/seat-lock.ts';
import type { SeatLockStore } from '../../src/modules/locks/seat-lock-store.ts';
import type { SeatState } from '../../src/modules/seat-map/seat-state.ts';
import { newId } from '../../src/platform/ids.ts';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/box-office.ts';
import { expectConsistent, expectMapIsTruth } from '../kit/ledger-checks.ts';

/** MODEL_RUNS=10000 for a long search; MODEL_SEED repeats one. */
const RUNS = Number(process.env.MODEL_RUNS ?? 300);
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);
const TEST_TIMEOUT_MS = 60_000 + RUNS * 1_000;
const MAX_STEPS = 30;
const BUYERS = 2;
const SEATS = 8;
const MAX_LOCKS = 2;
const MAX_SEATS = 4;

interface ModelLock {
  owner: number;
  seats: number[];
  status: SeatLockStatus;
  extensionsLeft: number;
  booking: BookingStatus | null;
}

/** The box office as one would explain it: who has which seat, and what became of each lock and its booking. */
class Model {
  version = 0;
  readonly locks: ModelLock[] = [];
  readonly blocked = new Set<number>();
  /** What the last request came to that may be sent again. */
  lastOutcome: Outcome | null = null;

  stateOf(seat: number): SeatState {
    if (this.blocked.has(seat)) return 'BLOCKED';
    const lock = this.holderOf(seat);
    if (!lock) return 'AVAILABLE';
    return lock.booking === 'CONFIRMED' ? 'BOOKED' : 'LOCKED';
  }

  holderOf(seat: number): ModelLock | undefined {
    return this.locks.find(
      ({ seats, status, booking }) =>
        seats.includes(seat) &&
        (booking === null ? status === 'ACTIVE' : booking === 'PENDING_PAYMENT' || booking === 'CONFIRMED'),
    );
  }

  conflicts(seats: readonly number[], buyer: number | null): string[] {
    return seats.flatMap((seat) => {
      const state = this.stateOf(seat);
      if (state === 'AVAILABLE') return [];
      if (state !== 'LOCKED') return [`${seat} ${state}`];
      return [`${seat} ${this.holderOf(seat)!.owner === buyer ? 'LOCKED_BY_YOU' : 'LOCKED_BY_OTHER'}`];
    });
  }

  /** Whether the buyer would have too much with so many seats more. */
  isOverLimit(buyer: number, more: { locks: number; seats: number }): boolean {
    const held = this.locks.filter(
      ({ owner, status, booking }) =>
        owner === buyer && (booking === null ? status === 'ACTIVE' : booking === 'PENDING_PAYMENT'),
    );
    const seats = held.reduce((sum, lock) => sum + lock.seats.length, 0);
    return held.length + more.locks > MAX_LOCKS || seats + more.seats > MAX_SEATS;
  }
}

/** The services, and the ids that they gave to what the model numbers. */
interface Real {
  office: TestBoxOffice;
  showId: string;
  seatIds: string[];
  buyers: Principal[];
  lockIds: string[];
  bookingIds: Map<number, string>;
  /** The last request that may be sent again. */
  again: (() => Promise<unknown>) | null;
  forget(): void;
  /** Brings what the bookings tell to the seats. */
  settle(): Promise<void>;
}

/** What an operation came to, as text: `ok`, or the refusal with what matters of it. */
type Outcome = string;

/** One operation: what it should come to and do by the model, and doing it. */
abstract class Step implements fc.AsyncCommand<Model, Real> {
  check(_model: Readonly<Model>): boolean {
    return true;
  }

  /** Whether a client that has not heard the answer may send it again, with the same idempotency key. */
  protected readonly isRequest: boolean = false;
  protected abstract expected(model: Model): Outcome;
  protected abstract perform(real: Real, idempotencyKey: string): Promise<unknown>;
  abstract toString(): string;

  async run(model: Model, real: Real): Promise<void> {
    const expected = this.expected(model);
    const key = newId('event');
    const send = () => this.perform(real, key);
    const outcome = await send().then(
      () => 'ok',
      (error: unknown) => refusalOf(error, real),
    );
    expect(outcome, this.toString()).toBe(expected);
    if (this.isRequest) {
      real.again = send;
      model.lastOutcome = outcome;
    }
    await real.settle();
    const truth = await real.office.services.seatMap.readTruth(real.showId);
    const states = new Map(truth.unavailable.map(({ seatId, state }) => [seatId, state]));
    expect(
      real.seatIds.map((seatId) => states.get(seatId) ?? 'AVAILABLE'),
      `seats after ${this.toString()}`,
    ).toEqual(real.seatIds.map((_seatId, seat) => model.stateOf(seat)));
    expect(truth.version, `version after ${this.toString()}`).toBe(model.version);
  }
}

function refusalOf(error: unknown, { seatIds }: Real): Outcome {
  if (!(error instanceof DomainError)) throw error;
  if ('conflicts' in error) {
    const conflicts = error.conflicts as { seatId: string; reason: string }[];
    return conflicts.map(({ seatId, reason }) => `${seatIds.indexOf(seatId)} ${reason}`).join(', ');
  }
  return 'status' in error ? `${error.code} ${error.status}` : error.code;
}

/** A step about one of the model's locks, counted from the newest. */
abstract class LockStep extends Step {
  /** Its number in the model. */
  protected lock = 0;
  readonly #pick: number;

  constructor(pick: number) {
    super();
    this.#pick = pick;
  }

  /** The locks that it may be about, by their numbers. */
  protected candidates(model: Readonly<Model>): number[] {
    return [...model.locks.keys()];
  }

  override check(model: Readonly<Model>): boolean {
    return this.candidates(model).length > 0;
  }

  override async run(model: Model, real: Real): Promise<void> {
    const candidates = this.candidates(model);
    this.lock = candidates.at(-1 - (this.#pick % candidates.length))!;
    await super.run(model, real);
  }

  override toString(): string {
    return `${this.constructor.name}(${this.lock})`;
  }
}

abstract class BookingStep extends LockStep {
  protected override candidates(model: Readonly<Model>): number[] {
    return super.candidates(model).filter((number) => model.locks[number]!.booking !== null);
  }
}

abstract class SeatsStep extends Step {
  protected readonly seats: number[];
  constructor(seats: number[]) {
    super();
    this.seats = seats;
  }

  override toString(): string {
    return `${this.constructor.name}(${this.seats})`;
  }
}

class Lock extends SeatsStep {
  protected override readonly isRequest = true;
  readonly #buyer: number;
  constructor(seats: number[], buyer: number) {
    super(seats);
    this.#buyer = buyer;
  }

  protected expected(model: Model): Outcome {
    const conflicts = model.conflicts(this.seats, this.#buyer);
    if (conflicts.length > 0) return conflicts.join(', ');
    if (model.isOverLimit(this.#buyer, { locks: 1, seats: this.seats.length })) return 'LIMIT_EXCEEDED';
    model.locks.push({ owner: this.#buyer, seats: this.seats, status: 'ACTIVE', extensionsLeft: 1, booking: null });
    model.version += 1;
    return 'ok';
  }

  protected async perform({ office, showId, seatIds, buyers, lockIds }: Real, idempotencyKey: string): Promise<void> {
    const wanted = { showId, seatIds: this.seats.map((seat) => seatIds[seat]!), idempotencyKey };
    const lock = await office.services.locks.lockSeats(buyers[this.#buyer]!, wanted);
    if (!lockIds.includes(lock.id)) lockIds.push(lock.id);
  }

  override toString(): string {
    return `Lock(${this.seats} for ${this.#buyer})`;
  }
}

/** A request of the lock's owner. */
abstract class OwnerStep extends LockStep {
  protected override readonly isRequest = true;
  /** Whose lock it is, by the model. */
  protected owner = 0;

  protected expected(model: Model): Outcome {
    const lock = model.locks[this.lock]!;
    this.owner = lock.owner;
    return lock.status === 'ACTIVE' ? this.expectedOf(lock, model) : `LOCK_NOT_ACTIVE ${lock.status}`;
  }

  /** Of a lock that runs. */
  protected abstract expectedOf(lock: ModelLock, model: Model): Outcome;
}

class Extend extends OwnerStep {
  protected expectedOf(lock: ModelLock, model: Model): Outcome {
    if (lock.extensionsLeft === 0) return 'LIMIT_EXCEEDED';
    lock.extensionsLeft -= 1;
    model.version += 1;
    return 'ok';
  }

  protected perform({ office, lockIds, buyers }: Real, idempotencyKey: string): Promise<unknown> {
    return office.services.locks.extendLock(buyers[this.owner]!, { lockId: lockIds[this.lock]!, idempotencyKey });
  }
}

/** Seats of any kind come into the lock, and those at these places of it go out. */
class Update extends OwnerStep {
  readonly #seats: number[];
  readonly #places: number[];
  #added: number[] = [];
  #removed: number[] = [];

  constructor(pick: number, seats: number[], places: number[]) {
    super(pick);
    this.#seats = seats;
    this.#places = places;
  }

  protected expectedOf(lock: ModelLock, model: Model): Outcome {
    const added = this.#seats.filter((seat) => !lock.seats.includes(seat));
    const removed = lock.seats.filter((_seat, place) => this.#places.includes(place));
    const seats = [...lock.seats.filter((seat) => !removed.includes(seat)), ...added];
    [this.#added, this.#removed] = [added, removed];
    if (seats.length === 0 || added.length + removed.length === 0) return 'INVALID_INPUT';
    const conflicts = model.conflicts(added, lock.owner);
    if (conflicts.length > 0) return conflicts.join(', ');
    const more = { locks: 0, seats: added.length - removed.length };
    if (added.length > 0 && model.isOverLimit(lock.owner, more)) return 'LIMIT_EXCEEDED';
    lock.seats = seats;
    model.version += 1;
    return 'ok';
  }

  protected perform({ office, lockIds, buyers, seatIds }: Real, idempotencyKey: string): Promise<unknown> {
    return office.services.locks.updateLock(buyers[this.owner]!, {
      lockId: lockIds[this.lock]!,
      addSeatIds: this.#added.map((seat) => seatIds[seat]!),
      removeSeatIds: this.#removed.map((seat) => seatIds[seat]!),
      idempotencyKey,
    });
  }

  override toString(): string {
    return `Update(${this.lock}, +${this.#seats}, - at ${this.#places})`;
  }
}

class Release extends LockStep {
  protected override readonly isRequest = true;

  protected expected(model: Model): Outcome {
    const lock = model.locks[this.lock]!;
    if (lock.status === 'ACTIVE') {
      lock.status = 'RELEASED';
      model.version += 1;
    }
    return lock.status === 'RELEASED' ? 'ok' : `LOCK_NOT_ACTIVE ${lock.status}`;
  }

  protected perform({ office, lockIds }: Real): Promise<unknown> {
    return office.services.locks.releaseLock(ORGANISER, { lockId: lockIds[this.lock]! });
  }
}

class ExpireLock extends LockStep {
  protected expected(model: Model): Outcome {
    const lock = model.locks[this.lock]!;
    if (lock.status === 'ACTIVE') {
      lock.status = 'EXPIRED';
      model.version += 1;
    }
    return 'ok';
  }

  protected async perform({ office, lockIds }: Real): Promise<void> {
    await office.database.query(
      `UPDATE seat_locks SET expires_at = now() - interval '1 second' WHERE id = $1 AND status = 'ACTIVE'`,
      [lockIds[this.lock]],
    );
    await office.sweep();
  }
}

class Book extends OwnerStep {
  protected expectedOf(lock: ModelLock): Outcome {
    lock.status = 'CONFIRMED';
    lock.booking = 'PENDING_PAYMENT';
    return 'ok';
  }

  protected async perform({ office, lockIds, buyers, bookingIds }: Real, idempotencyKey: string): Promise<void> {
    const input = { lockId: lockIds[this.lock]!, customer: CUSTOMER, idempotencyKey };
    const booking = await office.services.bookings.createBooking(buyers[this.owner]!, input);
    bookingIds.set(this.lock, booking.id);
  }
}

class Pay extends BookingStep {
  protected override readonly isRequest = true;
  readonly #token: string;
  constructor(pick: number, token: string) {
    super(pick);
    this.#token = token;
  }

  protected expected(model: Model): Outcome {
    const lock = model.locks[this.lock]!;
    if (lock.booking !== 'PENDING_PAYMENT') return `BOOKING_NOT_PAYABLE ${lock.booking}`;
    if (this.#token === 'tok_declined') return 'PAYMENT_DECLINED';
    lock.booking = 'CONFIRMED';
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

class Cancel extends BookingStep {
  protected override readonly isRequest = true;

  protected expected(model: Model): Outcome {
    const lock = model.locks[this.lock]!;
    if (lock.booking === 'EXPIRED') return 'BOOKING_NOT_CANCELLABLE EXPIRED';
    if (lock.booking !== 'CANCELLED') model.version += 1;
    lock.booking = 'CANCELLED';
    return 'ok';
  }

  protected perform({ office, bookingIds }: Real, idempotencyKey: string): Promise<unknown> {
    const bookingId = bookingIds.get(this.lock)!;
    return office.services.bookings.cancelBooking(ORGANISER, { bookingId, idempotencyKey });
  }
}

class ExpireBooking extends BookingStep {
  protected expected(model: Model): Outcome {
    const lock = model.locks[this.lock]!;
    if (lock.booking === 'PENDING_PAYMENT') {
      lock.booking = 'EXPIRED';
      model.version += 1;
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

class Block extends SeatsStep {
  protected expected(model: Model): Outcome {
    const conflicts = model.conflicts(this.seats, null);
    if (conflicts.length > 0) return conflicts.join(', ');
    for (const seat of this.seats) model.blocked.add(seat);
    model.version += 1;
    return 'ok';
  }

  protected perform({ office, showId, seatIds }: Real): Promise<unknown> {
    const input = { showId, seatIds: this.seats.map((seat) => seatIds[seat]!) };
    return office.services.seatBlocking.blockSeats(ORGANISER, input);
  }
}

class Unblock extends SeatsStep {
  protected expected(model: Model): Outcome {
    if (!this.seats.every((seat) => model.blocked.has(seat))) return 'INVALID_INPUT';
    for (const seat of this.seats) model.blocked.delete(seat);
    model.version += 1;
    return 'ok';
  }

  protected perform({ office, showId, seatIds }: Real): Promise<unknown> {
    const input = { showId, seatIds: this.seats.map((seat) => seatIds[seat]!) };
    return office.services.seatBlocking.unblockSeats(ORGANISER, input);
  }
}

/** The last request once more: it gets the first answer, whatever has happened since, and changes nothing. */
class Again extends Step {
  override check(model: Readonly<Model>): boolean {
    return model.lastOutcome !== null;
  }

  protected expected(model: Model): Outcome {
    return model.lastOutcome!;
  }

  protected perform({ again }: Real): Promise<unknown> {
    return again!();
  }

  toString(): string {
    return 'Again';
  }
}

/** The lock store loses its memory: nobody is to notice. */
class Forget extends Step {
  protected expected(): Outcome {
    return 'ok';
  }

  protected async perform({ forget }: Real): Promise<void> {
    forget();
  }

  toString(): string {
    return 'Forget';
  }
}

const lock = fc.nat(5);
const seats = fc.shuffledSubarray(
  Array.from({ length: SEATS }, (_, index) => index),
  { minLength: 1, maxLength: 3 },
);
const fewSeats = fc.shuffledSubarray(
  Array.from({ length: SEATS }, (_, index) => index),
  { minLength: 1, maxLength: 2 },
);
const places = fc.subarray([0, 1, 2]);
const steps = fc.commands(
  [
    fc.tuple(seats, fc.nat(BUYERS - 1)).map(([wanted, buyer]) => new Lock(wanted, buyer)),
    fc.tuple(seats, fc.nat(BUYERS - 1)).map(([wanted, buyer]) => new Lock(wanted, buyer)),
    lock.map((number) => new Release(number)),
    lock.map((number) => new Extend(number)),
    fc
      .tuple(lock, fc.oneof(fewSeats, fewSeats, fc.constant<number[]>([])), places)
      .map(([number, added, gone]) => new Update(number, added, gone)),
    fc
      .tuple(lock, fc.oneof(fewSeats, fewSeats, fc.constant<number[]>([])), places)
      .map(([number, added, gone]) => new Update(number, added, gone)),
    fc
      .tuple(lock, fc.oneof(fewSeats, fewSeats, fc.constant<number[]>([])), places)
      .map(([number, added, gone]) => new Update(number, added, gone)),
    fc.constant(new Again()),
    fc.constant(new Again()),
    lock.map((number) => new Book(number)),
    lock.map((number) => new Book(number)),
    fc
      .tuple(lock, fc.constantFrom('tok_ok', 'tok_ok', 'tok_declined'))
      .map(([number, token]) => new Pay(number, token)),
    lock.map((number) => new Cancel(number)),
    fewSeats.map((wanted) => new Block(wanted)),
    fewSeats.map((wanted) => new Unblock(wanted)),
    lock.map((number) => new ExpireLock(number)),
    lock.map((number) => new ExpireBooking(number)),
    fc.constant(new Forget()),
  ],
  { maxCommands: MAX_STEPS, size: 'max' },
);

describe('the box office', () => {
  let office: TestBoxOffice;
  let memory: SeatLockStore;
  let planId: string;

  beforeAll(async () => {
    memory = createMemorySeatLockStore();
    const store = new Proxy(memory, {
      get: (_target, name) => (argument: never) => memory[name as keyof SeatLockStore](argument),
    });
    office = await openTestBoxOffice({
      store,
      env: { BUYER_MAX_LOCKS: String(MAX_LOCKS), BUYER_MAX_SEATS: String(MAX_SEATS) },
    });
    const venue = { name: 'Hall', city: 'Erfurt', timezone: 'Europe/Berlin' };
    const plan = hallPlan({ rows: 1, seats: SEATS });
    ({ id: planId } = await office.services.seating.importSeatingPlan(ORGANISER, { venue, plan }));
  });
  afterAll(() => office?.[Symbol.asyncDispose]());

  async function createReal(): Promise<Real> {
    const { shows } = office.services;
    const show = await shows.createShow(ORGANISER, {
      planId,
      title: 'Evening concert',
      startsAt: new Date('2099-05-01T18:00:00Z'),
      currency: 'EUR',
      priceTiers: ['Stalls', 'Balcony'].map((name) => ({ name, category: name, price: 2_500 })),
    });
    const { id: showId } = await shows.publishShow(ORGANISER, { showId: show.id });
    const seatIds = (await shows.planOf(show)).seats.map((seat) => seat.id);
    const handle = createSeatServiceHandler({ seatMap: office.services.seatMap });
    let lastId = 0;
    return {
      office,
      showId,
      seatIds,
      buyers: Array.from({ length: BUYERS }, () => guest()),
      lockIds: [],
      bookingIds: new Map(),
      again: null,
      forget() {
        memory = createMemorySeatLockStore();
      },
      // What relay, log and consumer do, without their waiting: one sequence at a time, so ids are in commit order.
      async settle() {
        const events = await office.database.query<{ id: number; payload: unknown }>(
          `SELECT id, payload FROM outbox WHERE topic = 'booking-events' AND id > $1 AND payload ->> 'show_id' = $2 ORDER BY id`,
          [lastId, showId],
        );
        for (const { id, payload } of events) {
          const afterCommit = await office.database.transaction((tx) => handle({ payload }, tx));
          await afterCommit?.();
          lastId = id;
        }
      },
    };
  }

  it(
    `does in every sequence what its model does (seed ${SEED}, ${RUNS} sequences)`,
    async () => {
      let done = 0;
      await fc.assert(
        fc.asyncProperty(steps, async (sequence) => {
          const real = await createReal();
          await fc.asyncModelRun(() => ({ model: new Model(), real }), sequence);
          await expectConsistent(office.database, real.showId);
          await expectMapIsTruth(office, real.showId);
          done += 1;
        }),
        // Unbiased: of every length, and not mostly short.
        { seed: SEED, numRuns: RUNS, unbiased: true },
      );
      expect(done).toBe(RUNS);
    },
    TEST_TIMEOUT_MS,
  );
});
