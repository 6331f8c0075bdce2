import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectRightCounts } from '../kit/checks/area-checks.ts';
import { bySeat, expectConsistent } from '../kit/checks/ledger-checks.ts';
import { CUSTOMER, guest, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { areaPlan, openAreaShow } from '../kit/shows/area-show.ts';
import { createCode, usesOf } from '../kit/shows/show-code.ts';

/** Sequences; MODEL_RUNS makes it a long search, MODEL_SEED repeats one. */
const RUNS = Math.min(Number(process.env.MODEL_RUNS ?? 40), 5_000);
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);
const CAPACITY = 10;
/** Beside the area: some locks have seats and places, some one of them alone. */
const SEATS = ['Z1-1-1', 'Z1-1-2', 'Z1-1-3', 'Z1-1-4'];
/** Of the show's promo code. */
const CODE = { code: 'TENOFF', discount: { percent: 10 }, maxTickets: 6 };

interface Purchase {
  buyer: Principal;
  lockId: string;
  places: number;
  seats: string[];
  hasCode: boolean;
  bookingId: string | null;
  status: 'HELD' | 'BOOKED' | 'PAID' | 'OVER';
}

/** An area and the seats beside it as one would explain them: what each purchase has of them, and no more than there is. */
class Area {
  readonly purchases: Purchase[] = [];

  get free(): number {
    return CAPACITY - this.#placesOf('HELD') - this.#placesOf('BOOKED') - this.#placesOf('PAID');
  }

  /** As the product counts them. */
  get counts() {
    return {
      available: this.free,
      held: this.#placesOf('HELD') + this.#placesOf('BOOKED'),
      booked: this.#placesOf('PAID'),
    };
  }

  /** Of these seats, those that somebody has, but for one purchase; in their order. */
  taken(seats: readonly string[], by?: Purchase): string[] {
    const others = this.purchases.filter((one) => one !== by && one.status !== 'OVER');
    return seats.filter((seat) => others.some((one) => one.seats.includes(seat)));
  }

  /** As the map shows them. */
  get unavailable() {
    return this.purchases
      .filter(({ status }) => status !== 'OVER')
      .flatMap(({ status, seats }) =>
        seats.map((seatId) => ({ seatId, state: status === 'PAID' ? 'BOOKED' : 'LOCKED' })),
      )
      .toSorted((one, other) => (one.seatId < other.seatId ? -1 : 1));
  }

  /** How many bookings the code was used for, and how many of their tickets. */
  get uses(): [number, number] {
    const used = this.purchases.filter(({ hasCode, status }) => hasCode && (status === 'BOOKED' || status === 'PAID'));
    return [used.length, used.reduce((sum, purchase) => sum + ticketsOf(purchase), 0)];
  }

  /** Why the code can't be used for so many tickets; null: it can. */
  refusalOfCode(tickets: number): string | null {
    const [, used] = this.uses;
    if (used >= CODE.maxTickets) return 'USED_UP';
    return used + tickets > CODE.maxTickets ? 'TOO_MANY_TICKETS' : null;
  }

  /** The one that is meant by any number, if there is one in that status. */
  pick(number: number, ...statuses: Purchase['status'][]): Purchase | undefined {
    const fitting = this.purchases.filter(({ status }) => statuses.includes(status));
    return fitting[number % Math.max(fitting.length, 1)];
  }

  #placesOf(status: Purchase['status']): number {
    return this.purchases.reduce((sum, purchase) => sum + (purchase.status === status ? purchase.places : 0), 0);
  }
}

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
  await office.startEvents();
});
afterAll(() => office?.[Symbol.asyncDispose]());

type Step = (showId: string, area: Area) => Promise<void>;

const front = (quantity: number) => [{ areaId: 'front', quantity }];

function ticketsOf({ places, seats }: Pick<Purchase, 'places' | 'seats'>): number {
  return places + seats.length;
}

/** What is refused of a wish: seats that others have, and the area where it has not so many. */
interface Missing {
  taken: string[];
  isShort: boolean;
}

/** Resolves with null where something is missing, which the refusal says, all of it. */
async function unlessMissing<T>(area: Area, taking: Promise<T>, { taken, isShort }: Missing): Promise<T | null> {
  if (taken.length === 0 && !isShort) return await taking;
  const error = await taking.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SeatsUnavailableError);
  const { conflicts, shortAreas } = error as SeatsUnavailableError;
  expect(conflicts.map(({ seatId }) => seatId)).toEqual(taken);
  expect(shortAreas).toEqual(isShort ? [{ areaId: 'front', available: area.free }] : []);
  return null;
}

/** Resolves with null where the code can't be used, as it should be. */
async function unlessRefused<T>(taking: Promise<T>, refusal: string | null): Promise<T | null> {
  if (refusal === null) return await taking;
  await expect(taking).rejects.toMatchObject({ code: 'CODE_NOT_APPLICABLE', reason: refusal });
  return null;
}

/** With no seat and no place it is not sent. */
const lock =
  (places: number, seats: string[]): Step =>
  async (showId, area) => {
    if (places + seats.length === 0) return;
    const buyer = guest();
    const wanted = { showId, seatIds: seats, ...(places > 0 ? { areas: front(places) } : {}) };
    const made = await unlessMissing(area, office.services.locks.lockSeats(buyer, wanted), {
      taken: area.taken(seats),
      isShort: places > area.free,
    });
    if (!made) return;
    const one = { buyer, lockId: made.id, places, seats, hasCode: false, bookingId: null };
    area.purchases.push({ ...one, status: 'HELD' });
  };

