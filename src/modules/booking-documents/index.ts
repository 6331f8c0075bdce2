import { PdfRenderer } from '../../platform/pdf/pdf-renderer.ts';
import type { ModuleManifest } from '../manifest.ts';
import { KeptFiles } from '../notifications/kept-files.ts';
import { BookingDocuments, type DocumentKind } from './booking-documents.ts';
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
  }
}

/** Reading a booking takes 4 of this thread; drawing takes a hundred and more of another one, which all share. */
const MAKING_MS = 100;
/** Some two hundred of two tickets, of each kind. */
const MAX_KEPT_BYTES = 8 * 1024 * 1024;
const BYTES_PER_FILE = 512;

export const bookingDocumentsModule = {
  components: {
    pdfRenderer: () => new PdfRenderer(),
    bookingDocuments: ({ database, pdfRenderer, config, logger }) =>
      new BookingDocuments({ database, renderer: pdfRenderer, seller: config.seller, logger }),
    documentLinks: ({ bookingLinks }) => createDocumentLinks(bookingLinks),
  },
  services: {
    documentLinks: ({ documentLinks }) => documentLinks,
  },
  routes: [
    {
      method: 'GET',
      path: '/bookings/{link}/{file}',
      handler({ documentLinks, database, findBookingDetails, bookingDocuments }) {
        const keptOf = (kind: DocumentKind) =>
          new KeptFiles({
            database,
            findBooking: findBookingDetails,
            make: (booking) => bookingDocuments.make(kind, booking),
            weigh_bytes: ({ pdf }) => pdf.length + BYTES_PER_FILE,
            maxKept_bytes: MAX_KEPT_BYTES,
            making_ms: MAKING_MS,
          });
        const files = { receipt: keptOf('receipt'), tickets: keptOf('tickets') };
        return createDocumentsRoute({ links: documentLinks, files });
      },
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
