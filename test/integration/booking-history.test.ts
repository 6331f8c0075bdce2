import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_HISTORY } from '../../src/modules/booking-history/booking-history.service.ts';
import type { HistoryEntry } from '../../src/modules/booking-history/booking-history.ts';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { ForbiddenError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { openPricedShow, type PricedShow } from '../kit/shows/priced-show.ts';

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
  await office.startEvents();
});
afterAll(() => office?.[Symbol.asyncDispose]());

const UNTIL = new Date('2099-04-30T17:00:00Z');

async function order(): Promise<{ show: PricedShow; buyer: Principal; booking: Booking }> {
  const show = await openPricedShow(office);
  const buyer = guest();
  const { bookings, locks } = office.services;
  const seats = show.stalls.slice(0, 2).map((seatId) => ({ seatId, ticketTypeId: show.typeId('Adult') }));
  const { id: lockId } = await locks.lockSeats(buyer, { showId: show.id, seats });
  return { show, buyer, booking: await bookings.createBooking(buyer, { lockId, customer: CUSTOMER }) };
}

const historyOf = (booking: Booking) => office.services.bookingHistory.historyOf(ORGANISER, booking);

const pay = (buyer: Principal, { id: bookingId }: Booking, paymentToken: string) =>
  office.services.payments.payBooking(buyer, { bookingId, paymentToken });

async function refundAll(): Promise<void> {
  const worker = office.worker('refund worker');
  worker.start();
  await worker.idle();
  await office.settled();
}

const told = (entries: readonly HistoryEntry[]) => entries.map(({ kind, actor, amount }) => [kind, actor, amount]);

