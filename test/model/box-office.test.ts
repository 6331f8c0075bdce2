import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSeatServiceHandler } from '../../src/modules/bookings/seat-service.ts';
import { createMemorySeatLockStore } from '../../src/modules/locks/memory-seat-lock-store.ts';
import type { SeatLockStore } from '../../src/modules/locks/seat-lock-store.ts';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/box-office.ts';
import { Block, Unblock } from '../kit/box-office-blocking-steps.ts';
import { Book, Cancel, ExpireBooking, Pay } from '../kit/box-office-booking-steps.ts';
import { ExpireLock, Extend, Lock, Release, Update } from '../kit/box-office-lock-steps.ts';
import { BoxOfficeModel, MAX_LOCKS, MAX_SEATS, type Outcome } from '../kit/box-office-model.ts';
import { type Real, Step } from '../kit/box-office-step.ts';
import { expectConsistent, expectMapIsTruth } from '../kit/ledger-checks.ts';

/** MODEL_RUNS=10000 for a long search; MODEL_SEED repeats one. */
const RUNS = Number(process.env.MODEL_RUNS ?? 300);
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);
const TEST_TIMEOUT_MS = 60_000 + RUNS * 1_000;
const MAX_STEPS = 30;
const BUYERS = 2;
const SEATS = 8;

/** The last request once more: it gets the first answer, whatever has happened since, and changes nothing. */
class Again extends Step {
  override check(model: Readonly<BoxOfficeModel>): boolean {
    return model.lastOutcome !== null;
  }

  protected expected(model: BoxOfficeModel): Outcome {
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
          await fc.asyncModelRun(() => ({ model: new BoxOfficeModel(), real }), sequence);
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
