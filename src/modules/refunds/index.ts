import type { DueWorker } from '../../platform/jobs/due-worker.ts';
import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { RefundRequests } from '../bookings/refund-requests.ts';
import type { ModuleManifest } from '../manifest.ts';
import { countFailedRefunds, countPendingRefunds } from './refund.ts';
import { createRefundNews } from './refund-news.ts';
import { createRefundOutcomes, type RefundOutcomes } from './refund-outcomes.ts';
import { createRefundRequests } from './refund-requests.ts';
import { createRefundWorker } from './refund-worker.ts';
import { RefundNotPossibleError } from './refunds.errors.ts';
import './refunds.schema.ts';
import { createRefundsService, type RefundsService } from './refunds.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    refunds: RefundsService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    /** Asks the provider for refunds. */
    refundWorker: DueWorker;
    refundOutcomes: RefundOutcomes;
    refundRequests: RefundRequests;
    refunds: RefundsService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    refund: true;
  }
}

export const refundsModule = {
  errorCodes: {
    REFUND_NOT_POSSIBLE: 'More than is left of what was paid for the booking.',
  },
  storableErrors: [RefundNotPossibleError],
  components: {
    refundOutcomes: ({ database, bookingCache: cache, logger }) => createRefundOutcomes({ database, cache, logger }),
    refundNews: ({ database, paymentProvider: provider, refundOutcomes: outcomes, logger }) =>
      createRefundNews({ database, provider, outcomes, logger }),
    refundWorker: ({ database, paymentProvider: provider, refundOutcomes: outcomes, config, logger }) =>
      createRefundWorker({ database, provider, outcomes, logger, perSecond: config.payments.refundsPerSecond }),
    // Bookings and payments ask for refunds, which need both.
    refundRequests: (available) =>
      createRefundRequests({ cache: available.bookingCache, wake: () => available.refundWorker.wake() }),
    refunds: ({ database, bookings, idempotency, refundWorker }) =>
      createRefundsService({ database, bookings, idempotency, wake: () => refundWorker.wake() }),
  },
  services: {
    refunds: ({ refunds, logger }) => withTypedOutages(refunds, logger),
  },
  workers: [{ on: 'worker', worker: ({ refundWorker }) => refundWorker }],
  metrics(metrics, { database }) {
    metrics.gauge('refunds_waiting', 'Refunds that the payment provider is to be asked for, or is at.', () =>
      countPendingRefunds(database),
    );
    metrics.gauge('refunds_failed', 'Refunds that failed or were given up: their organisers have to see to them.', () =>
      countFailedRefunds(database),
    );
  },
} as const satisfies ModuleManifest;
