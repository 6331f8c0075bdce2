import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mail, Mailer } from '../../src/modules/notifications/mailer.ts';
import { createSmtpMailer } from '../../src/modules/notifications/smtp-mailer.ts';

interface Delivery {
  recipients: string[];
  mail: Email;
}

describe('the SMTP mailer', () => {
  let server: SMTPServer;
  let mailer: Mailer;
  let refusal: (Error & { responseCode: number }) | null;
  const deliveries: Delivery[] = [];

  beforeEach(async () => {
    refusal = null;
    deliveries.splice(0);
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: (_address, _session, callback) => callback(refusal),
      onData(stream, session, callback) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          void PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
            deliveries.push({ recipients: session.envelope.rcptTo.map(({ address }) => address), mail });
            callback();
          });
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.server.address() as AddressInfo;
    mailer = createSmtpMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, from: 'Seatwire <tickets@box.example>' });
  });
  afterEach(async () => {
    mailer.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  const mail: Mail = {
    id: 'notification_1',
    kind: 'ticket',
    reference: 'K7Q2M9XD',
    to: { name: 'Zoë, "Z" <x@evil.example>', address: 'zoe@example.org' },
    subject: 'Your ticket\r\nBcc: all@example.org',
    text: '.\r\n.leading dots, and ümlauts',
    html: '<p>ümlauts</p><img src="cid:ticket_1@seatwire">',
    images: [{ cid: 'ticket_1@seatwire', filename: 'ticket_1.png', png: Buffer.from([0x89, 0x50, 0x4e, 0x47]) }],
    files: [],
    date: new Date('2027-01-05T10:00:00Z'),
  };

  it('hands the mail over as it was written', async () => {
    await mailer.send(mail);
    expect(deliveries).toHaveLength(1);
    const { recipients, mail: received } = deliveries[0]!;
    expect(recipients).toEqual(['zoe@example.org']);
    expect(received).toMatchObject({
      messageId: '<notification_1@box.example>',
      from: { name: 'Seatwire', address: 'tickets@box.example' },
      to: [{ name: 'Zoë, "Z" <x@evil.example>', address: 'zoe@example.org' }],
      date: '2027-01-05T10:00:00.000Z',
    });
    expect(received.bcc ?? []).toEqual([]);
    expect(received.text).toContain('.leading dots, and ümlauts');
    expect(received.html).toContain('<p>ümlauts</p>');
    expect(received.attachments).toMatchObject([
      { contentId: '<ticket_1@seatwire>', disposition: 'inline', mimeType: 'image/png' },
    ]);
  });

  it('rejects when the server refuses, and goes on with the next mail', async () => {
    refusal = Object.assign(new Error('no such mailbox'), { responseCode: 550 });
    await expect(mailer.send(mail)).rejects.toThrow(/no such mailbox/);
    refusal = null;
    await mailer.send(mail);
    expect(deliveries).toHaveLength(1);
  });

  it('rejects when the server is away', async () => {
    const closed = createSmtpMailer({ smtpUrl: 'smtp://127.0.0.1:1', from: 'tickets@box.example' });
    await expect(closed.send(mail)).rejects.toThrow(/ECONNREFUSED/);
    closed.close();
  });

  it('sends many at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => mailer.send({ ...mail, id: `notification_${index}` })));
    expect(new Set(deliveries.map((it) => it.mail.messageId)).size).toBe(20);
  });
});