describe('the history of a booking', () => {
  it('has all that became of it, in order, with who did it, the money and the seats', async () => {
    const { show, buyer, booking } = await order();
    await pay(buyer, booking, 'tok_declined').catch(() => undefined);
    await pay(buyer, booking, 'tok_ok');
    await office.settled();
    const changeRules = { returnsUntil: UNTIL, returnFee: 500, feeTaxRate: 19, keepsFees: false };
    await office.services.shows.updateShow(ORGANISER, { showId: show.id, changeRules });
    await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 100, reason: 'Sorry' });
    await refundAll();
    const [first] = await office.services.bookings.ticketsOf(booking.id);
    const cancelTicketIds = [first!.id];
    const quote = await office.services.changes.quote(ORGANISER, { bookingId: booking.id, cancelTicketIds });
    await office.services.changes.apply(ORGANISER, { quoteId: quote.id });
    await refundAll();
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id, reason: 'Ill' });
    await refundAll();
    const history = (await historyOf(booking)).filter(({ kind }) => kind !== 'NOTIFICATION_SENT');
    const { total } = booking;
    const left = total - 100 - quote.refund - 500;
    expect(told(history)).toEqual([
      ['BOOKED', 'BUYER', null],
      ['PAYMENT_FAILED', 'BUYER', total],
      ['CONFIRMED', 'SYSTEM', total],
      ['REFUND_REQUESTED', 'ORGANISER', 100],
      ['REFUNDED', 'SYSTEM', 100],
      ['CHANGED', 'ORGANISER', -quote.refund],
      ['REFUND_REQUESTED', 'SYSTEM', quote.refund],
      ['REFUNDED', 'SYSTEM', quote.refund],
      ['CANCELLED', 'BUYER', left],
      ['REFUND_REQUESTED', 'SYSTEM', left],
      ['REFUNDED', 'SYSTEM', left],
    ]);
    const of = (kind: string) => history.find((entry) => entry.kind === kind)!;
    expect(of('BOOKED')).toMatchObject({ seatIds: show.stalls.slice(0, 2), actorId: buyer.id });
    expect(of('PAYMENT_FAILED')).toMatchObject({ detail: 'card_declined' });
    expect(of('CONFIRMED')).toMatchObject({ detail: 'sandbox' });
    expect(of('REFUND_REQUESTED')).toMatchObject({ detail: 'Sorry', subjectId: expect.stringMatching(/^refund_/) });
    expect(of('CHANGED')).toMatchObject({ seatIds: [first!.seatId], addedSeatIds: [], actorId: ORGANISER.id });
    expect(of('CANCELLED')).toMatchObject({ detail: 'Ill', kept: 500, seatIds: [show.stalls[1]] });
    const times = history.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('has the end of one that nobody paid, and of one that ended with its show', async () => {
    const unpaid = await order();
    await office.services.bookings.cancelBooking(unpaid.buyer, { bookingId: unpaid.booking.id });
    expect(told(await historyOf(unpaid.booking)).filter(([kind]) => kind !== 'NOTIFICATION_SENT')).toEqual([
      ['BOOKED', 'BUYER', null],
      ['CANCELLED', 'BUYER', null],
    ]);
    const paid = await order();
    await pay(paid.buyer, paid.booking, 'tok_ok');
    await office.services.cancellations.cancelShow(ORGANISER, { showId: paid.show.id, refund: 'NONE' });
    const worker = office.worker('booking cancellation worker');
    worker.start();
    await worker.idle();
    const ended = (await historyOf(paid.booking)).find(({ kind }) => kind === 'CANCELLED');
    expect(ended).toMatchObject({ actor: 'ORGANISER', detail: 'show_cancelled' });
  });

  it('has who cancelled all of one that was paid, and a refund that failed also after it was tried again', async () => {
    const { buyer, booking } = await order();
    await pay(buyer, booking, 'tok_refund_fails');
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await refundAll();
    const failed = (entries: readonly HistoryEntry[]) => entries.filter(({ kind }) => kind === 'REFUND_FAILED');
    const [before] = failed(await historyOf(booking));
    expect(before).toMatchObject({ actor: 'SYSTEM', amount: booking.total, detail: expect.any(String) });
    await office.services.refunds.retryRefund(ORGANISER, { refundId: before!.subjectId! });
    await refundAll();
    const history = await historyOf(booking);
    expect(failed(history)).toEqual([before]);
    expect(history.find(({ kind }) => kind === 'CANCELLED')).toMatchObject({
      actor: 'ORGANISER',
      actorId: ORGANISER.id,
    });
    expect(history.some(({ kind }) => kind === 'REFUNDED')).toBe(true);
  });

  it('has each correction of the customer by its fields, and nothing of what was in them', async () => {
    const { buyer, booking } = await order();
    const { showBookings } = office.services;
    const bookingId = booking.id;
    await showBookings.correctCustomer(buyer, { bookingId, name: 'Secret Person' });
    await showBookings.correctCustomer(ORGANISER, { bookingId, email: 'secret@example.org', locale: 'de' });
    await showBookings.correctCustomer(ORGANISER, { bookingId, email: 'secret@example.org' });
    const corrected = (await historyOf(booking)).filter(({ kind }) => kind === 'CUSTOMER_CORRECTED');
    expect(corrected.map(({ actor, detail }) => [actor, detail])).toEqual([
      ['BUYER', 'name'],
      ['ORGANISER', 'email, locale'],
    ]);
    const kept = await office.database.query('SELECT * FROM booking_corrections WHERE booking_id = $1', [bookingId]);
    expect(JSON.stringify(kept)).not.toMatch(/secret/i);
  });

  it('is the organiser’s alone, and has the newest of many', async () => {
    const { buyer, booking } = await order();
    await expect(office.services.bookingHistory.historyOf(buyer, booking)).rejects.toThrow(ForbiddenError);
    await office.database.query(
      `INSERT INTO payments (id, booking_id, amount, currency, provider, status, failure_code, created_at, updated_at)
       SELECT 'payment_of_history_' || n, $1, 100, 'EUR', 'sandbox', 'FAILED', 'card_declined', now(), now() + n * interval '1 second'
         FROM generate_series(1, $2::int) n`,
      [booking.id, MAX_HISTORY + 5],
    );
    const history = await historyOf(booking);
    expect(history).toHaveLength(MAX_HISTORY);
    expect(history.at(-1)!.subjectId).toBe(`payment_of_history_${MAX_HISTORY + 5}`);
  });
});