/** So many places, and these seats in place of those that it has. */
const update =
  (number: number, places: number, seats: string[]): Step =>
  async (_showId, area) => {
    const one = area.pick(number, 'HELD');
    if (!one || places + seats.length === 0) return;
    const addSeatIds = seats.filter((seat) => !one.seats.includes(seat));
    const removeSeatIds = one.seats.filter((seat) => !seats.includes(seat));
    const input = { lockId: one.lockId, setAreas: front(places), addSeatIds, removeSeatIds };
    const tickets = ticketsOf({ places, seats });
    const refusal = one.hasCode && tickets > ticketsOf(one) ? area.refusalOfCode(tickets) : null;
    if (refusal) {
      await unlessRefused(office.services.locks.updateLock(one.buyer, input), refusal);
      return;
    }
    const changed = await unlessMissing(area, office.services.locks.updateLock(one.buyer, input), {
      taken: area.taken(addSeatIds, one),
      isShort: places - one.places > area.free,
    });
    if (!changed) return;
    one.places = places;
    one.seats = [...one.seats.filter((seat) => !removeSeatIds.includes(seat)), ...addSeatIds];
  };

const release =
  (number: number): Step =>
  async (_showId, area) => {
    const one = area.pick(number, 'HELD');
    if (!one) return;
    await office.services.locks.releaseLock(one.buyer, { lockId: one.lockId });
    one.status = 'OVER';
  };

const book =
  (number: number): Step =>
  async (_showId, area) => {
    const one = area.pick(number, 'HELD');
    if (!one) return;
    const booking = office.services.bookings.createBooking(one.buyer, { lockId: one.lockId, customer: CUSTOMER });
    const booked = await unlessRefused(booking, one.hasCode ? area.refusalOfCode(ticketsOf(one)) : null);
    if (!booked) return;
    one.bookingId = booked.id;
    one.status = 'BOOKED';
  };

const apply =
  (number: number, hasCode: boolean): Step =>
  async (_showId, area) => {
    const one = area.pick(number, 'HELD');
    if (!one) return;
    const input = { lockId: one.lockId, code: hasCode ? CODE.code : null };
    const refusal = hasCode ? area.refusalOfCode(ticketsOf(one)) : null;
    if (await unlessRefused(office.services.locks.applyCode(one.buyer, input), refusal)) one.hasCode = hasCode;
  };

const pay =
  (number: number): Step =>
  async (_showId, area) => {
    const one = area.pick(number, 'BOOKED');
    if (!one) return;
    await office.services.payments.payBooking(one.buyer, { bookingId: one.bookingId!, paymentToken: 'tok_ok' });
    one.status = 'PAID';
  };

const cancel =
  (number: number): Step =>
  async (_showId, area) => {
    const one = area.pick(number, 'BOOKED', 'PAID');
    if (!one) return;
    await office.services.bookings.cancelBooking(one.buyer, { bookingId: one.bookingId! });
    one.status = 'OVER';
  };

const expire =
  (number: number): Step =>
  async (_showId, area) => {
    const one = area.pick(number, 'HELD', 'BOOKED');
    if (!one) return;
    const [table, id] =
      one.bookingId === null ? (['seat_locks', one.lockId] as const) : (['bookings', one.bookingId] as const);
    await office.makeOverdue(table, id);
    await office.sweep();
    one.status = 'OVER';
  };

const forgetMap: Step = async (showId) => office.store.dropMap(showId);

const number = fc.nat({ max: 9 });
const places = fc.integer({ min: 0, max: 6 });
const seats = fc.oneof(fc.constant<string[]>([]), fc.subarray(SEATS, { maxLength: 3 }));
const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.tuple(places, seats).map(([count, beside]) => lock(count, beside)) },
    {
      weight: 2,
      arbitrary: fc.tuple(number, places, seats).map(([which, count, beside]) => update(which, count, beside)),
    },
    { weight: 1, arbitrary: number.map(release) },
    { weight: 2, arbitrary: number.map((which) => apply(which, true)) },
    { weight: 1, arbitrary: number.map((which) => apply(which, false)) },
    { weight: 3, arbitrary: number.map(book) },
    { weight: 3, arbitrary: number.map(pay) },
    { weight: 1, arbitrary: number.map(cancel) },
    { weight: 1, arbitrary: number.map(expire) },
    { weight: 1, arbitrary: fc.constant(forgetMap) },
  ),
  { minLength: 10, maxLength: 25 },
);

it(`an area, seats beside it, and a code for both are counted as their model counts them, whatever is done (seed ${SEED}, ${RUNS} sequences)`, {
  timeout: 120_000 + RUNS * 5_000,
}, async () => {
  const property = fc.asyncProperty(steps, async (sequence) => {
    const { id: showId } = await openAreaShow(office, {
      plan: areaPlan({ capacity: CAPACITY, rows: 1, seats: SEATS.length }),
    });
    const code = await createCode(office, showId, CODE);
    const area = new Area();
    for (const step of sequence) {
      await step(showId, area);
      await office.settled();
      const { unavailable, areas } = await office.services.seatMap.readTruth(showId);
      const [counted] = areas!;
      expect(counted).toEqual({ areaId: 'front', ...area.counts });
      expect(bySeat(unavailable)).toEqual(area.unavailable);
      expect(await usesOf(office, code.id)).toEqual(area.uses);
      const stored = await office.store.readMap(showId);
      if (stored) expect(stored.areas).toEqual([counted]);
    }
    await expectConsistent(office.database, showId);
    await expectRightCounts(office.database);
  });
  await fc.assert(property, { seed: SEED, numRuns: RUNS });
});
