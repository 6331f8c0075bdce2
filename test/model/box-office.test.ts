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
import { CUSTOMER, createTestBoxOffice, guest, ORGANISER, type TestBoxOffice } from '../kit/box-office.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { expectConsistent } from '../kit/ledger-checks.ts';

/** MODEL_RUNS=10000 for a long search; MODEL_SEED repeats one. */
const RUNS = Number(process.env.MODEL_RUNS ?? 200);
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);
const TEST_TIMEOUT_MS = 60_000 + RUNS * 500;
const BUYERS = 3;
const SEATS = 6;

interface ModelLock {
  owner: number;
  seats: number[];
  status: SeatLockStatus;
  booking: BookingStatus | null;
}

/** The box office as one would explain it: who has which seat, and what became of each lock and its booking. */
class Model {
  version = 0;
  readonly locks: ModelLock[] = [];
  readonly blocked = new Set<number>();

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
}

/** The services, and the ids that they gave to what the model numbers. */
interface Real {
  office: TestBoxOffice;
  showId: string;
  seatIds: string[];
  buyers: Principal[];
  lockIds: string[];
  bookingIds: Map<number, string>;
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

  protected abstract expected(model: Model): Outcome;
  protected abstract perform(real: Real): Promise<unknown>;
  abstract toString(): string;

