import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { eventually } from '../basics/eventually.ts';

export type MailKind =
  | 'order'
  | 'ticket'
  | 'cancellation'
  | 'expiry'
  | 'refund'
  | 'partial_refund'
  | 'change'
  | 'customer_changed'
  | 'refund_failed'
  | 'dispute'
  | 'rescheduled'
  | 'late_change';

/** The mails of that kind about that booking that are in the app's data folder now. */
export async function mailsOf(dataDir: string, kind: MailKind, reference: string): Promise<Email[]> {
  const folder = path.join(dataDir, 'mail');
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const wanted = names.filter((name) => name.endsWith(`-${kind}-${reference}.eml`));
  return Promise.all(wanted.map(async (name) => PostalMime.parse(await readFile(path.join(folder, name)))));
}

/** The one mail of that kind about that booking, once it is there. */
export function mailOf(dataDir: string, kind: MailKind, reference: string): Promise<Email> {
  return eventually(async () => {
    const [mail, ...others] = await mailsOf(dataDir, kind, reference);
    if (!mail || others.length > 0) throw new Error(`${mail ? 'more than one' : 'no'} ${kind} mail of ${reference}`);
    return mail;
  });
}
