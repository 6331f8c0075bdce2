import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { shownStatus } from '../../src/modules/bookings/booking-states.ts';
import { BookingNotChangeableError, QuoteNotUsableError } from '../../src/modules/changes/changes.errors.ts';
import type { Quote } from '../../src/modules/changes/quote.ts';
import { RefundNotPossibleError } from '../../src/modules/refunds/refunds.errors.ts';
import type { ChangeRulesInput } from '../../src/modules/shows/change-rules.ts';
import { newId } from '../../src/platform/ids.ts';
import { InvalidInputError, NotFoundError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectConsistent, expectTruth, statesOf } from '../kit/checks/ledger-checks.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { areaPlan, openAreaShow } from '../kit/shows/area-show.ts';
import { openPricedShow, PRICING } from '../kit/shows/priced-show.ts';
import { createAllotment } from '../kit/shows/show-allotment.ts';
import { createCode, usesOf } from '../kit/shows/show-code.ts';

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
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({ paid: PARTY_TOTAL, refunded: quoted.refund });
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
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
    await refundAll();
    await office.settled();
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({ paid: PARTY_TOTAL, refunded: PARTY_TOTAL });
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
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({ paid: PARTY_TOTAL, refunded: PARTY_TOTAL });
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
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
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
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
    await expect(quote(buyer, booking, [first])).rejects.toThrow(BookingNotChangeableError);
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
    await office.database.query(`UPDATE booking_changes SET expires_at = now() WHERE id = $1`, [next.id]);
    await expect(apply(buyer, next.id)).rejects.toMatchObject({ reason: 'EXPIRED' });
    const last = await quote(buyer, booking, [child]);
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
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
      office.services.bookings.cancelBooking(buyer, { bookingId: booking.id }),
    ]);
    await refundAll();
    await office.settled();
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({ paid: PARTY_TOTAL, refunded: PARTY_TOTAL });
    await expectTruth(office, show.id);
  });

  it('answers a retry with the same key as the first time, and refuses the key for another quote', async () => {
    const { show, buyer, booking, second, child } = await sellParty();
    await allow(show.id, { returnsUntil: UNTIL_SHOW });
    const first = await quote(buyer, booking, [child]);
    const done = await apply(buyer, first.id, 'the-key');
    expect((await apply(buyer, first.id, 'the-key')).revision).toBe(done.revision);
    const next = await quote(buyer, booking, [second]);
    await expect(apply(buyer, next.id, 'the-key')).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(QuoteNotUsableError).toBeDefined();
  });
});