  async run(model: Model, real: Real): Promise<void> {
    const expected = this.expected(model);
    const outcome = await this.perform(real).then(
      () => 'ok',
      (error: unknown) => refusalOf(error, real),
    );
    expect(outcome, this.toString()).toBe(expected);
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

/** A step about the model's lock with that number, if there are so many. */
abstract class LockStep extends Step {
  protected readonly lock: number;
  constructor(lock: number) {
    super();
    this.lock = lock;
  }

  override check(model: Readonly<Model>): boolean {
    return this.lock < model.locks.length;
  }

  override toString(): string {
    return `${this.constructor.name}(${this.lock})`;
  }
}

abstract class BookingStep extends LockStep {
  override check(model: Readonly<Model>): boolean {
    return (model.locks[this.lock]?.booking ?? null) !== null;
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
  readonly #buyer: number;
  constructor(seats: number[], buyer: number) {
    super(seats);
    this.#buyer = buyer;
  }

  protected expected(model: Model): Outcome {
    const conflicts = model.conflicts(this.seats, this.#buyer);
    if (conflicts.length > 0) return conflicts.join(', ');
    model.locks.push({ owner: this.#buyer, seats: this.seats, status: 'ACTIVE', booking: null });
    model.version += 1;
    return 'ok';
  }

  protected async perform({ office, showId, seatIds, buyers, lockIds }: Real): Promise<void> {
    const wanted = this.seats.map((seat) => seatIds[seat]!);
    const lock = await office.services.locks.lockSeats(buyers[this.#buyer]!, { showId, seatIds: wanted });
    lockIds.push(lock.id);
  }
}

class Release extends LockStep {
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

class Book extends LockStep {
  /** Whose lock it is, by the model. */
  #owner = 0;

  protected expected(model: Model): Outcome {
    const lock = model.locks[this.lock]!;
    this.#owner = lock.owner;
    if (lock.status !== 'ACTIVE') return `LOCK_NOT_ACTIVE ${lock.status}`;
    lock.status = 'CONFIRMED';
    lock.booking = 'PENDING_PAYMENT';
    return 'ok';
  }

  protected async perform({ office, lockIds, buyers, bookingIds }: Real): Promise<void> {
    const input = { lockId: lockIds[this.lock]!, customer: CUSTOMER };
    const booking = await office.services.bookings.createBooking(buyers[this.#owner]!, input);
    bookingIds.set(this.lock, booking.id);
  }
}

class Pay extends BookingStep {
  readonly #token: string;
  constructor(lock: number, token: string) {
    super(lock);
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

  protected perform({ office, bookingIds }: Real): Promise<unknown> {
    const input = { bookingId: bookingIds.get(this.lock)!, paymentToken: this.#token };
    return office.services.payments.payBooking(ORGANISER, input);
  }

  override toString(): string {
    return `Pay(${this.lock}, ${this.#token})`;
  }
}

class Cancel extends BookingStep {
  protected expected(model: Model): Outcome {
    const lock = model.locks[this.lock]!;
    if (lock.booking === 'EXPIRED') return 'BOOKING_NOT_CANCELLABLE EXPIRED';
    if (lock.booking !== 'CANCELLED') model.version += 1;
    lock.booking = 'CANCELLED';
    return 'ok';
  }

  protected perform({ office, bookingIds }: Real): Promise<unknown> {
    return office.services.bookings.cancelBooking(ORGANISER, { bookingId: bookingIds.get(this.lock)! });
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
const steps = fc.commands(
  [
    fc.tuple(seats, fc.nat(BUYERS - 1)).map(([wanted, buyer]) => new Lock(wanted, buyer)),
    fc.tuple(seats, fc.nat(BUYERS - 1)).map(([wanted, buyer]) => new Lock(wanted, buyer)),
    lock.map((number) => new Release(number)),
    lock.map((number) => new Book(number)),
    lock.map((number) => new Book(number)),
    fc
      .tuple(lock, fc.constantFrom('tok_ok', 'tok_ok', 'tok_declined'))
      .map(([number, token]) => new Pay(number, token)),
    lock.map((number) => new Cancel(number)),
    seats.map((wanted) => new Block(wanted)),
    seats.map((wanted) => new Unblock(wanted)),
    lock.map((number) => new ExpireLock(number)),
    lock.map((number) => new ExpireBooking(number)),
    fc.constant(new Forget()),
  ],
  { maxCommands: 25, size: 'max' },
);

describe('the box office', () => {
  let db: TestDatabase;
  let office: TestBoxOffice;
  let memory: SeatLockStore;

  beforeAll(async () => {
    db = await createTestDatabase();
    memory = createMemorySeatLockStore();
    const store = new Proxy(memory, {
      get: (_target, name) => (argument: never) => memory[name as keyof SeatLockStore](argument),
    });
    office = await createTestBoxOffice(db.database, { store });
  });
  afterAll(async () => {
    await office[Symbol.asyncDispose]();
    await db[Symbol.asyncDispose]();
  });

  async function createReal(): Promise<Real> {
    const { id: showId, seatIds } = await office.createShow({ rows: 1, seats: SEATS });
    const handle = createSeatServiceHandler({ seatMap: office.services.seatMap });
    let lastId = 0;
    return {
      office,
      showId,
      seatIds,
      buyers: Array.from({ length: BUYERS }, () => guest()),
      lockIds: [],
      bookingIds: new Map(),
      forget() {
        memory = createMemorySeatLockStore();
      },
      // What relay, log and consumer do, without their waiting: one sequence at a time, so ids are in commit order.
      async settle() {
        const events = await db.database.query<{ id: number; payload: unknown }>(
          `SELECT id, payload FROM outbox WHERE topic = 'booking-events' AND id > $1 AND payload ->> 'show_id' = $2 ORDER BY id`,
          [lastId, showId],
        );
        for (const { id, payload } of events) {
          const afterCommit = await db.database.transaction((tx) => handle({ payload }, tx));
          await afterCommit?.();
          lastId = id;
        }
      },
    };
  }

  it(
    `does in every sequence what its model does (seed ${SEED}, ${RUNS} sequences)`,
    async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (sequence) => {
          const real = await createReal();
          await fc.asyncModelRun(() => ({ model: new Model(), real }), sequence);
          await expectConsistent(db.database, real.showId);
          const { seatMap } = office.services;
          const [map, truth] = [await seatMap.read(real.showId), await seatMap.readTruth(real.showId)];
          expect(map.version).toBe(truth.version);
          expect(new Set(map.unavailable.map(({ seatId, state }) => `${seatId} ${state}`))).toEqual(
            new Set(truth.unavailable.map(({ seatId, state }) => `${seatId} ${state}`)),
          );
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
    TEST_TIMEOUT_MS,
  );
});
