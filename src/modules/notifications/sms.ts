import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../../platform/observability/logger.ts';
import { checkFolder, notificationFileName } from './notification-file.ts';

/** The text message port. */
export interface SmsGateway {
  /** Resolves once the gateway took the message. `id` is the notification's: the gateway's idempotency key. */
  send(sms: Sms): Promise<void>;
  /** Rejects when no message can be handed over now, whatever message it is. */
  verify(): Promise<void>;
}

export interface Sms {
  id: string;
  /** The booking's, for people who look through files and logs. */
  reference: string;
  /** As the customer gave it. */
  to: string;
  text: string;
  /** When it was queued. */
  date: Date;
}

/**
 * The gateway for machines without one: `<time>-sms-<reference>.txt` beside the mails. Not the log, which is copied and kept
 * where nobody would look for a phone number.
 */
export function createFileSms({ folder, logger }: { folder: string; logger: Logger }): SmsGateway {
  return {
    async send({ id, reference, to, text, date }) {
      const file = path.join(folder, `${notificationFileName({ date, kind: 'sms', reference })}.txt`);
      await mkdir(folder, { recursive: true });
      await writeFile(file, `To: ${to}\n\n${text}\n`);
      logger.info({ notificationId: id, file, reference }, `text message written to ${file} (no gateway is set up)`);
    },
    verify: () => checkFolder(folder),
  };
}
