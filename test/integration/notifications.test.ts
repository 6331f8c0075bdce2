import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import PostalMime, { type Email } from 'postal-mime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BookingEventType } from '../../src/modules/events/events.ts';
import { createFileMailer } from '../../src/modules/notifications/file-mailer.ts';
import type { Mail, Mailer } from '../../src/modules/notifications/mailer.ts';
import { createNotificationHandler } from '../../src/modules/notifications/notification-handler.ts';
import {
  createNotificationSender,
  type NotificationSender,
} from '../../src/modules/notifications/notification-sender.ts';
import type { Sms } from '../../src/modules/notifications/sms.ts';
import { voidTickets } from '../../src/modules/tickets/tickets.ts';
import type { Logger } from '../../src/platform/observability/logger.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { type BookingFixture, detailsOf, insertBooking, ticketsOf } from '../kit/shows/booking-fixture.ts';

const silent: Logger = pino({ level: 'silent' });
const FROM = 'Seatwire <tickets@box.example>';

describe('notifications', () => {
  let db: TestDatabase;
  let folder: string;
  const senders: NotificationSender[] = [];
  const texts: Sms[] = [];

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'seatwire-mail-'));
  });
  afterEach(async () => {
    await Promise.all(senders.splice(0).map((sender) => sender.stop()));
    await db.database.query('DELETE FROM notifications');
    texts.splice(0);
    await rm(folder, { recursive: true, force: true });
  });
  afterAll(() => db[Symbol.asyncDispose]());

  function startSender(mailer: Mailer = createFileMailer({ folder, from: FROM, logger: silent })): NotificationSender {
    const sms = { send: async (text: Sms) => void texts.push(text), verify: async () => undefined };
    const sender = createNotificationSender({ ...detailsOf(db.database), mailer, sms, logger: silent });
    senders.push(sender);
    sender.start();
    return sender;
  }

  /** Consumes an event of the booking as the consumer does, and wakes the sender after the commit. */
  async function consume(booking: BookingFixture, type: BookingEventType, sender?: NotificationSender, revision = 1) {
    const event = booking.event(type, revision);
    const handle = createNotificationHandler({ wake: () => sender?.wake() });
    const afterCommit = await db.database.transaction((tx) => handle({ payload: event }, tx));
    await afterCommit();
    return event;
  }

  const rows = () =>
    db.database.query<{
      id: string;
      kind: string;
      channel: string;
      recipient: string;
      status: string;
      attempts: number;
      last_error: string;
    }>(
      'SELECT id, kind, channel, recipient, status, attempts, last_error FROM notifications ORDER BY channel, created_at, revision',
    );
  const makeDue = () => db.database.query('UPDATE notifications SET next_attempt_at = now()');

  async function mailsOnDisk(): Promise<Email[]> {
    const names = (await readdir(folder)).sort();
    return Promise.all(names.map(async (name) => PostalMime.parse(await readFile(path.join(folder, name)))));
  }

  describe('queueing', () => {
    it('queues one mail for each event, however often it comes', async () => {
      const booking = await insertBooking(db.database, { customer: { phone: '+49 361 0' } });
      const event = booking.event('booking.created', 1);
      let wakes = 0;
      const handle = createNotificationHandler({ wake: () => (wakes += 1) });
      for (let round = 0; round < 3; round += 1) {
        const afterCommit = await db.database.transaction((tx) => handle({ payload: event }, tx));
        await afterCommit();
      }
      expect(wakes).toBe(3);
      expect(await rows()).toMatchObject([{ kind: 'order', channel: 'email', status: 'QUEUED', attempts: 0 }]);
    });

    it('adds a text message to the ticket mail when there is a phone number', async () => {
      const withPhone = await insertBooking(db.database, { tickets: true, customer: { phone: '+49 361 0' } });
      await consume(withPhone, 'booking.confirmed');
      expect((await rows()).map(({ kind, channel }) => [kind, channel])).toEqual([
        ['ticket', 'email'],
        ['ticket', 'sms'],
      ]);
    });

    it('counts an event once against the limit of its recipient, whose batch fails and which is tried by itself then', async () => {
      let left = 2;
      const admits = async () => {
        left -= 1;
        return left >= 0;
      };
      const [first, second] = [await insertBooking(db.database), await insertBooking(db.database)];
      const events = [first, second].map((booking) => ({ payload: booking.event('booking.created', 1) }));
      const mailLimit = { admits, admitsFreeTickets: admits };
      const handle = createNotificationHandler({ wake: () => {}, mailLimit });
      const broken = { payload: { ...first.event('booking.created', 1), booking_id: 'booking_none' } };
      const together = db.database.transaction(async (tx) => {
        for (const event of [...events, broken]) await handle(event, tx);
      });
      await expect(together).rejects.toThrow(/booking_none/);
      expect(await rows()).toEqual([]);
      for (const event of events) {
        const afterCommit = await db.database.transaction((tx) => handle(event, tx));
        await afterCommit();
      }
      expect(await rows()).toHaveLength(2);
      expect(left).toBe(0);
    });

    it('refuses an event of a booking that does not exist', async () => {
      const booking = await insertBooking(db.database);
      const event = { ...booking.event('booking.created', 1), booking_id: 'booking_none' };
      const handle = createNotificationHandler({ wake: () => {} });
      await expect(db.database.transaction((tx) => handle({ payload: event }, tx))).rejects.toThrow(/booking_none/);
    });
  });

  describe('sending', () => {
    it('writes the ticket mail with a QR code for each seat', async () => {
      const booking = await insertBooking(db.database, {
        status: 'CONFIRMED',
        tickets: true,
        seatCount: 3,
        title: 'Die Räuber – “live”',
        customer: { name: 'Zoë Ångström', phone: '+49 361 0' },
      });
      const sender = startSender();
      await consume(booking, 'booking.confirmed', sender);
      await sender.idle();

      const [mail] = await mailsOnDisk();
      const [row] = await rows();
      expect(mail).toMatchObject({
        from: { name: 'Seatwire', address: 'tickets@box.example' },
        to: [{ name: 'Zoë Ångström', address: 'ada@example.org' }],
        subject: `Your tickets for Die Räuber – “live” (${booking.reference})`,
        messageId: `<${row!.id}@box.example>`,
      });
      const tickets = await ticketsOf(db.database, booking.bookingId);
      for (const { id, code } of tickets) {
        expect(mail!.text).toContain(code);
        expect(mail!.html).toContain(`cid:${id}@seatwire`);
      }
      expect(mail!.attachments.map(({ contentId, mimeType }) => [contentId, mimeType])).toEqual([
        ...tickets.map(({ id }) => [`<${id}@seatwire>`, 'image/png']),
        [undefined, 'text/calendar'],
      ]);
      expect(await readdir(folder)).toEqual([expect.stringMatching(/^\d{8}T\d{9}Z-ticket-\w+\.eml$/)]);
      expect(texts).toMatchObject([{ to: '+49 361 0', text: expect.stringContaining('confirmed') }]);
      expect((await rows()).map(({ status, attempts }) => [status, attempts])).toEqual([
        ['SENT', 1],
        ['SENT', 1],
      ]);
    });

    it.each([
      ['booking.created', 'Your order for'],
      ['booking.cancelled', 'was cancelled'],
      ['booking.expired', 'has expired'],
      ['booking.refunded', 'Your refund for'],
    ] as const)('writes a mail on %s', async (type, subject) => {
      const sender = startSender();
      await consume(await insertBooking(db.database), type, sender);
      await sender.idle();
      const [mail] = await mailsOnDisk();
      expect(mail!.subject).toContain(subject);
      expect(mail!.attachments).toEqual([]);
    });

    it('writes the same file again when a mail is repeated', async () => {
      const sender = startSender();
      await consume(
        await insertBooking(db.database, { tickets: true, status: 'CONFIRMED' }),
        'booking.confirmed',
        sender,
      );
      await sender.idle();
      const [name] = await readdir(folder);
      const first = await readFile(path.join(folder, name!));
      // As after a crash between the sending and the row's change.
      await db.database.query(`UPDATE notifications SET status = 'QUEUED', next_attempt_at = now()`);
      await sender.idle();
      expect(await readdir(folder)).toEqual([name]);
      expect((await readFile(path.join(folder, name!))).equals(first)).toBe(true);
    });

    it('does not send tickets that were voided in the meantime', async () => {
      const booking = await insertBooking(db.database, { tickets: true, status: 'CANCELLED' });
      await consume(booking, 'booking.confirmed');
      await db.database.transaction((tx) => voidTickets(tx, [booking.bookingId]));
      await startSender().idle();
      expect(await readdir(folder)).toEqual([]);
      expect(await rows()).toMatchObject([
        { status: 'OBSOLETE', attempts: 1, last_error: expect.stringContaining('CANCELLED') },
      ]);
    });

    it('sends to one recipient only, whatever was typed as the address', async () => {
      const addresses = ['a@example.org, b@example.org', 'a@example.org\r\nBcc: b@example.org', 'a@x.org <b@x.org>'];
      for (const email of addresses) {
        await consume(await insertBooking(db.database, { customer: { email } }), 'booking.created');
      }
      await startSender().idle();
      expect(await readdir(folder)).toEqual([]);
      expect(
        (await rows()).every(({ last_error }) => last_error === 'The recipient is not exactly one mail address.'),
      ).toBe(true);
    });

    it('lets no name or title become a header', async () => {
      const evil = 'Ada\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>';
      const booking = await insertBooking(db.database, { title: evil, customer: { name: evil } });
      const sender = startSender();
      await consume(booking, 'booking.created', sender);
      await sender.idle();
      const [mail] = await mailsOnDisk();
      expect(mail!.bcc ?? []).toEqual([]);
      expect(mail!.to).toHaveLength(1);
      expect(mail!.headers.map(({ key }) => key)).not.toContain('bcc');
      expect(mail!.html).not.toContain('<script>');
    });

    it('greets nobody by a name that could become a link, nor addresses the mail to it', async () => {
      const booking = await insertBooking(db.database, { customer: { name: 'www.evil.example' } });
      const sender = startSender();
      await consume(booking, 'booking.created', sender);
      await sender.idle();
      const [mail] = await mailsOnDisk();
      expect(mail!.to).toMatchObject([{ name: '' }]);
      for (const text of [mail!.subject, mail!.text, mail!.html]) expect(text).not.toContain('evil');
    });
  });

  describe('the order', () => {
    const CONFIRMED = { tickets: true, status: 'CONFIRMED' } as const;

    /** Hands over what it is allowed to, and writes down what in which order. */
    class RecordingMailer implements Mailer {
      readonly sent: string[] = [];
      refused = new Set<string>();
      async send({ kind, to }: Mail): Promise<void> {
        if (this.refused.has(kind))
          throw Object.assign(new Error('451 later'), { responseCode: 451, command: 'RCPT TO' });
        this.sent.push(`${kind} ${to.address}`);
      }
      async verify(): Promise<void> {}
      close(): void {}
    }

    it('of a booking’s mails is that of its changes, even when an earlier one has to be tried again', async () => {
      const mailer = new RecordingMailer();
      mailer.refused.add('order');
      const booking = await insertBooking(db.database, { ...CONFIRMED, customer: { phone: '+49 361 0' } });
      const other = await insertBooking(db.database, { ...CONFIRMED, customer: { email: 'other@example.org' } });
      const sender = startSender(mailer);
      await consume(booking, 'booking.created', sender, 1);
      await sender.idle();
      await consume(booking, 'booking.confirmed', sender, 2);
      await consume(booking, 'booking.refunded', sender, 3);
      await consume(other, 'booking.confirmed', sender, 2);
      await sender.idle();
      // Neither other bookings nor the other channel wait.
      expect(mailer.sent).toEqual(['ticket other@example.org']);
      expect(texts).toHaveLength(1);

      mailer.refused.clear();
      await makeDue();
      await sender.idle();
      const own = mailer.sent.filter((mail) => mail.endsWith('ada@example.org'));
      expect(own.map((mail) => mail.split(' ')[0])).toEqual(['order', 'ticket', 'refund']);
    });

    it('does not keep later mails from going out once an earlier one is given up or obsolete', async () => {
      const mailer = new RecordingMailer();
      mailer.refused.add('order');
      const booking = await insertBooking(db.database, CONFIRMED);
      await consume(booking, 'booking.created', undefined, 1);
      await consume(booking, 'booking.confirmed', undefined, 2);
      await consume(booking, 'booking.cancelled', undefined, 3);
      await db.database.transaction((tx) => voidTickets(tx, [booking.bookingId]));
      await db.database.query(
        `UPDATE notifications SET failing_since = now() - interval '5 days' WHERE kind = 'order'`,
      );
      await startSender(mailer).idle();
      expect(mailer.sent).toEqual(['cancellation ada@example.org']);
      expect((await rows()).map(({ kind, status }) => [kind, status])).toEqual([
        ['order', 'FAILED'],
        ['ticket', 'OBSOLETE'],
        ['cancellation', 'SENT'],
      ]);
    });

    it('holds between nodes', async () => {
      const mailer = new RecordingMailer();
      const bookings = await Promise.all(
        Array.from({ length: 5 }, (_, index) =>
          insertBooking(db.database, { ...CONFIRMED, customer: { email: `${index}@example.org` } }),
        ),
      );
      for (const booking of bookings) {
        await consume(booking, 'booking.refunded', undefined, 3);
        await consume(booking, 'booking.confirmed', undefined, 2);
        await consume(booking, 'booking.created', undefined, 1);
      }
      const nodes = [startSender(mailer), startSender(mailer), startSender(mailer)];
      const done = async () => (await rows()).every(({ status }) => status === 'SENT');
      while (!(await done())) await Promise.all(nodes.map((node) => node.idle()));
      expect(mailer.sent).toHaveLength(15);
      for (const index of bookings.keys()) {
        const kinds = mailer.sent
          .filter((mail) => mail.endsWith(` ${index}@example.org`))
          .map((mail) => mail.split(' ')[0]);
        expect(kinds).toEqual(['order', 'ticket', 'refund']);
      }
    });
  });

  describe('failing', () => {
    /** Its server is there. */
    class FailingMailer implements Mailer {
      tries = 0;
      async send(): Promise<void> {
        this.tries += 1;
        throw new Error('try again later');
      }
      async verify(): Promise<void> {}
      close(): void {}
    }

    it('tries again later, later each time, and gives up a mail that has failed for five days', async () => {
      const mailer = new FailingMailer();
      const sender = startSender(mailer);
      await consume(await insertBooking(db.database), 'booking.created', sender);
      const pauses: number[] = [];
      for (let round = 1; round <= 10; round += 1) {
        await sender.idle();
        const [row] = await db.database.query<{ pause: number }>(
          'SELECT extract(epoch FROM next_attempt_at - now())::float8 AS pause FROM notifications',
        );
        pauses.push(row!.pause);
        if (round === 10) await db.database.query("UPDATE notifications SET failing_since = now() - interval '5 days'");
        await makeDue();
      }
      await sender.idle();
      expect(mailer.tries).toBe(11);
      expect(pauses.slice(1).every((pause, index) => pause > pauses[index]! || index >= 5)).toBe(true);
      expect(Math.max(...pauses)).toBeLessThanOrEqual(3600);
      expect(await rows()).toMatchObject([{ status: 'FAILED', attempts: 11, last_error: 'try again later' }]);
    });

    it('does not hold up the others', async () => {
      const files = createFileMailer({ folder, from: FROM, logger: silent });
      const bad = await insertBooking(db.database, { customer: { email: 'bad@example.org' } });
      const good = await insertBooking(db.database);
      const mailer: Mailer = {
        send: (mail) => (mail.to.address === 'bad@example.org' ? Promise.reject(new Error('no')) : files.send(mail)),
        verify: async () => undefined,
        close: () => {},
      };
      await consume(bad, 'booking.created');
      await consume(good, 'booking.created');
      await startSender(mailer).idle();
      // Two of one millisecond come in no order.
      const statuses = Object.fromEntries((await rows()).map(({ recipient, status }) => [recipient, status]));
      expect(statuses).toEqual({ 'bad@example.org': 'QUEUED', 'ada@example.org': 'SENT' });
    });
  });

  describe('several nodes', () => {
    it('send each notification once', async () => {
      const sent: string[] = [];
      const mailer: Mailer = {
        send: async (mail: Mail) => void sent.push(mail.id),
        verify: async () => undefined,
        close: () => {},
      };
      const booking = await insertBooking(db.database);
      for (let count = 0; count < 30; count += 1) await consume(booking, 'booking.created');
      const nodes = [startSender(mailer), startSender(mailer), startSender(mailer)];
      await Promise.all(nodes.map((node) => node.idle()));
      expect(sent).toHaveLength(30);
      expect(new Set(sent).size).toBe(30);
      expect((await rows()).every(({ status, attempts }) => status === 'SENT' && attempts === 1)).toBe(true);
    });

    it('take over what a node that died was sending, once its lease has run out', async () => {
      const sending = Promise.withResolvers<void>();
      const death = Promise.withResolvers<never>();
      const stuck: Mailer = {
        send: () => {
          sending.resolve();
          return death.promise;
        },
        verify: async () => undefined,
        close: () => {},
      };
      await consume(await insertBooking(db.database), 'booking.created');
      const dead = createNotificationSender({
        ...detailsOf(db.database),
        mailer: stuck,
        sms: { send: async () => {}, verify: async () => {} },
        logger: silent,
      });
      dead.start();
      await sending.promise;
      const heir = startSender();
      await heir.idle();
      expect(await readdir(folder)).toEqual([]);
      await makeDue();
      await heir.idle();
      expect(await readdir(folder)).toHaveLength(1);
      // What the first one still says about it no longer counts.
      death.reject(new Error('cut off'));
      await dead.stop();
      expect(await rows()).toMatchObject([{ status: 'SENT', attempts: 2, last_error: null }]);
    });
  });
});
