import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats, payBooking } from '../kit/callers/buyer.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const RESEND = `mutation ($input: ResendTicketsInput!) { resendTickets(input: $input) {
  __typename
  ... on ResendTicketsSuccess { notification { id kind channel recipient booking { id } } }
  ... on NotificationNotResendableError { notificationStatus }
} }`;

const SELL = `mutation ($input: SellAtBoxOfficeInput!) { sellAtBoxOffice(input: $input) {
  ... on SellAtBoxOfficeSuccess { booking { id customer { name email } } }
} }`;

interface Answer {
  __typename: string;
  notification?: { id: string };
}

describe('resendTickets', () => {
  let app: TestApp;
  let showId: string;
  beforeAll(async () => {
    app = await startTestApp({ env: { DEMO: 'false' } });
    showId = await openHallShow(app.organiser);
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  async function resend(bookingId: string, idempotencyKey?: string): Promise<Answer> {
    const input = { bookingId, ...(idempotencyKey ? { idempotencyKey } : {}) };
    return (await app.organiser.data<{ resendTickets: Answer }, object>(RESEND, { input })).resendTickets;
  }

  /** Resolves once so many mails with tickets were sent. */
  async function sent(bookingId: string, count: number): Promise<void> {
    await eventually(async () => {
      const rows = await app.database.query<{ status: string; recipient: string }>(
        `SELECT status, recipient FROM notifications WHERE booking_id = $1 AND kind = 'ticket' AND channel = 'email'`,
        [bookingId],
      );
      expect(rows).toEqual(Array.from({ length: count }, () => ({ status: 'SENT', recipient: 'ada@example.org' })));
    });
  }

  it('sends a confirmed booking’s tickets once more, and once for each key', async () => {
    const buyer = await app.guest();
    const { id } = await bookSeats(buyer, showId, ['Z1-1-1']);
    await payBooking(buyer, id);
    await sent(id, 1);
    const answer = await resend(id, 'again');
    expect(answer).toMatchObject({
      __typename: 'ResendTicketsSuccess',
      notification: { kind: 'TICKET', channel: 'EMAIL', recipient: 'ada@example.org', booking: { id } },
    });
    await sent(id, 2);
    expect((await resend(id, 'again')).notification!.id).toBe(answer.notification!.id);
    await sent(id, 2);
    await resend(id);
    await sent(id, 3);
  });

  it('stands among the booking’s mails, for the show’s organiser', async () => {
    const buyer = await app.guest();
    const { id } = await bookSeats(buyer, showId, ['Z1-2-3']);
    await payBooking(buyer, id);
    await sent(id, 1);
    await resend(id);
    await sent(id, 2);
    const mails = `query ($id: ID!) { booking(id: $id) { id notifications { kind recipient notificationStatus booking { id } } } }`;
    const mail = (kind: string) => ({
      kind,
      recipient: 'ada@example.org',
      notificationStatus: 'SENT',
      booking: { id },
    });
    await eventually(async () => {
      expect(await app.organiser.data(mails, { id })).toEqual({
        booking: { id, notifications: [mail('ORDER'), mail('TICKET'), mail('TICKET')] },
      });
    });
    expect(await buyer.request(mails, { id })).toMatchObject({
      data: { booking: { id, notifications: null } },
      errors: [{ path: ['booking', 'notifications'], extensions: { code: 'FORBIDDEN' } }],
    });
  });

  it('sends none where there are none, or while they wait to be sent', async () => {
    const buyer = await app.guest();
    const { id } = await bookSeats(buyer, showId, ['Z1-1-3']);
    const none = { __typename: 'NotificationNotResendableError', notificationStatus: 'OBSOLETE' };
    expect(await resend(id)).toEqual(none);
    await payBooking(buyer, id);
    await sent(id, 1);
    await app.database.query(
      `UPDATE notifications SET status = 'QUEUED', sent_at = NULL, next_attempt_at = now() + interval '1 hour' WHERE booking_id = $1`,
      [id],
    );
    const waiting = { __typename: 'NotificationNotResendableError', notificationStatus: 'QUEUED' };
    expect(await resend(id)).toEqual(waiting);
  });

  it('sends none to whoever bought at the box office without telling an address', async () => {
    const sell = (seatId: string, customer: object | null) =>
      app.organiser
        .data<{ sellAtBoxOffice: { booking: { id: string; customer: { name: string; email: string } } } }, object>(
          SELL,
          {
            input: { showId, seats: [{ seatId }], method: 'CASH', customer },
          },
        )
        .then(({ sellAtBoxOffice }) => sellAtBoxOffice.booking);
    const nameless = await sell('Z1-2-1', null);
    expect(nameless.customer).toEqual({ name: '', email: '' });
    // The mail of the later one comes, so that of the first would have come.
    const named = await sell('Z1-2-2', { email: 'ada@example.org' });
    await sent(named.id, 1);
    const mails = await app.database.query('SELECT kind FROM notifications WHERE booking_id = $1', [nameless.id]);
    expect(mails).toEqual([]);
    expect(await resend(nameless.id)).toEqual({ __typename: 'InvalidInputError' });
    await resend(named.id);
    await sent(named.id, 2);
  });
});
