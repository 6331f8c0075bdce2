import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { shownStatus } from '../../src/modules/bookings/booking-states.ts';
import { BookingNotChangeableError } from '../../src/modules/changes/changes.errors.ts';
import type { Quote } from '../../src/modules/changes/quote.ts';
import type { TicketExchangeInput } from '../../src/modules/changes/wanted-tickets.ts';
import { createDisputes } from '../../src/modules/payments/disputes.ts';
import { RefundNotPossibleError } from '../../src/modules/refunds/refunds.errors.ts';
import type { ChangeRulesInput } from '../../src/modules/shows/change-rules.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { InvalidInputError, NotFoundError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectConsistent, expectTruth, statesOf } from '../kit/checks/ledger-checks.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { fakeProvider } from '../kit/product/paying.ts';
import { AREA_TIERS, areaPlan, openAreaShow } from '../kit/shows/area-show.ts';
import { openPricedShow, PRICING } from '../kit/shows/priced-show.ts';
import { createAllotment } from '../kit/shows/show-allotment.ts';
import { createCode, usesOf } from '../kit/shows/show-code.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
  await office.startEvents();
});
afterAll(() => office?.[Symbol.asyncDispose]());

const UNTIL_SHOW = new Date('2099-05-01T17:00:00Z');

interface Wanted {
  showId: string;
  seats?: { seatId: string; ticketTypeId: string }[];
  seatIds?: string[];
  areas?: { areaId: string; quantity: number }[];
  code?: string;
}

async function sell(wanted: Wanted, token = 'tok_ok'): Promise<{ buyer: Principal; booking: Booking }> {
  const buyer = guest();
  const { bookings, locks, payments } = office.services;
  const { id: lockId } = await locks.lockSeats(buyer, wanted);
  const { id, total } = await bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
  if (total > 0) await payments.payBooking(buyer, { bookingId: id, paymentToken: token });
  await office.settled();
  return { buyer, booking: (await bookings.getFreshBooking(buyer, id))! };
}

async function ticketsOf({ id }: Pick<Booking, 'id'>) {
  return (await office.services.bookings.ticketsOf(id)).filter(({ voidedAt }) => voidedAt === null);
}

const allow = (showId: string, changeRules: ChangeRulesInput) =>
  office.services.shows.updateShow(ORGANISER, { showId, changeRules });

const quote = (who: Principal, { id }: Pick<Booking, 'id'>, ticketIds: readonly string[]): Promise<Quote> =>
  office.services.changes.quote(who, { bookingId: id, cancelTicketIds: ticketIds });

const apply = (who: Principal, quoteId: string, idempotencyKey?: string): Promise<Booking> =>
  office.services.changes.apply(who, { quoteId, idempotencyKey });

async function refundAll(): Promise<void> {
  const worker = office.worker('refund worker');
  worker.start();
  await worker.idle();
}

const linesOf = (lines: Quote['terms']['lines']) =>
  lines.map(({ description, quantity, total }) => `${description} ${quantity} ${total}`);

async function postedOf(bookingId: string): Promise<{ kind: string; entries: string[] }[]> {
  return await office.database.query(
    `SELECT kind, array_agg(concat_ws(' ', account, amount, nullif(quantity, 0) || ' tickets', description) ORDER BY e.position) AS entries
       FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id WHERE booking_id = $1 GROUP BY t.id ORDER BY t.id`,
    [bookingId],
  );
}

/** Two adults in the stalls and a child, with fees of 10 % each and 3.90 for all; what they cost is 113.95. */
async function sellParty(more: Partial<Wanted> = {}, token?: string) {
  const show = await openPricedShow(office);
  const seats = [
    { seatId: show.stalls[0]!, ticketTypeId: show.typeId('Adult') },
    { seatId: show.stalls[1]!, ticketTypeId: show.typeId('Adult') },
    { seatId: show.stalls[2]!, ticketTypeId: show.typeId('Child') },
  ];
  const sold = await sell({ showId: show.id, seats, ...more }, token);
  const [first, second, child] = await ticketsOf(sold.booking);
  return { show, ...sold, first: first!.id, second: second!.id, child: child!.id };
}

const PARTY_TOTAL = 2 * 4_550 + 2_000 + 2 * 455 + 200 + 390;

