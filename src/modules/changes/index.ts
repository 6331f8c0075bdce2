import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { CancellationRules } from '../bookings/cancellation-rules.ts';
import type { ModuleManifest } from '../manifest.ts';
import { BuyerCancellations } from './buyer-cancellations.ts';
import { BookingNotChangeableError, QuoteNotUsableError } from './changes.errors.ts';
import './changes.schema.ts';
import { type ChangesService, createChangesService } from './changes.service.ts';
import { createPaidQuotes } from './paid-quotes.ts';
import { forgetQuotes } from './quote.ts';
import { QuoteApplier } from './quote-applier.ts';
import { QuoteHolder } from './quote-holder.ts';
import { QuoteMaker } from './quote-maker.ts';
import { QuotePayer } from './quote-payer.ts';

declare module '../../schema/context.ts' {
  interface Services {
    changes: ChangesService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    quoteMaker: QuoteMaker;
    quoteApplier: QuoteApplier;
    quotePayer: QuotePayer;
    changes: ChangesService;
    cancellationRules: CancellationRules;
    buyerCancellations: BuyerCancellations;
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
    buyerCancellations: ({ database, config }) =>
      new BuyerCancellations({ database, defaultLocale: config.mail.defaultLocale }),
    cancellationRules: ({ buyerCancellations }) => buyerCancellations,
    quoteApplier: ({ bookingCache: cache, refundRequests: refunds }) => new QuoteApplier({ cache, refunds }),
    quoteMaker: ({ database, bookings, shows, locks, refundRequests: refunds, config }) =>
      new QuoteMaker({
        database,
        bookings,
        shows,
        locks,
        refunds,
        holder: new QuoteHolder(locks),
        quoteTtl_ms: config.locks.ttl_ms,
      }),
    paidChanges: ({ quoteApplier: applier, seatMap }) => createPaidQuotes({ applier, seatMap }),
    quotePayer: ({ database, paymentTaker: taker, shows }) => new QuotePayer({ database, taker, shows }),
    changes: ({
      database,
      bookings,
      quoteMaker,
      quoteApplier,
      quotePayer,
      buyerCancellations,
      shows,
      paymentTaker,
      refundRequests,
      seatMap,
      idempotency,
    }) =>
      createChangesService({
        database,
        bookings,
        maker: quoteMaker,
        applier: quoteApplier,
        payer: quotePayer,
        cancellations: buyerCancellations,
        shows,
        taker: paymentTaker,
        refunds: refundRequests,
        seatMap,
        idempotency,
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
