import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Allotment } from '../../src/modules/allotments/allotment.ts';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectRightCounts } from '../kit/checks/area-checks.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { areaPlan, openAreaShow } from '../kit/shows/area-show.ts';
import { createAllotment } from '../kit/shows/show-allotment.ts';
import { createCode } from '../kit/shows/show-code.ts';

/** Sequences; MODEL_RUNS makes it a long search, MODEL_SEED repeats one. */
const RUNS = Math.min(Number(process.env.MODEL_RUNS ?? 25), 5_000);
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);
const CAPACITY = 10;

interface Purchase {
  buyer: Principal;
  lockId: string;
  /** With the code. */
  isSponsor: boolean;
  places: number;
  /** How many of these return to the allotment. */
  allotted: number;
  bookingId: string | null;
  status: 'HELD' | 'BOOKED' | 'OVER';
}

/** An area as one would explain it, a part of which is one sponsor's. */
class Area {
  readonly purchases: Purchase[] = [];
  readonly allotment: Allotment;
  /** Null: it is released. */
  quota: number | null;

  constructor(allotment: Allotment, quota: number) {
    this.allotment = allotment;
    this.quota = quota;
  }

  get held(): number {
    return this.#sum(({ places }) => places);
  }

  get taken(): number {
    return this.#sum(({ allotted }) => allotted);
  }

  /** What the allotment has free. */
  get own(): number {
    return this.quota === null ? 0 : Math.max(this.quota - this.taken, 0);
  }

  /** For everyone. */
  get free(): number {
    return CAPACITY - this.held - this.own;
  }

  freeFor(isSponsor: boolean): number {
    return this.free + (isSponsor ? this.own : 0);
  }

  pick(number: number, ...statuses: Purchase['status'][]): Purchase | undefined {
    const fitting = this.purchases.filter(({ status }) => statuses.includes(status));
    return fitting[number % Math.max(fitting.length, 1)];
  }

  /** Its places are others now: of the allotment come first, and go last. */
  set(purchase: Purchase, places: number): void {
    const more = places - purchase.places;
    const gained = purchase.isSponsor ? Math.min(Math.max(more, 0), this.own) : 0;
    purchase.allotted = Math.min(purchase.allotted + gained, places);
    purchase.places = places;
  }

  end(purchase: Purchase): void {
    purchase.status = 'OVER';
    purchase.places = 0;
    purchase.allotted = 0;
  }

  release(): void {
    this.quota = null;
    for (const purchase of this.purchases) purchase.allotted = 0;
  }

