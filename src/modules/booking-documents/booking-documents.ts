import type { Logger } from '../../platform/observability/logger.ts';
import { messageOf } from '../../platform/observability/message-of.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import type { PdfDocument } from '../../platform/pdf/pdf-document.ts';
import type { PdfRenderer } from '../../platform/pdf/pdf-renderer.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { NoSlotError } from '../../platform/turns/slots.ts';
import type { BookingDetails } from '../notifications/booking-details.ts';
import type { AttachedFile } from '../notifications/mailer.ts';
import { receipt, type Seller } from './receipt.ts';
import { findReceiptMoney } from './receipt-money.ts';
import { ticketSheet } from './ticket-sheet.ts';

/** A PDF that is made of a booking. */
export type DocumentKind = 'receipt' | 'tickets';

export interface MadeDocument {
  /** As it is saved: `receipt-K7Q2-M9XD.pdf`. */
  filename: string;
  pdf: Buffer;
}

/** Who asks over HTTP is told to come again. */
const MAX_WAIT_MS = 5_000;
/** Twice this and twice the longest drawing, with the minute that a mail server may take, stay below the lease of a notification. */
const MAIL_WAIT_MS = 15_000;
/** Of all that one mail brings along as PDF: mail servers refuse what is much larger. */
export const MAX_ATTACHED_BYTES = 1024 * 1024;

export interface BookingDocumentsDeps {
  database: Database;
  renderer: Pick<PdfRenderer, 'draw'>;
  seller: Seller;
  logger: Logger;
}

/** Receipts and tickets of bookings as PDF, in the customer's language. */
export class BookingDocuments {
  readonly #deps: BookingDocumentsDeps;

  constructor(deps: BookingDocumentsDeps) {
    this.#deps = deps;
  }

  /**
   * Of the booking as it was read; null: it has none, since it was never confirmed (a receipt), or has no ticket that is good. Throws
   * NoSlotError when too many wait.
   */
  async make(kind: DocumentKind, booking: BookingDetails, maxWait_ms = MAX_WAIT_MS): Promise<MadeDocument | null> {
    const document = kind === 'receipt' ? await this.#receipt(booking) : ticketSheet(booking);
    if (!document) return null;
    const pdf = await this.#deps.renderer.draw(document, { maxWait_ms });
    return { filename: `${kind}-${booking.reference}.pdf`, pdf };
  }

  /**
   * What goes with the mail that brings the tickets: these and the receipt, as long as both are small enough. The mail is good without, so
   * what can't be drawn is left out.
   */
  async filesForMail(booking: BookingDetails): Promise<AttachedFile[]> {
    const files: AttachedFile[] = [];
    let room_bytes = MAX_ATTACHED_BYTES;
    for (const kind of ['tickets', 'receipt'] as const) {
      const made = await this.#makeForMail(kind, booking);
      if (!made || made.pdf.length > room_bytes) continue;
      room_bytes -= made.pdf.length;
      files.push({ filename: made.filename, contentType: 'application/pdf', content: made.pdf });
    }
    return files;
  }

  async #makeForMail(kind: DocumentKind, booking: BookingDetails): Promise<MadeDocument | null> {
    try {
      return await this.make(kind, booking, MAIL_WAIT_MS);
    } catch (error) {
      // That others are drawn for so long is no outage to wait for: the mail goes out.
      if (isOutage(error) && !(error instanceof NoSlotError)) throw error;
      this.#deps.logger.warn({ kind, bookingId: booking.id, reason: messageOf(error) }, 'a PDF was left out of a mail');
      return null;
    }
  }

  async #receipt(booking: BookingDetails): Promise<PdfDocument | null> {
    if (!booking.wasConfirmed) return null;
    return receipt(booking, await findReceiptMoney(this.#deps.database, booking.id), this.#deps.seller);
  }
}
