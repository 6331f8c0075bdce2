import type { Booking } from '../bookings/booking.ts';
import type { BookingLink, BookingLinks } from '../identity/booking-links.ts';
import type { DocumentKind } from './booking-documents.ts';

/** Where the PDFs of bookings are. */
export interface DocumentLinks {
  /** Relative to the API's origin. Nobody guesses it: whoever has it may read this document, and nothing else. */
  pathOf(kind: DocumentKind, booking: Pick<Booking, 'id' | 'linkVersion'>): string;
  /** What is at the URL; `unknown`: nobody has signed it, null: it is of something else. */
  documentAt(url: string): { kind: DocumentKind; link: BookingLink } | 'unknown' | null;
}

const PATH = /^\/bookings\/([^/?]*)\/(receipt|tickets)\.pdf(?:\?|$)/;

export function createDocumentLinks(links: BookingLinks): DocumentLinks {
  return {
    pathOf: (kind, { id, linkVersion }) =>
      `/bookings/${links.sign(kind, { bookingId: id, version: linkVersion })}/${kind}.pdf`,
    documentAt(url) {
      const [, signed, name] = PATH.exec(url) ?? [];
      if (signed === undefined || name === undefined) return null;
      const kind = name as DocumentKind;
      const link = links.read(kind, signed);
      return link ? { kind, link } : 'unknown';
    },
  };
}