describe('giving tickets back', () => {
  it('is quoted line by line, and then frees the seats, ends the tickets and refunds the money at once', async () => {
    const { show, buyer, booking, second, child } = await sellParty();
    expect(booking.total).toBe(PARTY_TOTAL);
    await allow(show.id, { returnsUntil: UNTIL_SHOW, returnFee: 500, feeTaxRate: 19, keepsFees: false });
    const quoted = await quote(buyer, booking, [second, child]);
    expect(linesOf(quoted.terms.difference)).toEqual([
      'Stalls, Adult -1 -4550',
      'Stalls, Child -1 -2000',
      'Service fee -1 -455',
      'Service fee -1 -200',
      'Cancellation fee 2 1000',
    ]);
    expect(quoted.refund).toBe(4_550 + 2_000 + 455 + 200 - 1_000);
    expect(await statesOf(office, show.id, show.stalls.slice(0, 3))).toEqual(['BOOKED', 'BOOKED', 'BOOKED']);

    const changed = await apply(buyer, quoted.id);
    expect(changed).toMatchObject({ status: 'CONFIRMED', total: PARTY_TOTAL - quoted.refund });
    expect(changed.seats.map(({ seatId }) => seatId)).toEqual([show.stalls[0]]);
    expect(await statesOf(office, show.id, show.stalls.slice(0, 3))).toEqual(['BOOKED', 'AVAILABLE', 'AVAILABLE']);
    expect((await ticketsOf(booking)).map(({ seatId }) => seatId)).toEqual([show.stalls[0]]);
    const lines = await office.services.bookings.linesOf(booking.id);
    expect(linesOf(lines)).toEqual([
      'Stalls, Adult 1 4550',
      'Service fee 1 455',
      'Shipping 1 390',
      'Cancellation fee 2 1000',
    ]);
    const [refund] = await office.services.refunds.refundsOf(booking.id);
    expect(refund).toMatchObject({ amount: quoted.refund, status: 'PENDING', ticketIds: [second, child] });
    await expectTruth(office, show.id);

    await refundAll();
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({
      paid: PARTY_TOTAL,
      refunded: quoted.refund,
      lostDisputes: 0,
    });
    expect(shownStatus((await office.services.bookings.getFreshBooking(buyer, booking.id))!)).toBe('PARTLY_REFUNDED');
    const [, back, fee, paid] = await postedOf(booking.id);
    expect(back).toMatchObject({ kind: 'RETURN' });
    expect(back!.entries).toContain('TICKETS 4252 -1 tickets');
    expect(fee).toEqual({
      kind: 'EXCHANGE',
      entries: ['SURPLUS 1000', 'FEES -840 Cancellation fee', 'TAX -160 Cancellation fee'],
    });
    expect(paid).toEqual({ kind: 'REFUND', entries: [`PROVIDER -${quoted.refund}`, `SURPLUS ${quoted.refund}`] });
    await expectTruth(office, show.id);
  });

  it('keeps the fees where the show does, and charges nothing for what the organiser gives back', async () => {
    const { show, booking, child } = await sellParty();
    const quoted = await quote(ORGANISER, booking, [child]);
    expect(linesOf(quoted.terms.difference)).toEqual(['Stalls, Child -1 -2000']);
    expect(quoted.refund).toBe(2_000);
    await apply(ORGANISER, quoted.id);
    await refundAll();
    await expectTruth(office, show.id);
  });

  it('is told of by one event of the booking and one of the map, and by a mail of its own', async () => {
    const { show, buyer, booking, child } = await sellParty();
    await allow(show.id, { returnsUntil: UNTIL_SHOW });
    const { id } = await quote(buyer, booking, [child]);
    await apply(buyer, id);
    const events = await office.database.query<{ type: string; payload: object }>(
      `SELECT type, payload FROM outbox WHERE key = ANY ($1) AND type IN ('booking.changed', 'seat.unlocked') ORDER BY id`,
      [[booking.id, show.id]],
    );
    expect(events).toMatchObject([
      {
        type: 'booking.changed',
        payload: {
          revision: 3,
          seat_ids: show.stalls.slice(0, 2),
          returned_seat_ids: [show.stalls[2]],
          total: { amount: PARTY_TOTAL - 2_000 },
        },
      },
      {
        type: 'seat.unlocked',
        payload: { seat_ids: [show.stalls[2]], booking_id: booking.id, reason: 'BOOKING_CHANGED' },
      },
    ]);
  });

  it('gives all that is left back when the booking is cancelled later, and nothing twice', async () => {
    const { show, buyer, booking, first, child } = await sellParty();
    await allow(show.id, { returnsUntil: UNTIL_SHOW, returnFee: 300, keepsFees: false });
    await apply(buyer, (await quote(buyer, booking, [child])).id);
    await apply(buyer, (await quote(buyer, booking, [first])).id);
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await refundAll();
    await office.settled();
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({
      paid: PARTY_TOTAL,
      refunded: PARTY_TOTAL,
      lostDisputes: 0,
    });
    expect((await office.services.bookings.getFreshBooking(buyer, booking.id))!.status).toBe('REFUNDED');
    const refunds = await office.services.refunds.refundsOf(booking.id);
    expect(refunds.flatMap(({ ticketIds }) => ticketIds).toSorted()).toEqual(
      (await office.services.bookings.ticketsOf(booking.id)).map(({ id }) => id).toSorted(),
    );
    expect(await statesOf(office, show.id, show.stalls.slice(0, 3))).toEqual(['AVAILABLE', 'AVAILABLE', 'AVAILABLE']);
    await expectTruth(office, show.id);
  });

  it('balances when its refund fails, is given back with the rest, and when others were made before it', async () => {
    const { show, booking, child } = await sellParty({}, 'tok_refund_fails');
    const quoted = await quote(ORGANISER, booking, [child]);
    await apply(ORGANISER, quoted.id);
    await refundAll();
    expect((await office.services.refunds.refundsOf(booking.id))[0]).toMatchObject({ status: 'FAILED' });
    await expectConsistent(office.database, show.id);
    await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 1_234 });
    await refundAll();
    await expectConsistent(office.database, show.id);
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await refundAll();
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({
      paid: PARTY_TOTAL,
      refunded: PARTY_TOTAL,
      lostDisputes: 0,
    });
    await expectConsistent(office.database, show.id);
  });

  it('takes the discount of a code off what goes back, and leaves the code used', async () => {
    const show = await openPricedShow(office);
    const code = await createCode(office, show.id);
    const seats = show.stalls.slice(0, 2).map((seatId) => ({ seatId, ticketTypeId: show.typeId('Adult') }));
    const { booking } = await sell({ showId: show.id, seats, code: 'SUMMER20' });
    const [ticket] = await ticketsOf(booking);
    const quoted = await quote(ORGANISER, booking, [ticket!.id]);
    expect(linesOf(quoted.terms.difference)).toEqual(['Stalls, Adult -1 -4550', 'SUMMER20 1 910']);
    await apply(ORGANISER, quoted.id);
    await refundAll();
    expect(await usesOf(office, code.id)).toEqual([1, 2]);
    await expectConsistent(office.database, show.id);
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await refundAll();
    expect(await usesOf(office, code.id)).toEqual([0, 0]);
    await expectConsistent(office.database, show.id);
  });

  it('frees single places of areas, and returns those of an allotment to it', async () => {
    const show = await openAreaShow(office, { plan: areaPlan({ capacity: 10 }) });
    const { booking, buyer } = await sell({
      showId: show.id,
      seatIds: ['Z1-1-1'],
      areas: [{ areaId: 'front', quantity: 3 }],
    });
    const places = (await ticketsOf(booking)).filter(({ areaId }) => areaId !== null);
    await allow(show.id, { returnsUntil: UNTIL_SHOW });
    const quoted = await quote(buyer, booking, [places[0]!.id, places[2]!.id]);
    expect(quoted.refund).toBe(6_000);
    const changed = await apply(buyer, quoted.id);
    expect(changed.areas).toMatchObject([{ areaId: 'front', quantity: 1 }]);
    await expectTruth(office, show.id);
    await apply(buyer, (await quote(buyer, booking, [places[1]!.id])).id);
    expect((await office.services.bookings.getFreshBooking(buyer, booking.id))!.areas).toEqual([]);
    await expectTruth(office, show.id);
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await refundAll();
    await office.settled();
    await expectTruth(office, show.id);
  });

  it('blocks seats of an allotment again', async () => {
    const show = await openPricedShow(office, {
      ...PRICING,
      ticketTypes: [],
      priceTiers: PRICING.priceTiers.map(({ prices: _, ...tier }) => tier),
    });
    await createAllotment(office, show.id, show.balcony.slice(0, 2));
    const booking = await office.services.doorSales.sell(ORGANISER, {
      showId: show.id,
      seats: show.balcony.slice(0, 2).map((seatId) => ({ seatId })),
      method: 'CASH',
    });
    await office.settled();
    const [ticket] = await ticketsOf(booking);
    await apply(ORGANISER, (await quote(ORGANISER, booking, [ticket!.id])).id);
    expect(await statesOf(office, show.id, show.balcony.slice(0, 2))).toEqual(['BLOCKED', 'BOOKED']);
    await refundAll();
    await expectTruth(office, show.id);
  });

  it('works of a booking that cost nothing, which has nothing to refund', async () => {
    const show = await openPricedShow(office);
    const seats = show.balcony.slice(0, 2).map((seatId) => ({ seatId, ticketTypeId: show.typeId('Child') }));
    const { booking } = await sell({ showId: show.id, seats });
    const [ticket] = await ticketsOf(booking);
    const quoted = await quote(ORGANISER, booking, [ticket!.id]);
    expect(quoted.refund).toBe(0);
    await apply(ORGANISER, quoted.id);
    await expectTruth(office, show.id);
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await office.settled();
    await expectTruth(office, show.id);
  });
});

