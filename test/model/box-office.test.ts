import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemorySeatLockStore } from '../../src/embedded/locks/memory-seat-lock-store.ts';
import { createSeatServiceHandler } from '../../src/modules/bookings/seat-service.ts';
import type { ShowEvent } from '../../src/modules/events/events.ts';
import type { SeatLockStore } from '../../src/modules/locks/seat-lock-store.ts';
import type { IncomingEvent } from '../../src/platform/events/consumer.ts';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { expectConsistent, expectMapIsTruth } from '../kit/checks/ledger-checks.ts';
import { LockBest } from '../kit/model/box-office-best-steps.ts';
import { Allot, Block, ReleaseAllotment, Unallot, Unblock } from '../kit/model/box-office-blocking-steps.ts';
import { Book, Cancel, ExpireBooking, Pay, RefundPart } from '../kit/model/box-office-booking-steps.ts';
import { CancelBookings } from '../kit/model/box-office-cancel-steps.ts';
import { Dispute, Exchange, GiveBack } from '../kit/model/box-office-change-steps.ts';
import { ApplyCode, EndCode, MakeCode, nameOf } from '../kit/model/box-office-code-steps.ts';
import { SellAtDoor } from '../kit/model/box-office-door-steps.ts';
import { ExpireLock, Extend, Lock, Release, SetTypes, Update } from '../kit/model/box-office-lock-steps.ts';
import {
  BOOKING_FEE,
  BoxOfficeModel,
  CHILD_PRICE,
  FIRST_CODE,
  FIRST_PRICES,
  FIRST_RULES,
  MAX_LOCKS,
  MAX_SEATS,
  type ModelShow,
  type Outcome,
  PLACES,
  SEATS,
  STAFF,
  TICKET_FEE,
} from '../kit/model/box-office-model.ts';
import { CancelAsBuyer, ChangeRules, changeRulesOf, expectMoney } from '../kit/model/box-office-rule-steps.ts';
import { ChangeLimit, ChangeOrphanRule, ChangeShow, Reprice } from '../kit/model/box-office-show-steps.ts';
import { type Real, Step } from '../kit/model/box-office-step.ts';
import { guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';

/** MODEL_RUNS=10000 for a long search; MODEL_SEED repeats one. */
const RUNS = Number(process.env.MODEL_RUNS ?? 150);
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);
/** Tells what is stuck: with a load of 20 on two cores a sequence takes a second. */
const TEST_TIMEOUT_MS = 60_000 + RUNS * 3_000;
const MAX_STEPS = 30;
const BUYERS = 2;

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
const fewSeatsOrNone = fc.oneof(fewSeats, fewSeats, fc.constant<number[]>([]));
const places = fc.subarray([0, 1, 2]);
const half = fc.constantFrom<(0 | 1 | null)[]>(null, null, null, 0, 1);
const party = fc
  .record({
    others: fc.integer({ min: 0, max: 3 }),
    accessible: fc.constantFrom(0, 0, 0, 0, 0, 1, 2),
    companions: fc.constantFrom(0, 1),
    tier: half,
    zone: half,
    maxPrice: fc.constantFrom(null, null, null, 0, 2_000, ...FIRST_PRICES),
  })
  .map(({ others, accessible, companions, ...rest }) => ({
    ...rest,
    quantity: Math.max(1, accessible + others),
    accessible,
    companions: accessible > 0 ? Math.min(companions, others) : 0,
  }));
const lockBest = fc.tuple(party, fc.nat(BUYERS - 1)).map(([wanted, buyer]) => new LockBest(wanted, buyer));
const prices = fc
  .tuple(fc.nat(1), fc.constantFrom(0, ...FIRST_PRICES, 9_900))
  .map(([tier, price]) => new Reprice(tier, price));
const rules = fc
  .record({
    returns: fc.constantFrom('NEVER', 'STILL', 'STILL', 'STILL', 'OVER'),
    // A child's ticket costs less than the greatest, and none costs as much as the last.
    returnFee: fc.constantFrom(0, 250, 250, 1_000, 20_000),
    exchanges: fc.boolean(),
  })
  .map((terms) => new ChangeRules(terms));
