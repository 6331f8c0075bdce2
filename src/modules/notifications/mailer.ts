/** The mail port. Adapters: SMTP (`smtp-mailer.ts`) and files for machines without a mail server (`file-mailer.ts`). */

export interface InlineImage {
  /** What the HTML refers to as `cid:…`. */
  cid: string;
  filename: string;
  png: Buffer;
}

export interface AttachedFile {
  filename: string;
  contentType: string;
  content: string | Buffer;
}

export interface Mail {
  /** The notification's id: the Message-ID is made of it, so that a repeated mail can be recognised as the same. */
  id: string;
  /** What it is about, for people who look through files and logs. */
  kind: string;
  reference: string;
  /** The name may be empty. */
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  images: InlineImage[];
  files: AttachedFile[];
  /** When it was queued: its Date. */
  date: Date;
}

export interface Mailer {
  /**
   * Resolves once the mail was handed over (SMTP: accepted by the server; files: written). Rejects within a minute when it
   * was not, or when that is not certain; the caller tries again later, with the same mail.
   */
  send(mail: Mail): Promise<void>;
  /** Rejects when no mail can be handed over now, whatever mail it is; within 40 seconds. */
  verify(): Promise<void>;
  /** Closes the connections. Mails under way are given up. */
  close(): void;
}
