import { readFileSync } from 'node:fs';
import { buildSchema, isInputObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import { IdempotencyConflictError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import {
  CUSTOMER,
  guest,
  ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';

/** They move neither seats nor money, and take a key (see codes.test.ts, undelivered-notifications.test.ts and resent-tickets.test.ts). */
const KEYED_OTHERS = ['applyCode', 'resendNotification', 'resendTickets'];
/** These set what is already so once more when they are sent again, or make nothing that is kept. */
const OTHERS = [
  'cancelShow',
  'closeShow',
  'endCode',
  'joinWaitingRoom',
  'leaveWaitingRoom',
  'openAllotment',
  'pauseShow',
  'publishShow',
  // In place of the booking's former quote: another request makes another one.
  'quoteBookingChange',
  'renewGuestSession',
  'setWaitingRoom',
  'startGuestSession',
  'updateBookingCustomer',
  'updateCode',
  'updateShow',
];

interface Request {
  principal: Principal;
  send(idempotencyKey: string): Promise<unknown>;
  /** The same key with another input. */
  sendOther(idempotencyKey: string): Promise<unknown>;
}

let office: TestBoxOffice;
let show: TestShow;
let planId: string;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ rows: 6, seats: 50 });
  planId = (await office.services.shows.getShow(show.id))!.plan.id;
});
afterAll(() => office?.[Symbol.asyncDispose]());

const nextSeatId = (): string => show.nextSeats(1)[0]!;

async function held() {
  const buyer = guest();
  const seatId = nextSeatId();
  const lock = await office.services.locks.lockSeats(buyer, { showId: show.id, seatIds: [seatId] });
  return { buyer, seatId, lockId: lock.id };
}

async function allotted() {
  const [seatId, other] = [nextSeatId(), nextSeatId()];
  const { id } = await office.services.allotments.createAllotment(ORGANISER, {
    ...{ showId: show.id, name: 'Press', color: '#aa3300', access: 'STAFF' as const, seatIds: [seatId] },
  });
  return { allotmentId: id, other };
}

async function booked() {
  const { buyer, lockId } = await held();
  const booking = await office.services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
  return { buyer, bookingId: booking.id };
}

/** A show on the plan of the one that there is. */
function newShowInput() {
  return {
    planId,
    title: 'Once',
    startsAt: new Date('2099-06-01T18:00:00Z'),
    currency: 'EUR',
    priceTiers: ['Stalls', 'Balcony'].map((name) => ({ name, category: name, price: 1_000 })),
  };
}

/** Makes something that no event tells of: each request once, whoever sends it again. */
const QUIET_MAKERS: Record<string, () => Promise<Request & { count(): Promise<number> }>> = {
  async importSeatingPlan() {
    const { importSeatingPlan } = office.services.planImports;
    const venue = { name: 'Once', city: 'Erfurt', timezone: 'Europe/Berlin' };
    const plan = hallPlan({ zones: 1, rows: 2, seats: 3 });
    return {
      principal: ORGANISER,
      send: (idempotencyKey) => importSeatingPlan(ORGANISER, { venue, plan, idempotencyKey }),
      sendOther: (idempotencyKey) =>
        importSeatingPlan(ORGANISER, { venue, plan: hallPlan({ zones: 1, rows: 3, seats: 3 }), idempotencyKey }),
      count: () => countRows('seating_plans'),
    };
  },
  async createCode() {
    const { createCode } = office.services.codes;
    const input = { showId: show.id, code: newId('code'), discount: { percent: 10 } };
    return {
      principal: ORGANISER,
      send: (idempotencyKey) => createCode(ORGANISER, { ...input, idempotencyKey }),
      sendOther: (idempotencyKey) => createCode(ORGANISER, { ...input, maxUses: 3, idempotencyKey }),
      count: () => countRows('codes'),
    };
  },
};

async function countRows(table: 'seating_plans' | 'codes'): Promise<number> {
  const [row] = await office.database.query<{ count: number }>(`SELECT count(*)::int FROM ${table}`);
  return row!.count;
}

async function paid(): Promise<string> {
  const { buyer, bookingId } = await booked();
  await office.services.payments.payBooking(buyer, { bookingId, paymentToken: 'tok_ok' });
  return bookingId;
}

/** Of one of two tickets of a booking that is paid. */
async function quoted(): Promise<string> {
  const { changes, bookings, locks, payments } = office.services;
  const buyer = guest();
  const { id: lockId } = await locks.lockSeats(buyer, { showId: show.id, seatIds: [nextSeatId(), nextSeatId()] });
  const { id: bookingId } = await bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
  await payments.payBooking(buyer, { bookingId, paymentToken: 'tok_ok' });
  const [ticket] = await bookings.ticketsOf(bookingId);
  return (await changes.quote(ORGANISER, { bookingId, cancelTicketIds: [ticket!.id] })).id;
}

