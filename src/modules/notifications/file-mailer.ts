import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import type { Logger } from '../../platform/observability/logger.ts';
import { mailMessage } from './mail-message.ts';
import type { Mailer } from './mailer.ts';
import { checkFolder, notificationFileName } from './notification-file.ts';

export interface FileMailerOptions {
  /** Made when the first mail comes. */
  folder: string;
  from: string;
  logger: Logger;
}

/**
 * Writes each mail as `<time>-<kind>-<reference>.eml`, which mail programs open, and logs its path. A file is there whole
 * or not at all; the same mail again writes the same file.
 */
export function createFileMailer({ folder, from, logger }: FileMailerOptions): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    async send(mail) {
      const { message } = await transport.sendMail(mailMessage(mail, from));
      const file = path.join(folder, `${notificationFileName(mail)}.eml`);
      const draft = path.join(folder, `.${randomUUID()}.draft`);
      await mkdir(folder, { recursive: true });
      try {
        await writeFile(draft, message as Buffer);
        await rename(draft, file);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
      logger.info({ file, kind: mail.kind, reference: mail.reference }, `mail written to ${file}`);
    },
    verify: () => checkFolder(folder),
    close() {},
  };
}
