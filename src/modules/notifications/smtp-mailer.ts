import { createTransport } from 'nodemailer';
import { mailMessage } from './mail-message.ts';
import type { Mailer } from './mailer.ts';

// One try stays below the minute that the port allows.
const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 15_000;
const TRY_TIMEOUT_MS = 50_000;

/** Sends through the server of an `smtp:` or `smtps:` URL, over at most three connections that are kept open. */
export function createSmtpMailer({ smtpUrl, from }: { smtpUrl: string; from: string }): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 3,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
  });
  return {
    async send(mail) {
      // The signal ends a delivery that a server stalls by trickling its replies, too.
      await transport.sendMail({ ...mailMessage(mail, from), signal: AbortSignal.timeout(TRY_TIMEOUT_MS) });
    },
    async verify() {
      await transport.verify();
    },
    close: () => transport.close({ force: true }),
  };
}
