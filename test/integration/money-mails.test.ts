import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLateChangeMails } from '../../src/modules/notifications/late-change-mails.ts';
import { newId } from '../../src/platform/ids.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats, lockSeats, payBooking } from '../kit/callers/buyer.ts';
import { CreateBooking } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { mailOf, mailsOf } from '../kit/product/mails.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const OFFICE = 'office@example.org';
let app: TestApp;
let showId: string;
beforeAll(async () => {
  app = await startTestApp({ env: { DEMO: 'false', OFFICE_EMAIL: OFFICE } });
  showId = await openHallShow(app.organiser, { zones: 1, rows: 8, seats: 6 });
});
afterAll(() => app?.[Symbol.asyncDispose]());

const organise = (mutation: string, input: object) =>
  app.organiser.data<Record<string, { __typename: string }>, object>(
    `mutation ($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { __typename } }`,
    { input },
  );

async function paid(seatId: string, token = 'tok_ok') {
  const buyer = await app.guest();
  const booking = await bookSeats(buyer, showId, [seatId]);
  await payBooking(buyer, booking.id, token);
  await mailOf(app.dataDir, 'ticket', booking.reference);
  return booking;
}

async function soldAtDoor(seatId: string, locale: string) {
  const answer = await app.organiser.data<{ sellAtBoxOffice: { booking: { id: string; reference: string } } }, object>(
    `mutation ($input: SellAtBoxOfficeInput!) { sellAtBoxOffice(input: $input) {
       ... on SellAtBoxOfficeSuccess { booking { id reference } } } }`,
    {
      input: {
        showId,
        seats: [{ seatId }],
        method: 'CASH',
        customer: { email: 'till@example.org', locale },
        idempotencyKey: newId('event'),
      },
    },
  );
  return answer.sellAtBoxOffice.booking;
}

describe('mails about money', () => {
  it('say of what was paid at the box office that it is given back there', async () => {
    const { id, reference } = await soldAtDoor('Z1-1-1', 'de');
    await organise('refundBooking', { bookingId: id, amount: 500 });
    expect((await mailOf(app.dataDir, 'partial_refund', reference)).text).toMatch(
      /Von 45,00.*bisher 5,00.*an der Kasse zurückgegeben/s,
    );
    await organise('cancelBooking', { bookingId: id });
    expect((await mailOf(app.dataDir, 'cancellation', reference)).text).toContain('an der Kasse zurück');
    expect((await mailOf(app.dataDir, 'refund', reference)).text).toContain('dort zurückgegeben');
  });

  it('say of what was paid online that it goes back as it came', async () => {
    const { id, reference } = await paid('Z1-1-3');
    await organise('refundBooking', { bookingId: id, amount: 500 });
    expect((await mailOf(app.dataDir, 'partial_refund', reference)).text).toContain('the way it came');
    const cancelled = await organise('cancelBooking', { bookingId: id });
    expect(cancelled.cancelBooking!.__typename).toBe('CancelBookingSuccess');
    const rest = (await mailOf(app.dataDir, 'refund', reference)).text!.replaceAll(/\s+/g, ' ');
    expect(rest).toMatch(/the rest back the way it came: .* all that you paid, €[0-9.]+\./);
  });

  it('tell the box office of a refund that failed, and the customer nothing', async () => {
    const { id, reference } = await paid('Z1-2-1', 'tok_refund_fails');
    await organise('refundBooking', { bookingId: id, amount: 500 });
    const mail = await mailOf(app.dataDir, 'refund_failed', reference);
    expect(mail.to).toMatchObject([{ address: OFFICE }]);
    expect(mail.text).toContain(`/organise/shows/${showId}`);
    expect(mail.text).not.toContain('/booking#');
    expect(await mailsOf(app.dataDir, 'partial_refund', reference)).toEqual([]);
  });

  it('tell the box office of a refund that waits for the bank that it is to wait, and the customer, too', async () => {
    const { id, reference } = await paid('Z1-2-5', 'tok_disputed');
    await mailOf(app.dataDir, 'dispute', reference);
    await organise('cancelBooking', { bookingId: id });
    const mail = await mailOf(app.dataDir, 'refund_failed', reference);
    expect(mail.subject).toContain('A refund waits for the bank');
    expect(mail.text!.replaceAll(/\s+/g, ' ')).toContain('Wait until the bank has decided.');
    const told = await mailOf(app.dataDir, 'cancellation', reference);
    expect(told.text!.replaceAll(/\s+/g, ' ')).toContain('only once the bank has decided');
  });

  it('tell the box office of a payment that a buyer contests, once', async () => {
    const { reference } = await paid('Z1-2-3', 'tok_disputed');
    const mail = await mailOf(app.dataDir, 'dispute', reference);
    expect(mail.to).toMatchObject([{ address: OFFICE }]);
    expect(mail.subject).toContain(reference);
  });

  it.each([
    ['en', 'Z1-7-1', 'Your payment came too late for the exchange'],
    ['de', 'Z1-8-1', 'Ihre Zahlung kam zu spät für den Umtausch'],
  ])('tell the customer of money that came too late for an exchange, once (%s)', async (locale, seatId, heading) => {
    const exchangesUntil = new Date(Date.now() + 3_600_000).toISOString();
    await organise('updateShow', { showId, changeRules: { exchangesUntil, exchangeFee: 150 } });
    const buyer = await app.guest();
    const lock = await lockSeats(buyer, showId, [seatId]);
    const customer = { name: 'Ada', email: 'ada@example.org', locale };
    const { createBooking } = await buyer.data(CreateBooking, { input: { lockId: lock.id, customer } });
    if (createBooking.__typename !== 'CreateBookingSuccess') throw new Error(createBooking.__typename);
    const { id, reference } = createBooking.booking;
    await payBooking(buyer, id);
    const ask = (text: string, input: object) =>
      buyer.data<Record<string, { quote: { id: string } }>, object>(text, { input });
    const { booking } = await buyer.data<{ booking: { tickets: { id: string }[] } }, object>(
      'query ($id: ID!) { booking(id: $id) { tickets { id } } }',
      { id },
    );
    const answer = await ask(
      `mutation ($input: QuoteBookingChangeInput!) { quoteBookingChange(input: $input) { ... on QuoteBookingChangeSuccess { quote { id } } } }`,
      { bookingId: id, exchange: [{ ticketId: booking.tickets[0]!.id, toSeatId: seatId.replace(/1$/, '4') }] },
    );
    const { quote } = answer.quoteBookingChange!;
    // In the sandbox the money comes two seconds later: by then the quote's time is over.
    await ask(`mutation ($input: StartChangePaymentInput!) { startChangePayment(input: $input) { __typename } }`, {
      quoteId: quote.id,
    });
    await app.database.query('UPDATE booking_changes SET expires_at = now() - make_interval(secs => 1) WHERE id = $1', [
      quote.id,
    ]);
    const mail = await mailOf(app.dataDir, 'late_change', reference);
    expect(mail.to).toMatchObject([{ address: 'ada@example.org' }]);
    expect(mail.text).toContain(heading);
    expect(mail.text).toContain('/booking#');
    for (let times = 0; times < 2; times += 1)
      await createLateChangeMails({ database: app.database, onQueued: () => {} }).queueUntold();
    const told = await app.database.query(`SELECT FROM notifications WHERE booking_id = $1 AND kind = 'late_change'`, [
      id,
    ]);
    expect(told).toHaveLength(1);
  });

  it('tell the customer, at the new address, that the details were corrected', async () => {
    const { id, reference } = await paid('Z1-3-1');
    await organise('updateBookingCustomer', { bookingId: id, email: 'right@example.org' });
    const mail = await mailOf(app.dataDir, 'customer_changed', reference);
    expect(mail.to).toMatchObject([{ address: 'right@example.org' }]);
    expect(mail.text).toContain('Your tickets are good as before.');
    expect(mail.text).toContain('/booking#');
  });

  it('tell nobody of the address of an order that is not paid: whoever ordered can change it again and again', async () => {
    const buyer = await app.guest();
    const { id, reference } = await bookSeats(buyer, showId, ['Z1-5-1']);
    await organise('updateBookingCustomer', { bookingId: id, email: 'stranger@example.org' });
    // Told later, of the same booking.
    await organise('cancelBooking', { bookingId: id });
    await mailOf(app.dataDir, 'cancellation', reference);
    expect(await mailsOf(app.dataDir, 'customer_changed', reference)).toEqual([]);
  });

  it('say of tickets that are sent again that they are', async () => {
    const { id, reference } = await paid('Z1-4-1');
    await organise('resendTickets', { bookingId: id });
    await eventually(async () => {
      const subjects = (await mailsOf(app.dataDir, 'ticket', reference)).map(({ subject }) => subject!);
      expect(subjects.filter((subject) => subject.startsWith('Once more: your ticket'))).toHaveLength(1);
      expect(subjects).toHaveLength(2);
    });
  });
});

