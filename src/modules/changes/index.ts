import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { BookingNotChangeableError, QuoteNotUsableError } from './changes.errors.ts';
import './changes.schema.ts';
import { type ChangesService, createChangesService } from './changes.service.ts';
import { forgetQuotes } from './quote.ts';
import { QuoteApplier } from './quote-applier.ts';

declare module '../../schema/context.ts' {
  interface Services {
    changes: ChangesService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    quoteApplier: QuoteApplier;
    changes: ChangesService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    quote: true;
  }
}

export const changesModule = {
  errorCodes: {
    BOOKING_NOT_CHANGEABLE: 'The booking can not be changed like that, or not by this caller.',
    QUOTE_NOT_USABLE: 'The quote has expired, or the booking is not as it was.',
  },
  storableErrors: [BookingNotChangeableError, QuoteNotUsableError],
  components: {
    quoteApplier: ({ bookingCache: cache, refundRequests: refunds }) => new QuoteApplier({ cache, refunds }),
    changes: ({ database, bookings, shows, quoteApplier, refundRequests, seatMap, idempotency, config }) =>
      createChangesService({
        database,
        bookings,
        shows,
        applier: quoteApplier,
        refunds: refundRequests,
        seatMap,
        idempotency,
        quoteTtl_ms: config.locks.ttl_ms,
      }),
  },
  services: {
    changes: ({ changes, logger }) => withTypedOutages(changes, logger),
  },
  housekeeping: {
    'quotes that were not applied':
      ({ database }) =>
      () =>
        forgetQuotes(database),
  },
} as const satisfies ModuleManifest;