const exchange = (
  who: Principal,
  { id }: Pick<Booking, 'id'>,
  list: TicketExchangeInput[],
  cancelTicketIds: string[] = [],
) => office.services.changes.quote(who, { bookingId: id, exchange: list, cancelTicketIds });

describe('exchanging tickets', () => {
  it('holds the new seats with the quote, and gives the old ones back as it books them, in one version of the map', async () => {
    const { show, buyer, booking, first, child } = await sellParty();
    await allow(show.id, { exchangesUntil: UNTIL_SHOW, exchangeFee: 200, feeTaxRate: 19, keepsFees: false });
    const [seat] = show.balcony as [string];
    const quoted = await exchange(buyer, booking, [
      { ticketId: first, toSeatId: seat, ticketTypeId: show.typeId('Adult') },
    ]);
    expect(linesOf(quoted.terms.difference)).toEqual([
      'Stalls, Adult -1 -4550',
      'Service fee -1 -455',
      'Balcony, Adult 1 1500',
      'Service fee 1 150',
      'Exchange fee 1 200',
    ]);
    expect(quoted.refund).toBe(4_550 + 455 - 1_500 - 150 - 200);
    expect(await statesOf(office, show.id, [show.stalls[0]!, seat])).toEqual(['BOOKED', 'LOCKED']);
    await expect(office.services.locks.lockSeats(guest(), { showId: show.id, seatIds: [seat] })).rejects.toMatchObject({
      code: 'SEATS_UNAVAILABLE',
    });

    const changed = await apply(buyer, quoted.id);
    expect(changed.seats.map(({ seatId }) => seatId)).toEqual([...show.stalls.slice(1, 3), seat]);
    expect(await statesOf(office, show.id, [show.stalls[0]!, seat])).toEqual(['AVAILABLE', 'BOOKED']);
    const tickets = await ticketsOf(booking);
    expect(tickets.map(({ seatId }) => seatId)).toEqual([...show.stalls.slice(1, 3), seat]);
    expect(tickets.map(({ id }) => id)).toContain(child);
    expect(tickets.at(-1)).toMatchObject({ ticketTypeId: show.typeId('Adult') });
    const event = await office.lastEvent<object>(show.id);
    expect(event).toMatchObject({
      event_type: 'seat.booked',
      seat_ids: [seat],
      unlocked_seat_ids: [show.stalls[0]],
      booking_id: booking.id,
    });
    await expectTruth(office, show.id);
    await refundAll();
    await expectTruth(office, show.id);
    // And back, to a seat that it had before, as another type.
    const back = await exchange(ORGANISER, booking, [
      { ticketId: tickets.at(-1)!.id, toSeatId: show.stalls[0]!, ticketTypeId: show.typeId('Child') },
    ]);
    expect(back).toMatchObject({ refund: 0, charge: 500 + 50 });
    await office.services.changes.apply(ORGANISER, { quoteId: back.id, method: 'CASH' });
    expect(await statesOf(office, show.id, [show.stalls[0]!, seat])).toEqual(['BOOKED', 'AVAILABLE']);
    await expectTruth(office, show.id);
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await refundAll();
    await office.settled();
    const paid = PARTY_TOTAL + back.charge;
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({ paid, refunded: paid, lostDisputes: 0 });
    await expectTruth(office, show.id);
  });

  it('takes another type for the same seat, and swaps seats among tickets of the booking, without a lock', async () => {
    const { show, booking, first, second } = await sellParty();
    const asChild = await exchange(ORGANISER, booking, [
      { ticketId: first, toSeatId: show.stalls[1]!, ticketTypeId: show.typeId('Child') },
      { ticketId: second, toSeatId: show.stalls[0]!, ticketTypeId: show.typeId('Adult') },
    ]);
    expect(asChild.lockId).toBeNull();
    await apply(ORGANISER, asChild.id);
    expect((await ticketsOf(booking)).map(({ seatId, ticketTypeId }) => [seatId, ticketTypeId])).toEqual([
      [show.stalls[0], show.typeId('Adult')],
      [show.stalls[1], show.typeId('Child')],
      [show.stalls[2], show.typeId('Child')],
    ]);
    await refundAll();
    await expectTruth(office, show.id);
  });

  it('keeps the discount of a code for the new ticket, and gives others back in the same change', async () => {
    const show = await openPricedShow(office);
    const code = await createCode(office, show.id);
    const seats = show.stalls.slice(0, 3).map((seatId) => ({ seatId, ticketTypeId: show.typeId('Adult') }));
    const { booking, buyer } = await sell({ showId: show.id, seats, code: 'SUMMER20' });
    await allow(show.id, { exchangesUntil: UNTIL_SHOW, returnsUntil: UNTIL_SHOW });
    const [first, second] = await ticketsOf(booking);
    const toSeat = { toSeatId: show.balcony[1]!, ticketTypeId: show.typeId('Adult') };
    const { id, refund } = await exchange(buyer, booking, [{ ticketId: first!.id, ...toSeat }], [second!.id]);
    // The fees are kept.
    expect(refund).toBe(2 * (4_550 - 910) - (1_500 - 300));
    await apply(buyer, id);
    await refundAll();
    expect(await usesOf(office, code.id)).toEqual([1, 3]);
    await expectTruth(office, show.id);
  });

  it('exchanges a place of an area for a seat', async () => {
    const show = await openAreaShow(office, {
      plan: areaPlan({ capacity: 10 }),
      priceTiers: AREA_TIERS.map((tier) => ({ ...tier, price: 3_000 })),
    });
    const { booking } = await sell({ showId: show.id, areas: [{ areaId: 'front', quantity: 2 }] });
    const [place] = await ticketsOf(booking);
    const { id } = await exchange(ORGANISER, booking, [{ ticketId: place!.id, toSeatId: 'Z1-1-1' }]);
    const changed = await apply(ORGANISER, id);
    expect(changed).toMatchObject({ seats: [{ seatId: 'Z1-1-1' }], areas: [{ areaId: 'front', quantity: 1 }] });
    await expectTruth(office, show.id);
  });

  it('is refused for seats that are taken, and frees what it held', async () => {
    const { show, buyer, booking, first, second } = await sellParty();
    const other = await sellParty();
    await allow(show.id, { exchangesUntil: UNTIL_SHOW });
    await expect(exchange(buyer, booking, [{ ticketId: first, toSeatId: 'nowhere' }])).rejects.toMatchObject({
      issues: [{ path: 'input.exchange.0.toSeatId', code: 'UNKNOWN' }],
    });
    await expect(
      exchange(buyer, booking, [{ ticketId: first, toSeatId: show.balcony[0]!, ticketTypeId: show.typeId('Student') }]),
    ).rejects.toMatchObject({ issues: [{ path: 'input.exchange.0.ticketTypeId' }] });
    await expect(exchange(buyer, booking, [{ ticketId: other.first, toSeatId: show.balcony[0]! }])).rejects.toThrow(
      InvalidInputError,
    );
    await office.services.locks.lockSeats(guest(), { showId: show.id, seatIds: [show.balcony[0]!] });
    await expect(exchange(buyer, booking, [{ ticketId: first, toSeatId: show.balcony[0]! }])).rejects.toMatchObject({
      code: 'SEATS_UNAVAILABLE',
    });
    // A former quote's seats are free for the next one.
    await exchange(buyer, booking, [{ ticketId: first, toSeatId: show.balcony[1]! }]);
    const next = await exchange(buyer, booking, [{ ticketId: second, toSeatId: show.balcony[1]! }]);
    expect(await statesOf(office, show.id, show.balcony.slice(0, 2))).toEqual(['LOCKED', 'LOCKED']);
    await office.services.locks.releaseLock(buyer, { lockId: next.lockId! });
    await expect(apply(buyer, next.id)).rejects.toMatchObject({ reason: 'EXPIRED' });
    await expectTruth(office, show.id);
  });

  it('books the new seats, or lets them go with the lock: never both', async () => {
    const { show, buyer, booking, first, second } = await sellParty();
    await allow(show.id, { exchangesUntil: UNTIL_SHOW });
    for (const [index, ticketId] of [first, second].entries()) {
      const quoted = await exchange(buyer, booking, [{ ticketId, toSeatId: show.balcony[index]! }]);
      if (index === 1) await office.makeOverdue('seat_locks', quoted.lockId!);
      const [applied] = await Promise.allSettled([apply(buyer, quoted.id), office.sweep()]);
      expect(applied.status).toBe(index === 1 ? 'rejected' : 'fulfilled');
      await expectConsistent(office.database, show.id);
    }
  });

  it('gives one seat to one of the bookings that ask for it at once', async () => {
    const show = await openPricedShow(office);
    const seatOf = (index: number) => [{ seatId: show.stalls[index]!, ticketTypeId: show.typeId('Adult') }];
    const sold = [await sell({ showId: show.id, seats: seatOf(0) }), await sell({ showId: show.id, seats: seatOf(1) })];
    await allow(show.id, { exchangesUntil: UNTIL_SHOW });
    const toSeatId = show.stalls[3]!;
    const quotes = await Promise.allSettled(
      sold.map(async ({ buyer, booking }) => {
        const [ticket] = await ticketsOf(booking);
        const { id } = await exchange(buyer, booking, [{ ticketId: ticket!.id, toSeatId }]);
        return await apply(buyer, id);
      }),
    );
    expect(quotes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expectTruth(office, show.id);
  });
});

describe('exchanging tickets for dearer ones', () => {
  const DEARER = 4_550 + 455 - 2_000 - 200;

  /** The child of a party is to have an adult's seat, for which 28.05 more is to be paid. */
  async function quoteDearer(token?: string) {
    const sold = await sellParty({}, token);
    const { show, buyer, booking, child } = sold;
    await allow(show.id, { exchangesUntil: UNTIL_SHOW, keepsFees: false });
    const toSeatId = show.stalls[3]!;
    const quoted = await exchange(buyer, booking, [{ ticketId: child, toSeatId, ticketTypeId: show.typeId('Adult') }]);
    expect(quoted).toMatchObject({ refund: 0, charge: DEARER });
    const pay = (paymentToken: string, idempotencyKey?: string) =>
      office.services.changes.apply(buyer, { quoteId: quoted.id, paymentToken, idempotencyKey });
    const paymentsOf = async () => await office.services.payments.paymentsOf(booking.id);
    return { ...sold, toSeatId, quoted, pay, paymentsOf };
  }

  it('charges the difference, and exchanges them with the money', async () => {
    const { show, buyer, booking, toSeatId, quoted, pay, paymentsOf } = await quoteDearer();
    await expect(apply(buyer, quoted.id)).rejects.toMatchObject({
      issues: [{ path: 'input.paymentToken', code: 'REQUIRED' }],
    });
    const changed = await pay('tok_ok', 'the-key');
    expect(changed).toMatchObject({ status: 'CONFIRMED', total: PARTY_TOTAL + DEARER });
    expect(await statesOf(office, show.id, [show.stalls[2]!, toSeatId])).toEqual(['AVAILABLE', 'BOOKED']);
    await pay('tok_ok', 'the-key');
    await pay('tok_ok');
    expect((await paymentsOf()).map(({ amount, status }) => [amount, status])).toEqual([
      [PARTY_TOTAL, 'SUCCEEDED'],
      [DEARER, 'SUCCEEDED'],
    ]);
    const [, ...posted] = await postedOf(booking.id);
    expect(posted.map(({ kind }) => kind).toSorted()).toEqual(['CHARGE', 'EXCHANGE', 'RETURN']);
    expect(posted.find(({ kind }) => kind === 'CHARGE')!.entries).toEqual([`PROVIDER ${DEARER}`, `SURPLUS -${DEARER}`]);
    const statement = await office.services.ledger.statementOf(
      ORGANISER,
      (await office.services.shows.getShow(show.id))!,
      { from: null, to: null },
    );
    expect(statement).toMatchObject({ surplus: 0, methodRows: [{ method: 'ONLINE', received: PARTY_TOTAL + DEARER }] });
    await expectTruth(office, show.id);
  });

  it('gives back of the newest payment first, of each at most what it has left, and all of both in the end', async () => {
    const { show, buyer, booking, pay, paymentsOf } = await quoteDearer();
    await pay('tok_ok');
    const [old, newer] = await paymentsOf();
    const { refunds, bookings } = office.services;
    const first = await refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: DEARER + 300 });
    expect(first).toMatchObject({ paymentId: newer!.id, amount: DEARER });
    // All that was asked for by it is told, one for each payment.
    const requested = (await refunds.refundsOf(booking.id)).filter(({ id }) => first.requestedIds.includes(id));
    expect(requested.map(({ paymentId, amount }) => [paymentId, amount])).toEqual([
      [newer!.id, DEARER],
      [old!.id, 300],
    ]);
    await refundAll();
    expect((await paymentsOf()).map(({ status, refunded }) => [status, refunded])).toEqual([
      ['SUCCEEDED', 300],
      ['REFUNDED', DEARER],
    ]);
    await expectConsistent(office.database, show.id);
    await expect(
      refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: PARTY_TOTAL }),
    ).rejects.toMatchObject({ refundable: PARTY_TOTAL - 300 });
    await bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await refundAll();
    await office.settled();
    expect(await refunds.sumsOf(booking.id)).toEqual({
      paid: PARTY_TOTAL + DEARER,
      refunded: PARTY_TOTAL + DEARER,
      lostDisputes: 0,
    });
    expect((await refunds.refundsOf(booking.id)).at(-1)).toMatchObject({ paymentId: old!.id });
    expect((await bookings.getFreshBooking(buyer, booking.id))!.status).toBe('REFUNDED');
    await expectTruth(office, show.id);
  });

  it.each([
    ['newer', 'are asked for what the other has'],
    ['older', 'wait for the bank with the rest'],
  ])('gives back of payments that nobody contests first: where the %s is contested, refunds %s', async (which) => {
    const { show, buyer, booking, first: ticketId, pay, paymentsOf } = await quoteDearer();
    await pay('tok_ok');
    const [older, newer] = await paymentsOf();
    const contested = which === 'newer' ? newer! : older!;
    const { database, services, refundRequests } = office;
    const about = { reference: `dp_${contested.id}`, paymentId: contested.id, reason: 'fraudulent' };
    const dispute = { ...about, amount: { amount: contested.amount, currency: contested.currency } };
    const provider = fakeProvider({ lookupDispute: async () => ({ ...dispute, status: 'NEEDS_RESPONSE' as const }) });
    const disputes = createDisputes({ ...services, database, provider, refunds: refundRequests, logger });
    await disputes.review(dispute.reference);
    const quoted = await quote(ORGANISER, booking, [ticketId]);
    const changed = await apply(ORGANISER, quoted.id);
    expect(changed).toMatchObject({ status: 'CONFIRMED', total: PARTY_TOTAL + DEARER - quoted.refund });
    const refunds = (await services.refunds.refundsOf(booking.id)).map(
      ({ paymentId, amount, failureCode, ticketIds }) => ({
        paymentId,
        amount,
        failureCode,
        ticketIds,
      }),
    );
    const ticketIds = [ticketId];
    expect(refunds.toSorted((one, other) => one.amount - other.amount)).toEqual(
      which === 'newer'
        ? [{ paymentId: older!.id, amount: quoted.refund, failureCode: null, ticketIds }]
        : [
            { paymentId: older!.id, amount: quoted.refund - DEARER, failureCode: 'disputed', ticketIds },
            { paymentId: newer!.id, amount: DEARER, failureCode: null, ticketIds },
          ],
    );
    await refundAll();
    await office.settled();
    expect(await services.bookings.getFreshBooking(buyer, booking.id)).toMatchObject({ status: 'CONFIRMED' });
    await expectConsistent(database, show.id);
    await expectTruth(office, show.id);
  });

  it('changes nothing where the card is declined, and takes another one for the same quote', async () => {
    const { show, booking, child, toSeatId, pay, paymentsOf } = await quoteDearer();
    await expect(pay('tok_declined')).rejects.toMatchObject({ failureCode: 'card_declined' });
    expect(await statesOf(office, show.id, [show.stalls[2]!, toSeatId])).toEqual(['BOOKED', 'LOCKED']);
    expect((await ticketsOf(booking)).map(({ id }) => id)).toContain(child);
    const answers = await Promise.allSettled(Array.from({ length: 4 }, () => pay('tok_ok')));
    expect(answers.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    expect((await paymentsOf()).map(({ status }) => status)).toEqual(['SUCCEEDED', 'FAILED', 'SUCCEEDED']);
    await expectTruth(office, show.id);
  });

  it('waits for money whose outcome is unknown, and exchanges them when it comes', async () => {
    const { show, booking, buyer, toSeatId, pay, paymentsOf } = await quoteDearer();
    expect(await pay('tok_timeout')).toMatchObject({ total: PARTY_TOTAL });
    await expect(pay('tok_ok')).rejects.toMatchObject({ code: 'PAYMENT_IN_PROGRESS' });
    const { id } = (await paymentsOf()).at(-1)!;
    for (let times = 0; times < 2; times += 1) {
      await office.settlement.settle(id, { status: 'SUCCEEDED', reference: 'late' });
    }
    expect(await office.services.bookings.getFreshBooking(buyer, booking.id)).toMatchObject({
      total: PARTY_TOTAL + DEARER,
    });
    expect(await statesOf(office, show.id, [toSeatId])).toEqual(['BOOKED']);
    await expectTruth(office, show.id);
  });

  it('gives money back that comes when the quote has expired, was replaced or its booking has ended', async () => {
    for (const ending of ['expired', 'replaced', 'released', 'cancelled'] as const) {
      const { show, buyer, booking, child, quoted, toSeatId, pay, paymentsOf } = await quoteDearer();
      await pay('tok_timeout');
      const { id } = (await paymentsOf()).at(-1)!;
      if (ending === 'expired') {
        await office.database.query(
          `UPDATE booking_changes SET expires_at = now() - make_interval(secs => 1) WHERE id = $1`,
          [quoted.id],
        );
      }
      if (ending === 'replaced') await exchange(buyer, booking, [{ ticketId: child, toSeatId }]);
      if (ending === 'released') await office.services.locks.releaseLock(buyer, { lockId: quoted.lockId! });
      if (ending === 'cancelled') await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
      await office.database.query(
        `UPDATE sandbox_charges SET settled_at = now() - make_interval(secs => 1) WHERE payment_id = $1`,
        [id],
      );
      await office.settlement.settle(id, { status: 'SUCCEEDED', reference: 'late' });
      await refundAll();
      await office.settled();
      expect((await paymentsOf()).at(-1), ending).toMatchObject({ status: 'REFUNDED', amount: DEARER });
      expect((await office.services.refunds.refundsOf(booking.id)).at(-1)).toMatchObject({ isSurplus: true });
      expect((await ticketsOf(booking)).length).toBe(ending === 'cancelled' ? 0 : 3);
      await expectTruth(office, show.id);
    }
  });

  it('takes nothing of tickets twice when the bank has taken money that came too late', async () => {
    const { show, buyer, booking, child, quoted, pay, paymentsOf } = await quoteDearer();
    await pay('tok_timeout');
    const late = (await paymentsOf()).at(-1)!;
    await office.database.query(
      'UPDATE booking_changes SET expires_at = now() - make_interval(secs => 1) WHERE id = $1',
      [quoted.id],
    );
    const { database, services, refundRequests: refunds } = office;
    const amount = { amount: late.amount, currency: late.currency };
    const dispute = { reference: 'dp', paymentId: late.id, amount, reason: 'fraudulent', status: 'LOST' as const };
    const provider = fakeProvider({ lookupDispute: async () => dispute });
    await createDisputes({ ...services, database, provider, refunds, logger }).review('dp');
    await office.settlement.settle(late.id, { status: 'SUCCEEDED', reference: 'late' });
    await apply(buyer, (await quote(ORGANISER, booking, [child])).id);
    await refundAll();
    await office.settled();
    const [left] = await database.query<{ surplus: number }>(
      `SELECT coalesce(sum(e.amount), 0) AS surplus FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
        WHERE t.booking_id = $1 AND e.account = 'SURPLUS'`,
      [booking.id],
    );
    expect(Number(left!.surplus)).toBe(0);
    await expectTruth(office, show.id);
  });

  it('is paid in the form of the provider, for one quote at a time', async () => {
    const { show, buyer, booking, child, toSeatId, quoted, paymentsOf } = await quoteDearer();
    const { changes } = office.services;
    const former = await changes.startPayment(buyer, { quoteId: quoted.id });
    expect(former).toMatchObject({ status: 'PENDING', amount: DEARER, session: { provider: 'sandbox' } });
    expect((await changes.startPayment(buyer, { quoteId: quoted.id })).id).toBe(former.id);
    const next = await exchange(buyer, booking, [{ ticketId: child, toSeatId, ticketTypeId: show.typeId('Adult') }]);
    const started = await changes.startPayment(buyer, { quoteId: next.id });
    expect((await paymentsOf()).map(({ id, status }) => [id, status]).slice(1)).toEqual([
      [former.id, 'FAILED'],
      [started.id, 'PENDING'],
    ]);
    await office.settlement.settle(started.id, { status: 'SUCCEEDED', reference: 'paid' });
    expect((await ticketsOf(booking)).map(({ seatId }) => seatId)).toContain(toSeatId);
    await expect(changes.startPayment(buyer, { quoteId: next.id })).rejects.toMatchObject({ reason: 'OUTDATED' });
    await expectTruth(office, show.id);
  });

  it('is paid to the organiser alone where that says so, and refunded by hand', async () => {
    const { show, buyer, booking, quoted, paymentsOf } = await quoteDearer();
    const { changes } = office.services;
    const inCash = { quoteId: quoted.id, method: 'CASH' } as const;
    await expect(changes.apply(buyer, inCash)).rejects.toMatchObject({ name: 'ForbiddenError' });
    await expect(changes.apply(ORGANISER, { ...inCash, paymentToken: 'tok_ok' })).rejects.toThrow(InvalidInputError);
    await Promise.all([changes.apply(ORGANISER, inCash), changes.apply(ORGANISER, inCash)]);
    expect((await paymentsOf()).map(({ provider }) => provider)).toEqual(['sandbox', 'cash']);
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await refundAll();
    await office.settled();
    expect((await office.services.bookings.getFreshBooking(buyer, booking.id))!.status).toBe('REFUNDED');
    await expectTruth(office, show.id);
  });
});

