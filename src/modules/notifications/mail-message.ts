import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { partsOfAddress, QUOTED_LOCAL_PART } from '../../shared/text/mail-address.ts';
import { InvalidRecipientError } from './delivery-failure.ts';
import type { Mail } from './mailer.ts';

// No control characters, blanks, brackets or list separators: one address is one recipient, whatever a customer typed.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
const ONE_WORD = /^[^\x00-\x20\x7f<>(),;:\\"[\]@]+$/;

/** The address with its domain as it is looked up, which nodemailer gets wrong for wide letters; null: it is not one address. */
function oneAddress(address: string): string | null {
  const parts = partsOfAddress(address);
  if (!parts || !ONE_WORD.test(parts.domain)) return null;
  if (!ONE_WORD.test(parts.local) && !QUOTED_LOCAL_PART.test(parts.local)) return null;
  return `${parts.local}@${domainToASCII(parts.domain) || parts.domain}`;
}

/** The address of `Seatwire <tickets@example.org>`, or the text itself when it is a bare address. */
function addressOf(from: string): string {
  return /<([^<>]*)>\s*$/.exec(from)?.[1] ?? from.trim();
}

/**
 * The mail as nodemailer's message. The same mail always gives the same bytes. Throws InvalidRecipientError; nodemailer itself keeps line breaks in the other fields from becoming headers.
 */
export function mailMessage(mail: Mail, from: string) {
  const address = oneAddress(mail.to.address);
  if (address === null) throw new InvalidRecipientError();
  const domain = addressOf(from).split('@')[1] ?? 'localhost';
  return {
    from,
    // Never as text alone, which would be read as a list of addresses.
    to: { name: mail.to.name, address },
    subject: mail.subject,
    date: mail.date,
    messageId: `<${mail.id}@${domain}>`,
    text: mail.text,
    html: mail.html,
    attachments: [
      ...mail.images.map(({ cid, filename, png }) => ({
        cid,
        filename,
        content: png,
        contentType: 'image/png',
        contentDisposition: 'inline' as const,
      })),
      ...mail.files.map(({ filename, contentType, content }) => ({
        filename,
        content,
        contentType,
        contentDisposition: 'attachment' as const,
      })),
    ],
    headers: { 'Auto-Submitted': 'auto-generated' },
    baseBoundary: createHash('sha256').update(mail.id).digest('hex').slice(0, 16),
    // A path or URL in a field is text, never something to be read.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