  #sum(of: (purchase: Purchase) => number): number {
    return this.purchases.reduce((sum, purchase) => sum + of(purchase), 0);
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

/** Resolves with null where the refusal says what is left. */
async function unlessShort<T>(taking: Promise<T>, available: number): Promise<T | null> {
  try {
    return await taking;
  } catch (error) {
    expect(error).toBeInstanceOf(SeatsUnavailableError);
    expect(error).toMatchObject({ shortAreas: [{ areaId: 'front', available }] });
    return null;
  }
}

const lock =
  (places: number, isSponsor: boolean): Step =>
  async (showId, area) => {
    const buyer = guest();
    const available = area.freeFor(isSponsor);
    const input = { showId, areas: front(places), code: isSponsor ? 'sponsor' : null };
    const made = await unlessShort(office.services.locks.lockSeats(buyer, input), available);
    expect(made !== null).toBe(places <= available);
    if (!made) return;
    const purchase: Purchase = {
      ...{ buyer, lockId: made.id, isSponsor, places: 0, allotted: 0, bookingId: null, status: 'HELD' },
    };
    area.set(purchase, places);
    area.purchases.push(purchase);
  };

const update =
  (number: number, places: number): Step =>
  async (_showId, area) => {
    const one = area.pick(number, 'HELD');
    if (!one) return;
    const available = area.freeFor(one.isSponsor);
    const input = { lockId: one.lockId, setAreas: front(places) };
    const changed = await unlessShort(office.services.locks.updateLock(one.buyer, input), available);
    expect(changed !== null).toBe(places - one.places <= available);
    if (changed) area.set(one, places);
  };

const release =
  (number: number): Step =>
  async (_showId, area) => {
    const one = area.pick(number, 'HELD');
    if (!one) return;
    await office.services.locks.releaseLock(one.buyer, { lockId: one.lockId });
    area.end(one);
  };

const book =
  (number: number): Step =>
  async (_showId, area) => {
    const one = area.pick(number, 'HELD');
    if (!one) return;
    const booking = { lockId: one.lockId, customer: CUSTOMER };
    one.bookingId = (await office.services.bookings.createBooking(one.buyer, booking)).id;
    await office.services.payments.payBooking(one.buyer, { bookingId: one.bookingId, paymentToken: 'tok_ok' });
    one.status = 'BOOKED';
  };

const cancel =
  (number: number): Step =>
  async (_showId, area) => {
    const one = area.pick(number, 'BOOKED');
    if (!one) return;
    await office.services.bookings.cancelBooking(one.buyer, { bookingId: one.bookingId! });
    area.end(one);
  };

const expire =
  (number: number): Step =>
  async (_showId, area) => {
    const one = area.pick(number, 'HELD');
    if (!one) return;
    await office.makeOverdue('seat_locks', one.lockId);
    await office.sweep();
    area.end(one);
  };

const resize =
  (places: number): Step =>
  async (_showId, area) => {
    if (area.quota === null) return;
    const input = { allotmentId: area.allotment.id, areas: front(places) };
    const isPossible = Math.max(places - area.taken, 0) <= area.own + area.free;
    const changing = office.services.allotments.updateAllotment(ORGANISER, input);
    const changed = await unlessShort(changing, area.free);
    expect(changed !== null).toBe(isPossible);
    if (changed) area.quota = places;
  };

const releaseAllotment: Step = async (_showId, area) => {
  await office.services.allotments.releaseAllotment(ORGANISER, { allotmentId: area.allotment.id });
  area.release();
};

const forgetMap: Step = async (showId) => office.store.dropMap(showId);

const number = fc.nat({ max: 9 });
const places = fc.integer({ min: 1, max: 6 });
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.tuple(places, fc.boolean()).map(([count, isSponsor]) => lock(count, isSponsor)) },
    { weight: 4, arbitrary: fc.tuple(number, places).map(([which, count]) => update(which, count)) },
    { weight: 2, arbitrary: number.map(release) },
    { weight: 2, arbitrary: number.map(book) },
    { weight: 1, arbitrary: number.map(cancel) },
    { weight: 1, arbitrary: number.map(expire) },
    { weight: 2, arbitrary: fc.nat({ max: 8 }).map(resize) },
    { weight: 1, arbitrary: fc.constant(releaseAllotment) },
    { weight: 1, arbitrary: fc.constant(forgetMap) },
  ),
  { minLength: 10, maxLength: 25 },
);

it(`an area with an allotment is counted as its model counts it, whatever is done (seed ${SEED}, ${RUNS} sequences)`, {
  timeout: 120_000 + RUNS * 5_000,
}, async () => {
  const property = fc.asyncProperty(fc.nat({ max: 8 }), steps, async (quota, sequence) => {
    const { id: showId } = await openAreaShow(office, { plan: areaPlan({ capacity: CAPACITY, seats: 0 }) });
    const allotment = await createAllotment(office, showId, [], { areas: front(Math.max(quota, 1)), access: 'CODE' });
    await createCode(office, showId, { code: 'SPONSOR', allotmentId: allotment.id });
    const area = new Area(allotment, Math.max(quota, 1));
    for (const step of sequence) {
      await step(showId, area);
      await office.settled();
      const [counted] = (await office.services.seatMap.readTruth(showId)).areas!;
      expect(counted!.available).toBe(area.free);
      expect(counted!.held + counted!.booked).toBe(area.held);
      const stored = await office.store.readMap(showId);
      if (stored) expect(stored.areas).toEqual([counted]);
      const last = await office.lastEvent<{ areas?: { available: number }[] }>(showId);
      if (last.areas) expect(last.areas[0]!.available).toBe(area.free);
    }
    await expectRightCounts(office.database);
  });
  await fc.assert(property, { seed: SEED, numRuns: RUNS });
});