describe('what is refused', () => {
  it('is what the show does not offer, what is too late, and what is not a good ticket of the booking', async () => {
    const { show, buyer, booking, first, second, child } = await sellParty();
    await expect(quote(buyer, booking, [child])).rejects.toMatchObject({ reason: 'NOT_OFFERED' });
    await allow(show.id, { returnsUntil: new Date('2020-01-01T00:00:00Z') });
    await expect(quote(buyer, booking, [child])).rejects.toMatchObject({ reason: 'TOO_LATE' });
    await expect(quote(ORGANISER, booking, [child])).resolves.toBeDefined();
    await allow(show.id, { returnsUntil: UNTIL_SHOW });
    await expect(quote(buyer, booking, [])).rejects.toThrow(InvalidInputError);
    await expect(quote(buyer, booking, [newId('ticket')])).rejects.toThrow(InvalidInputError);
    await expect(quote(buyer, booking, [child, child])).rejects.toThrow(InvalidInputError);
    await expect(quote(buyer, booking, [first, second, child])).rejects.toMatchObject({ reason: 'ALL_TICKETS' });
    await expect(quote(guest(), booking, [child])).rejects.toThrow(NotFoundError);
    await apply(buyer, (await quote(buyer, booking, [child])).id);
    await expect(quote(buyer, booking, [child])).rejects.toMatchObject({ reason: 'TICKET_VOID' });
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await expect(quote(buyer, booking, [first])).rejects.toThrow(BookingNotChangeableError);
  });

  it('is a quote that outlives the time until which buyers may; what the organiser has worked out is good for them', async () => {
    const { show, buyer, booking, child, second } = await sellParty();
    await allow(show.id, { returnsUntil: UNTIL_SHOW });
    const own = await quote(buyer, booking, [child]);
    await allow(show.id, { returnsUntil: new Date('2020-01-01T00:00:00Z') });
    await expect(apply(buyer, own.id)).rejects.toMatchObject({ reason: 'TOO_LATE' });
    const offered = await quote(ORGANISER, booking, [second]);
    await expect(apply(buyer, offered.id)).resolves.toMatchObject({ status: 'CONFIRMED' });
  });

  it('is more than is left of what was paid', async () => {
    const { booking, child } = await sellParty();
    await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: PARTY_TOTAL - 1_000 });
    await expect(quote(ORGANISER, booking, [child])).rejects.toThrow(RefundNotPossibleError);
  });

  it('is a quote that another one has replaced, whose time is over, or whose booking was changed or has ended', async () => {
    const { buyer, show, booking, second, child } = await sellParty();
    await allow(show.id, { returnsUntil: UNTIL_SHOW });
    const former = await quote(buyer, booking, [child]);
    const next = await quote(buyer, booking, [second]);
    await expect(apply(buyer, former.id)).rejects.toThrow(NotFoundError);
    await expect(apply(guest(), next.id)).rejects.toThrow(NotFoundError);
    await office.database.query(
      `UPDATE booking_changes SET expires_at = now() - make_interval(secs => 1) WHERE id = $1`,
      [next.id],
    );
    await expect(apply(buyer, next.id)).rejects.toMatchObject({ reason: 'EXPIRED' });
    const last = await quote(buyer, booking, [child]);
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await expect(apply(buyer, last.id)).rejects.toMatchObject({ reason: 'OUTDATED' });
    await refundAll();
    await office.settled();
    await expectTruth(office, show.id);
  });
});

