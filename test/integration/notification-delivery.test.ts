import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryPause } from '../../src/modules/notifications/delivery-pause.ts';
import { createNotificationHandler } from '../../src/modules/notifications/notification-handler.ts';
import {
  createNotificationSender,
  type NotificationSender,
} from '../../src/modules/notifications/notification-sender.ts';
import { createSmtpMailer } from '../../src/modules/notifications/smtp-mailer.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { recordedLogger } from '../kit/product/recorded-logger.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { MailServer, type MailStep } from '../kit/servers/mail-server.ts';
import { startTcpProxy } from '../kit/servers/tcp-proxy.ts';
import { detailsOf, insertBooking } from '../kit/shows/booking-fixture.ts';

const refusedConnection = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const FROM = 'Seatwire <tickets@box.example>';

describe('mails, with a mail server', () => {
  let db: TestDatabase;
  let server: MailServer;
  let sender: NotificationSender;
  let log: ReturnType<typeof recordedLogger>;
  /** Statements that match are answered as by a PostgreSQL that is away. */
  let isAway: (statement: string) => boolean;
  let onNotSent: () => Promise<void>;

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  beforeEach(async () => {
    server = await new MailServer().start();
    log = recordedLogger();
    isAway = () => false;
    onNotSent = async () => {};
    sender = startSender(server.url);
  });

  function startSender(smtpUrl: string): NotificationSender {
    const mailer = createSmtpMailer({ smtpUrl, from: FROM });
    const started = createNotificationSender({
      ...detailsOf(db.database),
      database: {
        ...db.database,
        async query(statement, values) {
          if (isAway(typeof statement === 'string' ? statement : statement.text)) throw refusedConnection();
          return await db.database.query(statement, values);
        },
      },
      mailer: {
        ...mailer,
        async send(mail) {
          try {
            await mailer.send(mail);
          } catch (error) {
            await onNotSent();
            throw error;
          }
        },
      },
      sms: { send: async () => undefined, verify: async () => undefined },
      logger: log.logger,
      pauseOf: () => new DeliveryPause({ first_ms: 20, max_ms: 50 }),
    });
    started.start();
    return started;
  }

  afterEach(async () => {
    await sender.stop();
    await server[Symbol.asyncDispose]();
    await db.database.query('DELETE FROM notifications');
  });
  afterAll(() => db[Symbol.asyncDispose]());

  async function queue(email: string): Promise<void> {
    const booking = await insertBooking(db.database, { customer: { email } });
    const handle = createNotificationHandler({ wake: () => sender.wake() });
    const afterCommit = await db.database.transaction((tx) =>
      handle({ payload: booking.event('booking.created', 1) }, tx),
    );
    await afterCommit();
  }

  const rows = () =>
    db.database.query<{ recipient: string; status: string; attempts: number; last_error: string | null }>(
      'SELECT recipient, status, attempts, last_error FROM notifications ORDER BY recipient',
    );

  /** Makes what waits for another try due now, and waits until it has had it. */
  async function tryAgain(): Promise<void> {
    await db.database.query('UPDATE notifications SET next_attempt_at = now()');
    await sender.idle();
  }

  it.each([
    ['before they are handed over', /AS "isShowCancelled"/],
    ['after they were handed over', /status = 'SENT'/],
  ])('go out once and at once when PostgreSQL was away %s', async (_when, statement) => {
    const seen = Promise.withResolvers<void>();
    let begun = false;
    isAway = (text) => {
      begun ||= statement.test(text);
      if (begun) seen.resolve();
      return begun;
    };
    await queue('ada@example.org');
    await seen.promise;
    isAway = () => false;
    await sender.idle();
    expect(await rows()).toMatchObject([{ status: 'SENT', attempts: 1, last_error: null }]);
    expect(server.received).toHaveLength(1);
  });

  it.each([
    ['the recipient', 'RCPT TO'],
    ['the message', 'DATA'],
  ])('are given up at the third refusal of %s for good, with its reason', async (_what, command) => {
    if (command === 'RCPT TO') server.codeFor = () => 550;
    else server.codeForMessage = () => 554;
    await queue('gone@example.org');
    await sender.idle();
    for (const attempts of [1, 2]) {
      expect(await rows()).toMatchObject([{ status: 'QUEUED', attempts }]);
      await tryAgain();
    }
    expect(await rows()).toMatchObject([
      { status: 'FAILED', attempts: 3, last_error: expect.stringMatching(/55[04] .*is refused/) },
    ]);
    expect(server.received).toEqual([]);
  });

  it('are tried again when they are refused for now, which is no refusal for good', async () => {
    server.codeFor = () => 451;
    await queue('grey@example.org');
    await sender.idle();
    for (let attempt = 2; attempt <= 6; attempt += 1) await tryAgain();
    expect(await rows()).toMatchObject([{ status: 'QUEUED', attempts: 6 }]);
    // Two refusals for good are not three, however many attempts there were.
    server.codeFor = () => 550;
    await tryAgain();
    await tryAgain();
    expect(await rows()).toMatchObject([{ status: 'QUEUED', attempts: 8 }]);
    server.codeFor = () => null;
    await tryAgain();
    expect(await rows()).toMatchObject([{ status: 'SENT', attempts: 9 }]);
    expect(server.received).toHaveLength(1);
  });

  it('to others are not held up by a recipient that is refused for now', async () => {
    server.codeFor = (recipient) => (recipient === 'a@example.org' ? 451 : null);
    await queue('a@example.org');
    await queue('b@example.org');
    await sender.idle();
    expect((await rows()).map(({ status }) => status)).toEqual(['QUEUED', 'SENT']);
  });

  it.each<[MailStep, number]>([
    ['connection', 1],
    ['recipient', 1],
    ['message', 1],
    // The server has it, and nobody knows: it is better sent again than lost.
    ['answer', 3],
  ])('whose connection is cut at the %s are sent on another one, and no other is held up', async (step, copies) => {
    await using link = await startTcpProxy();
    link.leadTo(Number(new URL(server.url).port));
    await sender.stop();
    sender = startSender(`smtp://127.0.0.1:${link.port}`);
    let cuts = 0;
    server.onStep = (at) => {
      if (at !== step || cuts === 2) return;
      cuts += 1;
      link.cut();
    };
    await queue('ada@example.org');
    let hurried = 0;
    await eventually(async () => {
      // It is not in hand when this is said.
      const putOff = log.messages('a notification was not sent, trying again later').length;
      if (putOff > hurried) await tryAgain();
      hurried = putOff;
      expect(await rows()).toMatchObject([{ status: 'SENT' }]);
    });
    expect(cuts).toBe(2);
    expect(server.received).toHaveLength(copies);
    // As one message: mail programs show it once.
    expect(new Set(server.received.map(({ mail }) => mail.messageId)).size).toBe(1);
    expect(JSON.stringify(log.lines)).not.toContain('"stack"');
    await queue('zoe@example.org');
    await eventually(async () => expect((await rows()).at(-1)).toMatchObject({ status: 'SENT', attempts: 1 }));
  });

  it('wait while the server is away, without using up attempts, and all go out once it is back', async () => {
    await server.stop();
    const count = 30;
    for (let index = 0; index < count; index += 1) await queue(`${100 + index}@example.org`);
    await eventually(() => expect(log.messages('no mails can be sent now, they wait')).toHaveLength(1));
    // Several probes later still nothing is used up, and no line is added.
    await eventually(() => expect(log.messages('still no mails can be sent').length).toBeGreaterThan(10));
    const away = await rows();
    expect(away.every(({ status }) => status === 'QUEUED')).toBe(true);
    expect(away.filter(({ attempts }) => attempts > 0).length).toBeLessThanOrEqual(1);
    expect(log.loud()).toEqual(['no mails can be sent now, they wait']);

    await server.start();
    await eventually(async () => {
      expect((await rows()).filter(({ status }) => status === 'SENT')).toHaveLength(count);
    });
    expect((await rows()).every(({ attempts }) => attempts === 1)).toBe(true);
    expect(new Set(server.received.map(({ recipient }) => recipient)).size).toBe(count);
    expect(server.received).toHaveLength(count);
    expect(log.messages('mails are sent again')).toHaveLength(1);
    expect(log.loud()).toEqual(['no mails can be sent now, they wait']);
  });

  it('have used up no attempt when the server is back by the time that it is looked for', async () => {
    await server.stop();
    onNotSent = async () => void (await server.start());
    await queue('ada@example.org');
    await eventually(async () => expect(await rows()).toMatchObject([{ status: 'SENT', attempts: 1 }]));
  });

  it('are all tried again once the server has answered, if only with a refusal for now', async () => {
    await server.stop();
    await queue('first@example.org');
    await eventually(() => expect(log.messages('no mails can be sent now, they wait')).toHaveLength(1));
    for (let index = 0; index < 10; index += 1) await queue(`${index}@example.org`);
    server.codeFor = () => 451;
    await server.start();
    await eventually(async () => expect((await rows()).every(({ attempts }) => attempts === 1)).toBe(true));
    expect(log.messages('mails are sent again')).toHaveLength(1);
    expect(log.messages('no mails can be sent now, they wait')).toHaveLength(1);
  });
});