const steps = fc.commands(
  [
    fc.tuple(seats, fc.nat(BUYERS - 1)).map(([wanted, buyer]) => new Lock(wanted, buyer)),
    fc.tuple(seats, fc.nat(BUYERS - 1), places).map(([wanted, buyer, of]) => {
      // Mostly where they may be.
      const children = wanted.filter((seat, place) => of.includes(place) && (seat % 2 === 0 || of.length === 3));
      return new Lock(wanted, buyer, { children });
    }),
    fc
      .tuple(fewSeatsOrNone, fc.nat(BUYERS), fc.constantFrom(1, 1, 2, 3))
      .map(([wanted, buyer, standing]) => new Lock(wanted, buyer, { places: standing })),
    fc
      .tuple(fewSeatsOrNone, fc.nat(BUYERS), fc.constantFrom(1, 1, 2, 3))
      .map(([wanted, buyer, standing]) => new Lock(wanted, buyer, { places: standing })),
    fc.tuple(lock, places, fc.boolean()).map(([number, of, isChild]) => new SetTypes(number, of, isChild)),
    fc.tuple(lock, places, fc.boolean()).map(([number, of, isChild]) => new SetTypes(number, of, isChild)),
    lockBest,
    lockBest,
    lock.map((number) => new Release(number)),
    lock.map((number) => new Extend(number)),
    fc.tuple(lock, fewSeatsOrNone, places).map(([number, added, gone]) => new Update(number, added, gone)),
    fc.tuple(lock, fewSeatsOrNone, places).map(([number, added, gone]) => new Update(number, added, gone)),
    fc
      .tuple(lock, fewSeatsOrNone, places, fc.boolean())
      .map(([number, added, gone, isForChildren]) => new Update(number, added, gone, { isForChildren })),
    fc
      .tuple(lock, fewSeatsOrNone, fc.oneof(places, fc.constant<number[]>([])), fc.nat(3))
      .map(([number, added, gone, standing]) => new Update(number, added, gone, { standing })),
    fc
      .tuple(lock, fewSeatsOrNone, fc.oneof(places, fc.constant<number[]>([])), fc.nat(3))
      .map(([number, added, gone, standing]) => new Update(number, added, gone, { standing })),
    fc.constant(new Again()),
    fc.constant(new Again()),
    lock.map((number) => new Book(number)),
    lock.map((number) => new Book(number)),
    fc
      .tuple(lock, fc.constantFrom('tok_ok', 'tok_ok', 'tok_declined'))
      .map(([number, token]) => new Pay(number, token)),
    lock.map((number) => new Cancel(number)),
    lock.map((number) => new CancelAsBuyer(number)),
    rules,
    fc
      .tuple(lock, fc.constantFrom(1, 1, 2, 3), fc.boolean())
      .map(([number, thirds, isRefund]) => (isRefund ? new RefundPart(number, thirds) : new Dispute(number))),
    ...[1, 2, 3].map(() => fc.tuple(lock, fc.nat(5)).map(([number, ticket]) => new GiveBack(number, ticket))),
    ...[1, 2].map(() =>
      fc.tuple(lock, fc.nat(2), fc.nat(SEATS)).map(([number, ticket, seat]) => new Exchange(number, ticket, seat)),
    ),
    fewSeats.map((wanted) => new Block(wanted)),
    fewSeats.map((wanted) => new Unblock(wanted)),
    seats.map((wanted) => new Allot(wanted)),
    seats.map((wanted) => new Allot(wanted)),
    fewSeats.map((wanted) => new Unallot(wanted)),
    fc.boolean().map((isByHand) => new ReleaseAllotment(isByHand)),
    seats.map((wanted) => new Lock(wanted, STAFF)),
    seats.map((wanted) => new Lock(wanted, STAFF)),
    fc
      .tuple(seats, fc.constantFrom(true, false, false), fc.constantFrom(0, 0, 1))
      .map(([wanted, isFree, standing]) => new SellAtDoor(wanted, isFree, standing)),
    lock.map((number) => new ExpireLock(number)),
    lock.map((number) => new ExpireBooking(number)),
    fc
      .tuple(fc.constantFrom(20, 20, 33, 100), fc.constantFrom(null, 1, 1, 2))
      .map(([percent, maxUses]) => new MakeCode(percent, maxUses)),
    fc.nat(2).map((code) => new EndCode(code)),
    // The first codes are those that there are; 0 is none.
    fc.tuple(lock, fc.constantFrom(0, 1, 1, 1, 2, 2, 3)).map(([number, code]) => new ApplyCode(number, code)),
    fc.tuple(lock, fc.constantFrom(1, 1, 2)).map(([number, code]) => new ApplyCode(number, code)),
    fc.tuple(lock, fc.constantFrom(1, 1, 2)).map(([number, code]) => new ApplyCode(number, code)),
    fc.constant(new Forget()),
    fc.constant(new ChangeShow('pauseShow')),
    fc.constant(new ChangeShow('publishShow')),
    fc.constant(new ChangeShow('publishShow')),
    // Rarely the end of all sales: little can happen after it.
    fc
      .constantFrom('pauseShow', 'publishShow', 'publishShow', 'publishShow', 'closeShow', 'cancelShow')
      .map((change) => new ChangeShow(change)),
    fc
      .tuple(fc.nat(3), fc.constantFrom('FULL', 'FULL', 'NONE'))
      .map(([dice, refund]) => (dice === 0 ? new CancelBookings(refund) : new ChangeShow('publishShow'))),
    prices,
    prices,
    fc.constantFrom(1, 2, 3, null, null).map((maxSeats) => new ChangeLimit(maxSeats)),
    fc.constantFrom('OFF', 'LENIENT', 'STRICT', 'STRICT').map((rule) => new ChangeOrphanRule(rule)),
    fc.constantFrom('OFF', 'LENIENT', 'STRICT', 'STRICT').map((rule) => new ChangeOrphanRule(rule)),
  ],
  { maxCommands: MAX_STEPS, size: 'max' },
);