let exchanges = 0;

/** For a seat of row 5, which costs more than that of row 6 that is booked; `nextSeatId` does not get so far. */
async function quotedDearer(): Promise<string> {
  const { changes, bookings, payments, locks } = office.services;
  const buyer = guest();
  exchanges += 1;
  const { id: lockId } = await locks.lockSeats(buyer, { showId: show.id, seatIds: [`Z1-6-${exchanges}`] });
  const { id: bookingId } = await bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
  await payments.payBooking(buyer, { bookingId, paymentToken: 'tok_ok' });
  const [ticket] = await bookings.ticketsOf(bookingId);
  const exchange = [{ ticketId: ticket!.id, toSeatId: `Z1-5-${exchanges}` }];
  return (await changes.quote(ORGANISER, { bookingId, exchange })).id;
}

async function failedRefund(): Promise<string> {
  const { id } = await office.services.refunds.refundBooking(ORGANISER, { bookingId: await paid(), amount: 100 });
  await office.refundOutcomes.settle(id, { status: 'FAILED', reference: null, failureCode: 'account_closed' });
  return id;
}

/** Every mutation that moves seats or money, with a request that it takes once. */
const MOVERS: Record<string, () => Promise<Request>> = {
  async lockSeats() {
    const principal = guest();
    const [one, other] = [nextSeatId(), nextSeatId()];
    const { lockSeats } = office.services.locks;
    return {
      principal,
      send: (idempotencyKey) => lockSeats(principal, { showId: show.id, seatIds: [one], idempotencyKey }),
      sendOther: (idempotencyKey) => lockSeats(principal, { showId: show.id, seatIds: [other], idempotencyKey }),
    };
  },
  async lockBestAvailable() {
    const principal = guest();
    // In a hall of its own: the seats that others are given here are nobody's to choose.
    const { id: showId } = await office.createShow({ rows: 1, seats: 4 });
    const { bestAvailable } = office.services;
    return {
      principal,
      send: (idempotencyKey) => bestAvailable.lock(principal, { showId, quantity: 2, idempotencyKey }),
      sendOther: (idempotencyKey) => bestAvailable.lock(principal, { showId, quantity: 3, idempotencyKey }),
    };
  },
  async updateLock() {
    const { buyer, lockId, seatId } = await held();
    const [one, other] = [nextSeatId(), nextSeatId()];
    const send = (idempotencyKey: string, addSeatIds: string[], removeSeatIds: string[]) =>
      office.services.locks.updateLock(buyer, { lockId, addSeatIds, removeSeatIds, idempotencyKey });
    return {
      principal: buyer,
      send: (key) => send(key, [one], [seatId]),
      sendOther: (key) => send(key, [other], []),
    };
  },
  async extendLock() {
    const [{ buyer, lockId }, other] = [await held(), await held()];
    const { extendLock } = office.services.locks;
    return {
      principal: buyer,
      send: (idempotencyKey) => extendLock(buyer, { lockId, idempotencyKey }),
      sendOther: (idempotencyKey) => extendLock(buyer, { lockId: other.lockId, idempotencyKey }),
    };
  },
  async releaseLock() {
    const [{ buyer, lockId }, other] = [await held(), await held()];
    const { releaseLock } = office.services.locks;
    return {
      principal: buyer,
      send: (idempotencyKey) => releaseLock(buyer, { lockId, idempotencyKey }),
      sendOther: (idempotencyKey) => releaseLock(buyer, { lockId: other.lockId, idempotencyKey }),
    };
  },
  async createBooking() {
    const { buyer, lockId } = await held();
    const send = (idempotencyKey: string, name: string) =>
      office.services.bookings.createBooking(buyer, { lockId, customer: { ...CUSTOMER, name }, idempotencyKey });
    return { principal: buyer, send: (key) => send(key, 'Ada'), sendOther: (key) => send(key, 'Grace') };
  },
  async payBooking() {
    const { buyer, bookingId } = await booked();
    const send = (idempotencyKey: string, paymentToken: string) =>
      office.services.payments.payBooking(buyer, { bookingId, paymentToken, idempotencyKey });
    return { principal: buyer, send: (key) => send(key, 'tok_ok'), sendOther: (key) => send(key, 'tok_declined') };
  },
  async startPayment() {
    const buyer = guest();
    const bookOne = async () => {
      const { id: lockId } = await office.services.locks.lockSeats(buyer, {
        showId: show.id,
        seatIds: [nextSeatId()],
      });
      return (await office.services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER })).id;
    };
    const [one, other] = [await bookOne(), await bookOne()];
    const send = (idempotencyKey: string, bookingId: string) =>
      office.services.payments.startPayment(buyer, { bookingId, idempotencyKey });
    return { principal: buyer, send: (key) => send(key, one), sendOther: (key) => send(key, other) };
  },
  async startChangePayment() {
    const [quoteId, other] = [await quotedDearer(), await quotedDearer()];
    const { changes } = office.services;
    return {
      principal: ORGANISER,
      send: (idempotencyKey) => changes.startPayment(ORGANISER, { quoteId, idempotencyKey }),
      sendOther: (idempotencyKey) => changes.startPayment(ORGANISER, { quoteId: other, idempotencyKey }),
    };
  },
  async cancelBooking() {
    const { buyer, bookingId } = await booked();
    const send = (idempotencyKey: string, reason: string) =>
      office.services.bookings.cancelBooking(buyer, { bookingId, reason, idempotencyKey });
    return { principal: buyer, send: (key) => send(key, 'Ill'), sendOther: (key) => send(key, 'Late') };
  },
  async sellAtBoxOffice() {
    const seats = [{ seatId: nextSeatId() }];
    const sell = (method: 'CASH' | 'FREE', idempotencyKey: string) =>
      office.services.doorSales.sell(ORGANISER, { showId: show.id, seats, method, idempotencyKey });
    return { principal: ORGANISER, send: (key) => sell('CASH', key), sendOther: (key) => sell('FREE', key) };
  },
  async refundBooking() {
    const bookingId = await paid();
    const { refundBooking } = office.services.refunds;
    return {
      principal: ORGANISER,
      send: (idempotencyKey) => refundBooking(ORGANISER, { bookingId, amount: 100, idempotencyKey }),
      sendOther: (idempotencyKey) => refundBooking(ORGANISER, { bookingId, amount: 200, idempotencyKey }),
    };
  },
  async applyBookingChange() {
    const [quoteId, other] = [await quoted(), await quoted()];
    const { changes } = office.services;
    return {
      principal: ORGANISER,
      send: (idempotencyKey) => changes.apply(ORGANISER, { quoteId, idempotencyKey }),
      sendOther: (idempotencyKey) => changes.apply(ORGANISER, { quoteId: other, idempotencyKey }),
    };
  },
  async retryRefund() {
    const [refundId, other] = [await failedRefund(), await failedRefund()];
    const { retryRefund } = office.services.refunds;
    return {
      principal: ORGANISER,
      send: (idempotencyKey) => retryRefund(ORGANISER, { refundId, idempotencyKey }),
      sendOther: (idempotencyKey) => retryRefund(ORGANISER, { refundId: other, idempotencyKey }),
    };
  },
  async blockSeats() {
    const seatId = nextSeatId();
    const { blockSeats } = office.services.seatBlocking;
    const input = { showId: show.id, seatIds: [seatId] };
    return {
      principal: ORGANISER,
      send: (idempotencyKey) => blockSeats(ORGANISER, { ...input, idempotencyKey }),
      sendOther: (idempotencyKey) => blockSeats(ORGANISER, { ...input, reason: 'camera', idempotencyKey }),
    };
  },
  async unblockSeats() {
    const seatId = nextSeatId();
    const { blockSeats, unblockSeats } = office.services.seatBlocking;
    const input = { showId: show.id, seatIds: [seatId] };
    await blockSeats(ORGANISER, input);
    return {
      principal: ORGANISER,
      send: (idempotencyKey) => unblockSeats(ORGANISER, { ...input, idempotencyKey }),
      sendOther: (idempotencyKey) => unblockSeats(ORGANISER, { ...input, reason: 'no camera', idempotencyKey }),
    };
  },
  async duplicateShow() {
    const { duplicateShow } = office.services.showCopies;
    const input = { showId: show.id, startsAt: new Date('2099-06-01T18:00:00Z') };
    return {
      principal: ORGANISER,
      send: (idempotencyKey) => duplicateShow(ORGANISER, { ...input, idempotencyKey }),
      sendOther: (idempotencyKey) => duplicateShow(ORGANISER, { ...input, title: 'Again', idempotencyKey }),
    };
  },
  async createShow() {
    const { createShow } = office.services.showCreation;
    const input = newShowInput();
    return {
      principal: ORGANISER,
      send: (idempotencyKey) => createShow(ORGANISER, { ...input, idempotencyKey }),
      sendOther: (idempotencyKey) => createShow(ORGANISER, { ...input, title: 'Another', idempotencyKey }),
    };
  },
  async createAllotment() {
    const seatIds = [nextSeatId()];
    const { createAllotment } = office.services.allotments;
    const input = { showId: show.id, name: 'Press', color: '#aa3300', access: 'STAFF' as const, seatIds };
    return {
      principal: ORGANISER,
      send: (idempotencyKey) => createAllotment(ORGANISER, { ...input, idempotencyKey }),
      sendOther: (idempotencyKey) => createAllotment(ORGANISER, { ...input, name: 'Guests', idempotencyKey }),
    };
  },
  async updateAllotment() {
    const { allotmentId, other } = await allotted();
    const { updateAllotment } = office.services.allotments;
    const input = { allotmentId, addSeatIds: [other] };
    return {
      principal: ORGANISER,
      send: (idempotencyKey) => updateAllotment(ORGANISER, { ...input, idempotencyKey }),
      sendOther: (idempotencyKey) => updateAllotment(ORGANISER, { ...input, releaseAt: null, idempotencyKey }),
    };
  },
  async releaseAllotment() {
    const [{ allotmentId }, other] = [await allotted(), await allotted()];
    const { releaseAllotment } = office.services.allotments;
    return {
      principal: ORGANISER,
      send: (idempotencyKey) => releaseAllotment(ORGANISER, { allotmentId, idempotencyKey }),
      sendOther: (idempotencyKey) => releaseAllotment(ORGANISER, { allotmentId: other.allotmentId, idempotencyKey }),
    };
  },
};