describe('mails about a new time of a show', () => {
  it('go once to each booking with tickets, with the time that it is at last', async () => {
    const moved = await openHallShow(app.organiser, { zones: 1, rows: 1, seats: 6 });
    const buy = async (seatId: string, isPaid: boolean) => {
      const buyer = await app.guest();
      const booking = await bookSeats(buyer, moved, [seatId]);
      if (isPaid) await payBooking(buyer, booking.id);
      if (isPaid) await mailOf(app.dataDir, 'ticket', booking.reference);
      return booking;
    };
    const [sold, unpaid] = [await buy('Z1-1-1', true), await buy('Z1-1-2', false)];
    const move = (startsAt: string) => organise('updateShow', { showId: moved, startsAt });
    // The first of them is gone before anybody is told, or was told: either way the last one is.
    await move('2098-03-01T20:00:00Z');
    await move('2098-03-02T20:00:00Z');
    const told = await eventually(async () => {
      const mail = (await mailsOf(app.dataDir, 'rescheduled', sold.reference)).find(({ text }) =>
        text?.includes('2 March'),
      );
      if (!mail) throw new Error('no mail with the last time');
      return mail;
    });
    expect(told.subject).toContain('New time');
    const calendar = told.attachments.find(({ mimeType }) => mimeType === 'text/calendar');
    expect(new TextDecoder().decode(calendar!.content as ArrayBuffer)).toContain('20980302T200000Z');
    // What is saved as it is tells nobody.
    const before = await mailsOf(app.dataDir, 'rescheduled', sold.reference);
    await move('2098-03-02T20:00:00Z');
    const [{ count }] = (await app.database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM show_reschedules WHERE show_id = $1',
      [moved],
    )) as [{ count: number }];
    expect(count).toBe(0);
    expect((await mailsOf(app.dataDir, 'rescheduled', sold.reference)).length).toBe(before.length);
    expect(await mailsOf(app.dataDir, 'rescheduled', unpaid.reference)).toEqual([]);
  });
});
