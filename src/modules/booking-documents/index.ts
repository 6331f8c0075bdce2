import { PdfRenderer } from '../../platform/pdf/pdf-renderer.ts';
import type { ModuleManifest } from '../manifest.ts';
import { KeptFiles } from '../notifications/kept-files.ts';
import { BookingDocuments, type DocumentKind, type MadeDocument } from './booking-documents.ts';
import './booking-documents.schema.ts';
import { createDocumentLinks, type DocumentLinks } from './document-links.ts';
import { createDocumentsRoute } from './documents-route.ts';

declare module '../../schema/context.ts' {
  interface Services {
    documentLinks: DocumentLinks;
  }
}

declare module '../manifest.ts' {
  interface Components {
    pdfRenderer: PdfRenderer;
    bookingDocuments: BookingDocuments;
    documentLinks: DocumentLinks;
    documentFiles: Record<DocumentKind, KeptFiles<MadeDocument>>;
  }
}

/** Reading a booking takes 4 of this thread; drawing takes some tens of another one, which all share. */
const MAKING_MS = 40;
/** Some two hundred of two tickets, of each kind. */
const MAX_KEPT_BYTES = 8 * 1024 * 1024;
const BYTES_PER_FILE = 512;

export const bookingDocumentsModule = {
  components: {
    pdfRenderer: () => new PdfRenderer(),
    bookingDocuments: ({ database, pdfRenderer, config, logger }) =>
      new BookingDocuments({ database, renderer: pdfRenderer, seller: config.seller, logger }),
    documentLinks: ({ bookingLinks }) => createDocumentLinks(bookingLinks),
    documentFiles({ database, findBookingDetails, bookingDocuments }) {
      const keptOf = (kind: DocumentKind) =>
        new KeptFiles({
          database,
          findBooking: findBookingDetails,
          make: (booking) => bookingDocuments.make(kind, booking),
          weigh_bytes: ({ pdf }) => pdf.length + BYTES_PER_FILE,
          maxKept_bytes: MAX_KEPT_BYTES,
          making_ms: MAKING_MS,
        });
      return { receipt: keptOf('receipt'), tickets: keptOf('tickets') };
    },
  },
  services: {
    documentLinks: ({ documentLinks }) => documentLinks,
  },
  routes: [
    {
      method: 'GET',
      path: '/bookings/{link}/receipt.pdf',
      handler: ({ documentLinks, documentFiles }) =>
        createDocumentsRoute({ links: documentLinks, files: documentFiles }),
    },
    {
      method: 'GET',
      path: '/bookings/{link}/tickets.pdf',
      handler: ({ documentLinks, documentFiles }) =>
        createDocumentsRoute({ links: documentLinks, files: documentFiles }),
    },
  ],
  runs: [
    {
      name: 'PDF renderer',
      on: 'every node',
      stage: 'before consumers',
      start: () => undefined,
      stop: ({ pdfRenderer }) => pdfRenderer.close(),
    },
  ],
} as const satisfies ModuleManifest;