describe('at once', () => {
  it('is applied once by however many ask, and either it or the cancellation comes first', async () => {
    const { show, buyer, booking, child } = await sellParty();
    await allow(show.id, { returnsUntil: UNTIL_SHOW });
    const { id, refund } = await quote(buyer, booking, [child]);
    await Promise.all(Array.from({ length: 5 }, () => apply(buyer, id)));
    const refunds = await office.services.refunds.refundsOf(booking.id);
    expect(refunds.map(({ amount }) => amount)).toEqual([refund]);
    const [second] = await ticketsOf(booking);
    const next = await quote(buyer, booking, [second!.id]);
    await Promise.allSettled([
      apply(buyer, next.id),
      office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id }),
    ]);
    await refundAll();
    await office.settled();
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({
      paid: PARTY_TOTAL,
      refunded: PARTY_TOTAL,
      lostDisputes: 0,
    });
    await expectTruth(office, show.id);
  });

  it('answers a retry with the same key as the first time, and refuses the key for another quote', async () => {
    const { show, buyer, booking, second, child } = await sellParty();
    await allow(show.id, { returnsUntil: UNTIL_SHOW });
    const first = await quote(buyer, booking, [child]);
    const done = await apply(buyer, first.id, 'the-key');
    expect((await apply(buyer, first.id, 'the-key')).total).toBe(done.total);
    expect(await office.services.refunds.refundsOf(booking.id)).toHaveLength(1);
    const next = await quote(buyer, booking, [second]);
    await expect(apply(buyer, next.id, 'the-key')).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });
});