/** Mostly of what is paid for, and what becomes of that money: among all others these seldom come one after another. */
const moneySteps = fc.commands(
  [
    ...[1, 2].map(() => fc.tuple(fewSeats, fc.nat(BUYERS - 1)).map(([wanted, buyer]) => new Lock(wanted, buyer))),
    fc.tuple(fewSeats, fc.nat(BUYERS - 1)).map(([wanted, buyer]) => {
      const children = wanted.filter((seat) => seat % 2 === 0);
      return new Lock(wanted, buyer, { children, places: 1 });
    }),
    fc.tuple(lock, fc.constantFrom(1, 1, 2)).map(([number, code]) => new ApplyCode(number, code)),
    ...[1, 2, 3].map(() => fc.nat(1).map((number) => new Book(number))),
    ...[1, 2, 3].map(() => fc.nat(1).map((number) => new Pay(number, 'tok_ok'))),
    ...[1, 2].map(() => lock.map((number) => new CancelAsBuyer(number))),
    lock.map((number) => new Cancel(number)),
    rules,
    fc.tuple(lock, fc.constantFrom(1, 1, 2, 3)).map(([number, thirds]) => new RefundPart(number, thirds)),
    lock.map((number) => new Dispute(number)),
    fc.tuple(lock, fc.nat(5)).map(([number, ticket]) => new GiveBack(number, ticket)),
    fc.tuple(lock, fc.nat(2), fc.nat(SEATS)).map(([number, ticket, seat]) => new Exchange(number, ticket, seat)),
    fewSeats.map((wanted) => new SellAtDoor(wanted, false, 0)),
    fc
      .tuple(fc.nat(5), fc.constantFrom('FULL', 'NONE'))
      .map(([dice, refund]) => (dice === 0 ? new CancelBookings(refund) : new ChangeShow('publishShow'))),
    fc.constant(new Again()),
  ],
  { maxCommands: MAX_STEPS, size: 'max' },
);

