import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectRightCounts } from '../kit/checks/area-checks.ts';
import { CUSTOMER, guest, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { areaPlan, openAreaShow } from '../kit/shows/area-show.ts';
import { createCode, usesOf } from '../kit/shows/show-code.ts';

/** Sequences; MODEL_RUNS makes it a long search, MODEL_SEED repeats one. */
const RUNS = Math.min(Number(process.env.MODEL_RUNS ?? 60), 5_000);
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);
const CAPACITY = 10;
/** Of the show's promo code. */
const CODE = { code: 'TENOFF', discount: { percent: 10 }, maxTickets: 6 };

interface Purchase {
  buyer: Principal;
  lockId: string;
  places: number;
  hasCode: boolean;
  bookingId: string | null;
  status: 'HELD' | 'BOOKED' | 'PAID' | 'OVER';
}

/** An area as one would explain it: what each purchase has of it, and no more than there is. */
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

  /** How many bookings the code was used for, and how many of their tickets. */
  get uses(): [number, number] {
    const used = this.purchases.filter(({ hasCode, status }) => hasCode && (status === 'BOOKED' || status === 'PAID'));
    return [used.length, used.reduce((sum, { places }) => sum + places, 0)];
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

/** Resolves with null where the refusal says what is left, and there is as much. */
async function unlessShort<T>(area: Area, taking: Promise<T>, available: number): Promise<T | null> {
  try {
    return await taking;
  } catch (error) {
    expect(error).toBeInstanceOf(SeatsUnavailableError);
    expect(error).toMatchObject({ shortAreas: [{ areaId: 'front', available }] });
    expect(area.free).toBe(available);
    return null;
  }
}

/** Resolves with null where the code can't be used, as it should be. */
async function unlessRefused<T>(taking: Promise<T>, refusal: string | null): Promise<T | null> {
  if (refusal === null) return await taking;
  await expect(taking).rejects.toMatchObject({ code: 'CODE_NOT_APPLICABLE', reason: refusal });
  return null;
}

const lock =
  (places: number): Step =>
  async (showId, area) => {
    const buyer = guest();
    const made = await unlessShort(
      area,
      office.services.locks.lockSeats(buyer, { showId, areas: front(places) }),
      area.free,
    );
    expect(made !== null).toBe(places <= area.free);
    if (made) area.purchases.push({ buyer, lockId: made.id, places, hasCode: false, bookingId: null, status: 'HELD' });
  };

const update =
  (number: number, places: number): Step =>
  async (_showId, area) => {
    const one = area.pick(number, 'HELD');
    if (!one) return;
    const input = { lockId: one.lockId, setAreas: front(places) };
    const refusal = one.hasCode && places > one.places ? area.refusalOfCode(places) : null;
    if (refusal) {
      await unlessRefused(office.services.locks.updateLock(one.buyer, input), refusal);
      return;
    }
    const changed = await unlessShort(area, office.services.locks.updateLock(one.buyer, input), area.free);
    expect(changed !== null).toBe(places - one.places <= area.free);
    if (changed) one.places = places;
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
    const booked = await unlessRefused(booking, one.hasCode ? area.refusalOfCode(one.places) : null);
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
    const refusal = hasCode ? area.refusalOfCode(one.places) : null;
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
const places = fc.integer({ min: 1, max: 6 });
const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: places.map(lock) },
    { weight: 2, arbitrary: fc.tuple(number, places).map(([which, count]) => update(which, count)) },
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

it(`an area, and a code for its places, are counted as their model counts them, whatever is done (seed ${SEED}, ${RUNS} sequences)`, {
  timeout: 120_000 + RUNS * 5_000,
}, async () => {
  const property = fc.asyncProperty(steps, async (sequence) => {
    const { id: showId } = await openAreaShow(office, { plan: areaPlan({ capacity: CAPACITY, seats: 0 }) });
    const code = await createCode(office, showId, CODE);
    const area = new Area();
    for (const step of sequence) {
      await step(showId, area);
      await office.settled();
      const [counted] = (await office.services.seatMap.readTruth(showId)).areas!;
      expect(counted).toEqual({ areaId: 'front', ...area.counts });
      expect(await usesOf(office, code.id)).toEqual(area.uses);
      const stored = await office.store.readMap(showId);
      if (stored) expect(stored.areas).toEqual([counted]);
    }
    await expectRightCounts(office.database);
  });
  await fc.assert(property, { seed: SEED, numRuns: RUNS });
});
