import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats, CUSTOMER } from '../kit/callers/buyer.ts';
import { CancelBooking, GetNode, GetUndelivered, ResendNotification } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { MailServer } from '../kit/servers/mail-server.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

describe('undelivered mails', () => {
  let app: TestApp;
  let server: MailServer;
  let showId: string;

  beforeAll(async () => {
    server = await new MailServer().start();
    app = await startTestApp({ env: { DEMO: 'false', SMTP_URL: server.url } });
    showId = await openHallShow(app.organiser);
  });
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  async function undelivered(page: { first?: number; after?: string } = {}) {
    const { show } = await app.organiser.data(GetUndelivered, { id: showId, ...page });
    return show!.undeliveredNotifications!;
  }

  async function resend(notificationId: string, idempotencyKey?: string) {
    const input = { notificationId, ...(idempotencyKey ? { idempotencyKey } : {}) };
    return (await app.organiser.data(ResendNotification, { input })).resendNotification;
  }

  /** A booking whose order mail is refused for good for the last time. */
  async function failedMail(seatId: string) {
    server.codeFor = () => 550;
    const booking = await bookSeats(await app.guest(), showId, [seatId]);
    await eventually(async () => {
      const [row] = await app.database.query<{ last_error: string | null }>(
        'SELECT last_error FROM notifications WHERE booking_id = $1',
        [booking.id],
      );
      expect(row?.last_error).toMatch(/550/);
    });
    await app.database.query('UPDATE notifications SET refusals = 2, next_attempt_at = now() WHERE booking_id = $1', [
      booking.id,
    ]);
    const [mail] = await eventually(async () => {
      const { edges } = await undelivered({ first: 100 });
      const own = edges.map(({ node }) => node).filter((node) => node.booking!.id === booking.id);
      expect(own).toMatchObject([{ notificationStatus: 'FAILED' }]);
      return own;
    });
    return { booking, mail: mail! };
  }

  it('are told to the show’s organiser with their reason, and are sent again on request', async () => {
    const { booking, mail } = await failedMail('Z1-1-1');
    expect(mail).toMatchObject({
      channel: 'EMAIL',
      kind: 'ORDER',
      recipient: CUSTOMER.email,
      booking: { reference: booking.reference },
      lastError: expect.stringContaining('550'),
      nextAttemptAt: null,
      givenUpAt: expect.any(String),
    });
    expect(await (await fetch(`${app.url}/metrics`)).text()).toMatch(/^seatwire_notifications_failed 1$/m);
    server.codeFor = () => null;
    const key = newId('event');
    const answers = [await resend(mail.id, key), await resend(mail.id, key)];
    for (const answer of answers) {
      expect(answer).toMatchObject({ __typename: 'ResendNotificationSuccess', notification: { id: mail.id } });
    }
    await eventually(() => expect(server.received).toHaveLength(1));
    expect(server.received[0]!.mail.messageId).toContain(mail.id);
    await eventually(async () => {
      const { node } = await app.organiser.data(GetNode, { id: mail.id });
      expect(node).toMatchObject({ __typename: 'Notification' });
      expect(await resend(mail.id)).toMatchObject({
        __typename: 'NotificationNotResendableError',
        code: 'ILLEGAL_STATE',
        notificationStatus: 'SENT',
      });
    });
    expect((await undelivered()).edges).toEqual([]);
    expect(server.received).toHaveLength(1);
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toMatch(/^seatwire_notifications_failed 0$/m);
    expect(metrics).toMatch(/^seatwire_notifications_waiting 0$/m);
  });

  it('come page by page, the newest first', async () => {
    const older = await failedMail('Z1-1-2');
    const newer = await failedMail('Z1-1-3');
    const first = await undelivered({ first: 1 });
    expect(first.edges.map(({ node }) => node.id)).toEqual([newer.mail.id]);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true });
    const second = await undelivered({ first: 1, after: first.pageInfo.endCursor! });
    expect(second.edges.map(({ node }) => node.id)).toEqual([older.mail.id]);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false });
    const forged = await app.organiser.request(GetUndelivered, { id: showId, after: 'forged' });
    expect(forged.errors![0]!.extensions!.code).toBe('BAD_USER_INPUT');
  });

  it('are not sent again once they are not needed any more, or not known', async () => {
    server.codeFor = () => 550;
    const { node } = (await undelivered({ first: 1 })).edges[0]!;
    await app.database.query(`UPDATE notifications SET kind = 'ticket' WHERE id = $1`, [node.id]);
    const refusal = { __typename: 'NotificationNotResendableError', notificationStatus: 'OBSOLETE' };
    expect(await resend(node.id)).toMatchObject(refusal);
    expect(await resend(node.id)).toMatchObject(refusal);
    for (const id of [newId('notification'), newId('booking'), 'nonsense']) {
      expect(await resend(id)).toMatchObject({ __typename: 'NotFoundError', path: 'input.notificationId' });
    }
  });

  it('that wait for another try are told with the time of it, and can’t be sent twice', async () => {
    server.codeFor = () => 451;
    const buyer = await app.guest();
    const booking = await bookSeats(buyer, showId, ['Z1-1-4']);
    await buyer.data(CancelBooking, { input: { bookingId: booking.id } });
    const waiting = await eventually(async () => {
      const { edges } = await undelivered({ first: 100 });
      const own = edges.map(({ node }) => node).filter((node) => node.booking!.id === booking.id);
      // The cancellation waits for the order's mail: it has not been tried, and is not told of for a minute.
      expect(own).toMatchObject([{ kind: 'ORDER', notificationStatus: 'QUEUED', lastError: expect.any(String) }]);
      return own[0]!;
    });
    expect(Date.parse(waiting.nextAttemptAt!)).toBeGreaterThan(Date.now());
    expect(await resend(waiting.id)).toMatchObject({
      __typename: 'NotificationNotResendableError',
      notificationStatus: 'QUEUED',
    });
  });

  it('are for organisers only', async () => {
    const { edges } = await undelivered({ first: 1 });
    const notificationId = edges[0]!.node.id;
    for (const [caller, code] of [
      [await app.guest(), 'FORBIDDEN'],
      [app.client(), 'UNAUTHENTICATED'],
    ] as const) {
      const list = await caller.request(GetUndelivered, { id: showId });
      expect(list.errors!.map(({ extensions }) => extensions!.code)).toEqual([code]);
      expect(JSON.stringify(list)).not.toContain(CUSTOMER.email);
      const again = await caller.request(ResendNotification, { input: { notificationId } });
      expect(again.errors!.map(({ extensions }) => extensions!.code)).toEqual([code]);
      expect((await caller.data(GetNode, { id: notificationId })).node).toBeNull();
    }
  });
});