async function countEvents(): Promise<number> {
  const [row] = await office.database.query<{ count: number }>('SELECT count(*)::int FROM outbox');
  return row!.count;
}

describe('every mutation that moves seats or money', () => {
  it('takes an idempotency key', () => {
    const sdl = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
    const mutations = Object.values(buildSchema(sdl).getMutationType()!.getFields());
    const keyed = mutations.filter(({ args: [input] }) => {
      const type = input && 'ofType' in input.type ? input.type.ofType : undefined;
      return isInputObjectType(type) && 'idempotencyKey' in type.getFields();
    });
    expect(keyed.map(({ name }) => name).toSorted()).toEqual(
      [...Object.keys(MOVERS), ...Object.keys(QUIET_MAKERS), ...KEYED_OTHERS].toSorted(),
    );
    const unkeyed = mutations
      .map(({ name }) => name)
      .filter((name) => !(name in MOVERS) && !(name in QUIET_MAKERS) && !KEYED_OTHERS.includes(name));
    expect(unkeyed.filter((name) => !OTHERS.includes(name))).toEqual([]);
  });

  describe.each(Object.entries(MOVERS))('%s', (_name, newRequest) => {
    it('is done once for its key, and answered alike at the same time and later', async () => {
      const request = await newRequest();
      const key = newId('event');
      const before = await countEvents();
      const answers = await Promise.all([1, 2, 3, 4, 5].map(() => request.send(key)));
      const after = await countEvents();
      expect(after).toBeGreaterThan(before);
      answers.push(await request.send(key));
      // The first answer, but for the time that a lock has left and that is told at each look.
      const withoutTime = answers.map((answer) => ({ ...(answer as object), remaining_ms: undefined }));
      for (const answer of withoutTime) expect(answer).toEqual(withoutTime[0]);
      expect(await countEvents()).toBe(after);
    });

    it('is refused with another input for its key, and nothing happens', async () => {
      const request = await newRequest();
      const key = newId('event');
      await request.send(key);
      const after = await countEvents();
      await expect(request.sendOther(key)).rejects.toThrow(IdempotencyConflictError);
      expect(await countEvents()).toBe(after);
    });

    it('shares its key with nobody', async () => {
      const [request, stranger] = [await newRequest(), guest()];
      const key = newId('event');
      // A stranger used the same text before, for something else.
      const seatIds = [nextSeatId()];
      await office.services.locks.lockSeats(stranger, { showId: show.id, seatIds, idempotencyKey: key });
      await request.send(key);
      const rows = await office.database.query<{ id: string }>(
        'SELECT principal_id AS id FROM idempotency_keys WHERE key = $1 ORDER BY principal_id',
        [key],
      );
      expect(rows.map(({ id }) => id)).toEqual([request.principal.id, stranger.id].toSorted());
    });
  });

  it.each(Object.entries(QUIET_MAKERS))('%s makes one thing for its key', async (_name, newRequest) => {
    const request = await newRequest();
    const key = newId('event');
    const before = await request.count();
    const answers = await Promise.all([1, 2, 3].map(() => request.send(key)));
    answers.push(await request.send(key));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await request.count()).toBe(before + 1);
    await expect(request.sendOther(key)).rejects.toThrow(IdempotencyConflictError);
    expect(await request.count()).toBe(before + 1);
  });

  it('leaves the books in order', async () => {
    await office.startEvents();
    await office.settled();
    await expectConsistent(office.database, show.id);
  });
});