/** Two zones with a row for everybody each, and places without numbers in the first; behind it are a wheelchair place, and in the first zone a companion seat beside that. */
function hallWithReservedSeats() {
  const hall = hallPlan({ zones: 2, rows: 2, seats: SEATS / 2, standing: PLACES });
  for (const [index, { rows }] of hall.zones.entries()) {
    for (const seat of rows.flatMap(({ seats }) => seats)) seat.category = index === 0 ? 'Stalls' : 'Balcony';
    const [place, companion] = rows[1]!.seats;
    rows[1]!.seats = [{ ...place!, accessible: true }];
    if (index === 0) rows[1]!.seats.push({ ...companion!, companion: true });
  }
  return hall;
}

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
      env: {
        BUYER_MAX_LOCKS: String(MAX_LOCKS),
        BUYER_MAX_SEATS: String(MAX_SEATS),
        // They enter codes that there are not, too.
        WRONG_CODES_PER_HOUR_PER_CALLER: '10000',
      },
    });
    const venue = { name: 'Hall', city: 'Erfurt', timezone: 'Europe/Berlin' };
    const plan = hallWithReservedSeats();
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
      ticketTypes: [{ name: 'Adult' }, { name: 'Child' }],
      priceTiers: ['Stalls', 'Balcony'].map((name, tier) => ({
        name,
        category: name,
        price: FIRST_PRICES[tier]!,
        prices: tier === 0 ? [{ ticketType: 'Child', price: CHILD_PRICE }] : [],
      })),
      fees: [
        { name: 'Service', basis: 'PER_TICKET', percent: TICKET_FEE },
        { name: 'Post', basis: 'PER_BOOKING', amount: BOOKING_FEE },
      ],
      changeRules: changeRulesOf(FIRST_RULES),
    });
    const { id: showId } = await shows.publishShow(ORGANISER, { showId: show.id });
    // Zone 1 is of the first tier, zone 2 of the second.
    const seatIds = Array.from({ length: SEATS }, (_, seat) => `Z${(seat % 2) + 1}-1-${Math.floor(seat / 2) + 1}`);
    seatIds.push('Z1-2-1', 'Z2-2-1', 'Z1-2-2');
    const { percent, maxUses } = FIRST_CODE;
    const code = { showId, code: nameOf(0), discount: { percent }, maxUses };
    const { id: codeId } = await office.services.codes.createCode(ORGANISER, code);
    const seatService = createSeatServiceHandler({ seatMap: office.services.seatMap });
    let lastId = 0;
    return {
      office,
      showId,
      seatIds,
      tierIds: show.priceTiers.map(({ id }) => id),
      childTypeId: show.ticketTypes[1]!.id,
      zones: ['Zone 1', 'Zone 2'],
      buyers: [...Array.from({ length: BUYERS }, () => guest()), ORGANISER],
      allotmentId: null,
      lockIds: [],
      codeIds: [codeId],
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
        if (events.length === 0) return;
        // As the log hands them out: several at once.
        const incoming = events.map(({ payload }) => ({ payload }) as IncomingEvent);
        const afterCommit = await office.database.transaction((tx) => seatService.together(incoming, tx));
        await afterCommit?.();
        lastId = events.at(-1)!.id;
      },
    };
  }

  /** The show's events are those of its changes, each of a later version, and the last one tells how it is. */
  async function expectToldOfShow(showId: string, { events, status, prices }: ModelShow): Promise<void> {
    const rows = await office.database.query<{ payload: ShowEvent }>(
      `SELECT payload FROM outbox WHERE topic = 'show-events' AND key = $1 ORDER BY id`,
      [showId],
    );
    const told = rows.map(({ payload }) => payload);
    // How often progress is told depends on the clock.
    const changes = told.filter(({ event_type }) => event_type !== 'show.cancellation_progressed');
    expect(changes.map(({ event_type }) => event_type)).toEqual(events);
    const versions = told.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    expect(told.at(-1)!.status).toBe(status);
    expect(told.at(-1)!.prices.map(({ price }) => price.amount)).toEqual(prices);
  }

  /** Resolves when each of so many sequences did what the model does. */
  async function expectAsModel(sequences: typeof steps, numRuns: number): Promise<void> {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => {
        const [model, real] = [new BoxOfficeModel(), await createReal()];
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        await expectToldOfShow(real.showId, model.show);
        await expectMoney(model, real);
        await expectConsistent(office.database, real.showId);
        await expectMapIsTruth(office, real.showId);
        done += 1;
      }),
      // Unbiased: of every length, and not mostly short.
      { seed: SEED, numRuns, unbiased: true },
    );
    expect(done).toBe(numRuns);
  }

  it(
    `does in every sequence what its model does (seed ${SEED}, ${RUNS} sequences)`,
    async () => {
      await expectAsModel(steps, RUNS);
      const [made] = await office.database.query<{ bookings: number }>(
        'SELECT count(*)::int AS bookings FROM bookings WHERE code_id IS NOT NULL',
      );
      expect(made!.bookings, 'bookings with a code').toBeGreaterThanOrEqual(Math.floor(RUNS / 200));
      const [changed] = await office.database.query<{ bookings: number }>(
        'SELECT count(*)::int AS bookings FROM booking_changes WHERE applied_at IS NOT NULL',
      );
      expect(changed!.bookings, 'bookings that were changed').toBeGreaterThanOrEqual(Math.floor(RUNS / 100));
      const [mixed] = await office.database.query<{ bookings: number }>(
        `SELECT count(*)::int AS bookings FROM bookings JOIN seat_locks l ON l.id = lock_id
          WHERE cardinality(l.seat_ids) > 0 AND jsonb_array_length(l.areas) > 0`,
      );
      expect(mixed!.bookings, 'bookings of seats and places together').toBeGreaterThanOrEqual(Math.floor(RUNS / 50));
    },
    TEST_TIMEOUT_MS,
  );

  it(
    `does so with what is paid, and given back by the rules of the show or not (seed ${SEED}, ${RUNS} sequences)`,
    async () => {
      await expectAsModel(moneySteps, RUNS);
      const [kept] = await office.database.query<{ bookings: number }>(
        'SELECT count(*)::int AS bookings FROM booking_changes WHERE kept > 0',
      );
      expect(kept!.bookings, 'bookings that their buyers cancelled by the rules').toBeGreaterThanOrEqual(
        Math.floor(RUNS / 20),
      );
    },
    TEST_TIMEOUT_MS,
  );
});
