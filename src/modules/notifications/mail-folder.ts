import { join } from 'node:path';

/** Where mails are written without SMTP_URL, and text messages always. */
export function mailFolder({ data }: { data: { dir: string } }): string {
  return join(data.dir, 'mail');
}
