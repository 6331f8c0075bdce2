import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { shownStatus } from '../../src/modules/bookings/booking-states.ts';
import { createDoorSalesService, type SellAtBoxOfficeInput } from '../../src/modules/door-sales/door-sales.service.ts';
import type { Show } from '../../src/modules/shows/show.ts';
import { ShowNotOnSaleError } from '../../src/modules/shows/shows.errors.ts';
import { ForbiddenError, IdempotencyConflictError, NotFoundError } from '../../src/shared/errors.ts';
import { countsOfArea, expectRightCounts } from '../kit/checks/area-checks.ts';
import { issuesOf } from '../kit/checks/input-issues.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { conflictsOf } from '../kit/checks/refusals.ts';
import {
  CUSTOMER,
  guest,
  ORGANISER,
  OTHER_ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';
import { areaPlan, openAreaShow } from '../kit/shows/area-show.ts';
import { openPricedShow } from '../kit/shows/priced-show.ts';
import { createAllotment } from '../kit/shows/show-allotment.ts';
import { createCode } from '../kit/shows/show-code.ts';

let office: TestBoxOffice;
let show: TestShow;
beforeAll(async () => {
  office = await openTestBoxOffice();
  await office.startEvents();
  show = await office.createShow({ zones: 1, rows: 4, seats: 50 });
});
afterAll(() => office?.[Symbol.asyncDispose]());
afterEach(async () => {
  await office.settled();
  await expectRightCounts(office.database);
  await expectConsistent(office.database, show.id);
});

type Sale = Partial<SellAtBoxOfficeInput>;

const sell = (sale: Sale = {}) =>
  office.services.doorSales.sell(ORGANISER, { showId: show.id, method: 'CASH', ...sale });

const chosen = (seatIds: readonly string[]) => seatIds.map((seatId) => ({ seatId }));

const sellNext = (count: number, sale: Sale = {}) => sell({ seats: chosen(show.nextSeats(count)), ...sale });

/** What was told, in the order of the outbox. */
async function eventsOf(...keys: string[]): Promise<string[]> {
  const rows = await office.database.query<{ type: string }>(
    'SELECT type FROM outbox WHERE key = ANY ($1::text[]) ORDER BY id',
    [keys],
  );
  return rows.map(({ type }) => type);
}

async function stateOf(seatId: string): Promise<string> {
  const { unavailable } = await office.services.seatMap.readTruth(show.id);
  return unavailable.find((seat) => seat.seatId === seatId)?.state ?? 'AVAILABLE';
}

/** Where the ledger has the money of a sale. */
async function ledgerOf({ id }: Booking): Promise<Record<string, number>> {
  const rows = await office.database.query<{ account: string; amount: number }>(
    `SELECT account, sum(amount)::int AS amount FROM ledger_entries JOIN ledger_transactions ON id = transaction_id
      WHERE booking_id = $1 GROUP BY account`,
    [id],
  );
  return Object.fromEntries(rows.map(({ account, amount }) => [account, amount]));
}

async function ticketsOf({ id }: Booking): Promise<number> {
  return (await office.services.bookings.ticketsOf(id)).length;
}

describe('a sale at the box office', () => {
  it('holds, books and takes cash for seats at once, with tickets and the events of any booking', async () => {
    const seatIds = show.nextSeats(2);
    const booking = await sell({ seats: chosen(seatIds), customer: { name: ' Ada ', email: CUSTOMER.email } });
    expect(booking).toMatchObject({
      status: 'CONFIRMED',
      ownerId: ORGANISER.id,
      customerName: 'Ada',
      customerEmail: CUSTOMER.email,
      total: 5_000,
      expiresAt: null,
    });
    expect(await ticketsOf(booking)).toBe(2);
    const [payment, ...others] = await office.services.payments.paymentsOf(booking.id);
    expect(payment).toMatchObject({ provider: 'cash', status: 'SUCCEEDED', amount: 5_000 });
    expect(others).toEqual([]);
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({ paid: 5_000, refunded: 0, lostDisputes: 0 });
    expect(await ledgerOf(booking)).toEqual({ CASH: 5_000, TICKETS: -5_000 });
    expect(await eventsOf(booking.id, payment!.id)).toEqual([
      'booking.created',
      'payment.initiated',
      'payment.succeeded',
      'booking.confirmed',
    ]);
    await office.settled();
    for (const seatId of seatIds) expect(await stateOf(seatId)).toBe('BOOKED');
  });

  it('takes a card terminal’s money, with fees as always, for the types that were chosen', async () => {
    const priced = await openPricedShow(office);
    const [first, second] = priced.stalls;
    const seats = [{ seatId: first! }, { seatId: second!, ticketTypeId: priced.typeId('Child') }];
    const booking = await sell({ showId: priced.id, seats, method: 'CARD_TERMINAL' });
    const lines = await office.services.bookings.linesOf(booking.id);
    expect(lines.map(({ kind, total }) => `${kind} ${total}`)).toEqual([
      'SEAT 4550',
      'SEAT 2000',
      'FEE 455',
      'FEE 200',
      'FEE 390',
    ]);
    expect(booking.total).toBe(4_550 + 2_000 + 455 + 200 + 390);
    const [payment] = await office.services.payments.paymentsOf(booking.id);
    expect(payment).toMatchObject({ provider: 'card_terminal', amount: booking.total });
  });

  it('gives away what is FREE: no payment, no fees, and lines that say why', async () => {
    const priced = await openPricedShow(office);
    const sale = { showId: priced.id, seats: chosen(priced.stalls.slice(0, 2)), method: 'FREE' as const };
    const booking = await sell({ ...sale, customer: { locale: 'de' } });
    expect(booking).toMatchObject({ status: 'CONFIRMED', total: 0 });
    expect(await ticketsOf(booking)).toBe(2);
    expect(await office.services.payments.paymentsOf(booking.id)).toEqual([]);
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({ paid: 0, refunded: 0, lostDisputes: 0 });
    expect(await ledgerOf(booking)).toMatchObject({ TICKETS: -8_504, WRITE_OFFS: 8_504 });
    const lines = await office.services.bookings.linesOf(booking.id);
    expect(lines.map(({ kind, description, total }) => `${kind} ${description} ${total}`)).toEqual([
      'SEAT Stalls, Adult 4550',
      'SEAT Stalls, Adult 4550',
      'DISCOUNT Kostenlos -9100',
    ]);
    expect(lines.reduce((sum, { tax }) => sum + tax, 0)).toBe(0);
  });

  it('gives a ticket that is worth to its holder what it would have cost, and nothing to whoever gave it', async () => {
    const priced = await openPricedShow(office);
    const [cheap] = priced.balcony;
    const booking = await sell({ showId: priced.id, seats: chosen([cheap!]), method: 'FREE' });
    await office.services.shows.updateShow(ORGANISER, {
      showId: priced.id,
      changeRules: { exchangesUntil: new Date('2099-04-30T17:00:00Z') },
    });
    const [ticket] = await office.services.bookings.ticketsOf(booking.id);
    const wanted = {
      bookingId: booking.id,
      exchange: [{ ticketId: ticket!.id, toSeatId: priced.stalls[0]!, ticketTypeId: priced.typeId('Adult') }],
    };
    const link = { bookingId: booking.id, version: booking.linkVersion };
    const holder = { id: `link_${booking.id}.1`, role: 'customer', email: null, link } as const;
    expect(await office.services.changes.quote(holder, wanted)).toMatchObject({ charge: 4_550 - 1_500, refund: 0 });
    const offered = await office.services.changes.quote(ORGANISER, wanted);
    expect(offered).toMatchObject({ charge: 0, refund: 0 });
    await office.services.locks.releaseLock(ORGANISER, { lockId: offered.lockId! });
  });

  it('needs no name and no address', async () => {
    const booking = await sellNext(1, { customer: null });
    expect(booking).toMatchObject({ status: 'CONFIRMED', customerName: '', customerEmail: '', customerPhone: null });
    expect(await sellNext(1, { customer: { name: ' ', email: '' } })).toMatchObject({ customerEmail: '' });
    const correction = { bookingId: booking.id, email: CUSTOMER.email };
    expect(await office.services.showBookings.correctCustomer(ORGANISER, correction)).toMatchObject({
      customerName: '',
      customerEmail: CUSTOMER.email,
    });
  });

  it('asks neither for what a buyer may hold nor for the sales window, nor whether sales are paused', async () => {
    const { services, database } = office;
    await services.shows.updateShow(ORGANISER, { showId: show.id, limits: { seatsPerLock: 1, seatsPerBuyer: 1 } });
    expect((await sellNext(30)).status).toBe('CONFIRMED');
    for (const [salesStartAt, salesEndAt] of [
      ['2099-01-01', null],
      [null, '2001-01-01'],
    ]) {
      await database.query('UPDATE shows SET sales_start_at = $2, sales_end_at = $3 WHERE id = $1', [
        show.id,
        salesStartAt,
        salesEndAt,
      ]);
      services.shows.forget(show.id);
      await expect(
        services.locks.lockSeats(guest(), { showId: show.id, seatIds: show.nextSeats(1) }),
      ).rejects.toBeInstanceOf(ShowNotOnSaleError);
      expect((await sellNext(1)).status).toBe('CONFIRMED');
    }
    await database.query('UPDATE shows SET sales_start_at = NULL, sales_end_at = NULL WHERE id = $1', [show.id]);
    await services.shows.pauseShow(ORGANISER, { showId: show.id });
    expect((await sellNext(1)).status).toBe('CONFIRMED');
    await services.shows.publishShow(ORGANISER, { showId: show.id });
  });

  it('is refused for a show that is closed, cancelled, or was never published, and leaves nothing held', async () => {
    const { shows, locks } = office.services;
    const { seatIds, id: showId } = await office.createShow({ zones: 1, rows: 1, seats: 4 });
    const seats = chosen(seatIds.slice(0, 1));
    await shows.closeShow(ORGANISER, { showId });
    await expect(sell({ showId, seats })).rejects.toMatchObject({ code: 'SHOW_NOT_ON_SALE', status: 'CLOSED' });
    await shows.cancelShow(ORGANISER, { showId });
    await expect(sell({ showId, seats })).rejects.toMatchObject({ code: 'SHOW_NOT_ON_SALE', status: 'CANCELLED' });
    const { plan, currency } = (await shows.getShow(showId))!;
    const priceTiers = [
      { name: 'Stalls', category: 'Stalls', price: 2_500 },
      { name: 'Balcony', category: 'Balcony', price: 1_500 },
    ];
    const startsAt = new Date('2099-05-01T18:00:00Z');
    const draft = await shows.createShow(ORGANISER, {
      planId: plan.id,
      title: 'Draft',
      startsAt,
      currency,
      priceTiers,
    });
    await expect(sell({ showId: draft.id, seats })).rejects.toMatchObject({ status: 'DRAFT' });
    expect(await locks.activeLocks(ORGANISER)).toEqual([]);
  });

  it('is its organiser’s alone', async () => {
    const input = { showId: show.id, seats: chosen(show.nextSeats(1)), method: 'CASH' as const };
    const { doorSales } = office.services;
    await expect(doorSales.sell(OTHER_ORGANISER, input)).rejects.toBeInstanceOf(ForbiddenError);
    await expect(doorSales.sell(guest(), input)).rejects.toBeInstanceOf(ForbiddenError);
    const unknown = { ...input, showId: 'show_01k8000000e008002ymwrqw002' };
    await expect(doorSales.sell(ORGANISER, unknown)).rejects.toBeInstanceOf(NotFoundError);
  });

  it('names what is wrong with its input', async () => {
    expect(await issuesOf(sell())).toEqual(['input.seats: must name at least one seat, or areas some places']);
    const [seatId] = show.nextSeats(1);
    expect(await issuesOf(sell({ seats: chosen([seatId!, seatId!]) }))).toEqual([
      `input.seats.1.seatId: "${seatId}" is listed twice`,
    ]);
    const many = Array.from({ length: 201 }, (_, index) => `S-${index}`);
    expect(await issuesOf(sell({ seats: chosen(many) }))).toEqual([
      'input.seats: must name at most 200 seats, not 201',
    ]);
    const areas = [{ areaId: 'nowhere', quantity: 1 }];
    expect(await issuesOf(sell({ areas }))).toEqual(['input.areas.0.areaId: is not an area of this show']);
    expect(await issuesOf(sell({ seats: chosen([seatId!]), customer: { email: 'nobody' } }))).toEqual([
      'input.customer.email: is not an e-mail address',
    ]);
    const ticketTypeId = 'tickettype_01k8000000e008002ymwrqw002';
    expect(await issuesOf(sell({ seats: [{ seatId: seatId!, ticketTypeId }] }))).toEqual([
      'input.seats.0.ticketTypeId: is not a ticket type of this show',
    ]);
    expect(await conflictsOf(sell({ seats: chosen(['Z9-1-1']) }))).toEqual(['Z9-1-1 UNKNOWN_SEAT']);
  });
});

describe('seats that are not everyone’s', () => {
  it('are sold at the box office if they are of an allotment, for staff or for codes, and stay its own', async () => {
    const staffs = show.nextSeats(2);
    const sponsors = show.nextSeats(2);
    await createAllotment(office, show.id, staffs);
    await createAllotment(office, show.id, sponsors, { access: 'CODE' });
    const booking = await sell({ seats: chosen([...staffs, ...sponsors, ...show.nextSeats(1)]) });
    expect(await ticketsOf(booking)).toBe(5);
    await office.settled();
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await office.settled();
    expect(await stateOf(staffs[0]!)).toBe('BLOCKED');
    expect(await stateOf(sponsors[0]!)).toBe('BLOCKED');
  });

  it('are refused, with every conflict, if they are blocked, held or sold', async () => {
    const [blocked, held, sold, free] = show.nextSeats(4);
    await office.services.seatBlocking.blockSeats(ORGANISER, {
      showId: show.id,
      seatIds: [blocked!],
      reason: 'Camera',
    });
    await office.services.locks.lockSeats(guest(), { showId: show.id, seatIds: [held!] });
    await sell({ seats: chosen([sold!]) });
    await office.settled();
    expect(await conflictsOf(sell({ seats: chosen([blocked!, held!, sold!, free!]) }))).toEqual([
      `${blocked} BLOCKED`,
      `${held} LOCKED_BY_OTHER`,
      `${sold} BOOKED`,
    ]);
    expect(await stateOf(free!)).toBe('AVAILABLE');
  });
});

describe('places of areas', () => {
  const front = (quantity: number) => [{ areaId: 'front', quantity }];

  async function counts({ id }: Pick<Show, 'id'>): Promise<number[]> {
    const { available, held, booked } = (await countsOfArea(office, id))!;
    return [available, held, booked];
  }

  it('are sold with seats: those for staff first, then everyone’s, and at last those for codes', async () => {
    const standing = await openAreaShow(office, { plan: areaPlan({ capacity: 20 }) });
    const staffs = await createAllotment(office, standing.id, [], { areas: front(3) });
    const sponsors = await createAllotment(office, standing.id, [], { areas: front(5), access: 'CODE' });
    await createCode(office, standing.id, { code: 'SPONSOR', discount: null, allotmentId: sponsors.id });
    const taken = async () => {
      const areas = await Promise.all([staffs, sponsors].map((own) => office.services.allotments.areasOf(own)));
      return areas.map(([area]) => area!.taken);
    };
    const booking = await sell({ showId: standing.id, seats: chosen(['Z1-1-1']), areas: front(4) });
    expect(booking.total).toBe(4_500 + 4 * 3_000);
    expect(await ticketsOf(booking)).toBe(5);
    await office.settled();
    expect(await taken()).toEqual([3, 0]);
    expect(await counts(standing)).toEqual([11, 0, 4]);
    await sell({ showId: standing.id, areas: front(11), method: 'FREE' });
    expect(await taken()).toEqual([3, 0]);
    await sell({ showId: standing.id, areas: front(2) });
    expect(await taken()).toEqual([3, 2]);
    await expect(sell({ showId: standing.id, areas: front(4) })).rejects.toMatchObject({
      conflicts: [],
      shortAreas: [{ areaId: 'front', available: 3 }],
    });
    await office.settled();
    expect(await counts(standing)).toEqual([0, 0, 17]);
  });
});

describe('a sale that is sent again', () => {
  it('with the same key is the first one, at the same time too, and refused with another input', async () => {
    const seats = chosen(show.nextSeats(1));
    const sale = { seats, idempotencyKey: 'door-1' };
    const [first, second] = await Promise.all([sell(sale), sell(sale)]);
    expect(second.id).toBe(first.id);
    expect((await sell(sale)).id).toBe(first.id);
    await expect(sell({ ...sale, method: 'FREE' })).rejects.toBeInstanceOf(IdempotencyConflictError);
    expect(await office.services.payments.paymentsOf(first.id)).toHaveLength(1);
  });

  it('after its node died between holding and booking goes on with the seats that it holds', async () => {
    const { locks, bookings } = office.services;
    const seats = chosen(show.nextSeats(1));
    const input = { showId: show.id, seats, method: 'CASH' as const, idempotencyKey: 'door-2' };
    let tries = 0;
    const { idempotency, bookingCache: cache } = office.available;
    const dying = createDoorSalesService({
      idempotency,
      cache,
      defaultLocale: 'en',
      bookings: {
        readBooking: (id) => bookings.readBooking(id),
        async bookAtDoor(lock, sale, terms) {
          tries += 1;
          if (tries === 1) throw new Error('killed');
          await bookings.bookAtDoor(lock, sale, terms);
        },
      },
      locks: {
        holdAtDoor: (...asked) => locks.holdAtDoor(...asked),
        readLock: (id) => locks.readLock(id),
        releaseLock: () => Promise.reject(new Error('killed')),
      },
    });
    await expect(dying.sell(ORGANISER, input)).rejects.toThrow('killed');
    expect(await stateOf(seats[0]!.seatId)).toBe('LOCKED');
    expect((await dying.sell(ORGANISER, input)).status).toBe('CONFIRMED');
    expect(tries).toBe(2);
  });
});

it('of ten sales and ten buyers at the same seat one gets it', async () => {
  const [seatId] = show.nextSeats(1);
  const tries = Array.from({ length: 10 }, () => [
    sell({ seats: chosen([seatId!]) }),
    office.services.locks.lockSeats(guest(), { showId: show.id, seatIds: [seatId!] }),
  ]).flat();
  const outcomes = await Promise.allSettled(tries);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'SEATS_UNAVAILABLE' });
  }
});

describe('money that was taken at the box office', () => {
  async function refundAll(): Promise<void> {
    const worker = office.worker('refund worker');
    worker.start();
    await worker.idle();
  }
  const standingOf = async ({ id }: Booking) => {
    const booking = (await office.services.bookings.readBooking(id))!;
    const { paid, refunded } = await office.services.refunds.sumsOf(id);
    return { status: shownStatus(booking), paid, refunded };
  };

  it('is given back by hand: its refunds are made without asking anybody', async () => {
    const booking = await sellNext(2);
    const { total } = booking;
    const { refunds, bookings } = office.services;
    await refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 1_000 });
    await refundAll();
    expect(await standingOf(booking)).toEqual({ status: 'PARTLY_REFUNDED', paid: total, refunded: 1_000 });
    await bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await refundAll();
    expect(await standingOf(booking)).toEqual({ status: 'REFUNDED', paid: total, refunded: total });
    const charges = await office.database.query(
      'SELECT FROM sandbox_refunds WHERE payment_id IN (SELECT id FROM payments WHERE booking_id = $1)',
      [booking.id],
    );
    expect(charges).toEqual([]);
  });
});
