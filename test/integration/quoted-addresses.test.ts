import { randomUUID } from 'node:crypto';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMailable } from '../../src/modules/bookings/customer.ts';
import { mailMessage } from '../../src/modules/notifications/mail-message.ts';
import type { Mail } from '../../src/modules/notifications/mailer.ts';
import { createSmtpMailer } from '../../src/modules/notifications/smtp-mailer.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { lockSeats } from '../kit/callers/buyer.ts';
import { CreateBooking } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { MailServer } from '../kit/servers/mail-server.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

const FROM = 'Seatwire <tickets@box.example>';
const MAIL: Mail = {
  id: 'notification_1',
  kind: 'ticket',
  reference: 'K7Q2M9XD',
  to: { name: 'Ada', address: 'ada@example.org' },
  subject: 'Your ticket',
  text: 'x',
  html: '<p>x</p>',
  images: [],
  files: [],
  date: new Date('2027-01-05T10:00:00Z'),
};

describe('an address with its local part in quotes', () => {
  let app: TestApp;
  let server: MailServer;
  beforeAll(async () => {
    server = await new MailServer().start();
    app = await startTestApp({ env: { DEMO: 'false', SMTP_URL: server.url } });
  });
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  async function book(email: string) {
    const showId = await organiseShow(app, { title: 'Quotes' });
    const buyer = await app.guest();
    const lock = await lockSeats(buyer, showId, ['Z1-1-1']);
    const input = { lockId: lock.id, customer: { name: 'Ada', email }, idempotencyKey: randomUUID() };
    return (await buyer.data(CreateBooking, { input })).createBooking;
  }

  // smtp-server refuses blanks, @ and two dots in quotes; the mailer itself is asked for those below.
  it.each(['"ada,king"@example.org', '"ada;\\"king\\"(c)"@example.org', '"ada"@münchen.example'])(
    'is booked with and written to: %s',
    async (email) => {
      expect(await book(email)).toMatchObject({ __typename: 'CreateBookingSuccess' });
      await eventually(() => expect(server.received.map(({ recipient }) => recipient)).toContain(email));
      const { mail } = server.received.find(({ recipient }) => recipient === email)!;
      expect(mail.to).toEqual([{ name: 'Ada', address: email.replace('münchen', 'xn--mnchen-3ya') }]);
    },
  );

  it.each(['"<ada>"@example.org', '"ada', '"a\tda"@example.org', '"ada" <ben@example.org>'])(
    'is refused by its field where no mail would come: %j',
    async (email) => {
      expect(await book(email)).toMatchObject({
        code: 'INVALID_INPUT',
        issues: [{ path: 'input.customer.email' }],
      });
    },
  );
});

describe('the SMTP mailer', () => {
  it.each([
    ['ada@ＭＡＩＬ．example', 'ada@mail.example'],
    ['ada@例え。テスト', 'ada@xn--r8jz45g.xn--zckzah'],
    ['☺@☁.example', '☺@xn--l3h.example'],
  ])('looks the domain of %s up as mail programs do', (address, sent) => {
    expect(isMailable(address)).toBe(true);
    expect(mailMessage({ ...MAIL, to: { name: 'Ada', address } }, FROM).to).toEqual({ name: 'Ada', address: sent });
  });

  it.each([
    'ada@example.org',
    '"ada king"@example.org',
    '"a, ben@example.com"@example.org',
    '"a\\" b\\\\, \\"c"@example.org',
    '"ada..king."@example.org',
    '"(c) ada: [x];"@example.org',
    '" "@example.org',
  ])('names exactly one recipient, as it was typed: %s', async (address) => {
    expect(isMailable(address)).toBe(true);
    await using server = await recordingServer();
    const mailer = createSmtpMailer({ smtpUrl: server.url, from: FROM });
    for (const name of ['', 'Ada']) {
      await mailer.send({ ...MAIL, id: `notification_${randomUUID()}`, to: { name, address } });
      const { recipients, message } = server.taken.at(-1)!;
      expect(recipients).toEqual([`RCPT TO:<${address}>`]);
      expect((await PostalMime.parse(message)).to).toEqual([{ name, address }]);
    }
    mailer.close();
  });
});

/** A mail server that takes every command as it comes: addresses are seen as they were sent. */
async function recordingServer() {
  const taken: { recipients: string[]; message: string }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = '';
    let recipients: string[] = [];
    let end = '\r\n';
    const answer = (line: string) => socket.write(`${line}\r\n`);
    answer('220 recording');
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      rest += chunk;
      for (let at = rest.indexOf(end); at >= 0; at = rest.indexOf(end)) {
        const read = rest.slice(0, at);
        rest = rest.slice(at + end.length);
        if (end !== '\r\n') {
          taken.push({ recipients, message: read });
          recipients = [];
          end = '\r\n';
          answer('250 taken');
        } else if (read.startsWith('RCPT')) {
          recipients.push(read);
          answer('250 ok');
        } else if (read === 'DATA') {
          end = '\r\n.\r\n';
          answer('354 go on');
        } else answer(read === 'QUIT' ? '221 bye' : '250 ok');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    taken,
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
