import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import { sharedSecret } from '../../platform/postgres/shared-secret.ts';
import type { ModuleManifest } from '../manifest.ts';
import { createDisputes, type Disputes } from './disputes.ts';
import './disputes.schema.ts';
import type { PaidChanges } from './paid-changes.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { createPaymentReview, type PaymentReview } from './payment-review.ts';
import { PaymentTaker } from './payment-taker.ts';
import { PaymentDeclinedError, PaymentInProgressError } from './payments.errors.ts';
import './payments.schema.ts';
import { createPaymentsService, type PaymentsService } from './payments.service.ts';
import { createProviderNews, type RefundNews } from './provider-news.ts';
import { createPaymentReconciler } from './reconciler.ts';
import { createSandboxProvider } from './sandbox-provider.ts';
import { createSandboxWebhooks, type SandboxWebhooks } from './sandbox-webhooks.ts';
import { createSettlement, type Settlement } from './settlement.ts';
import { createToldProvider } from './told-provider.ts';
import { waitingOutside } from './waiting-outside.ts';
import { createPaymentWebhookRoute } from './webhook-route.ts';

declare module '../../schema/context.ts' {
  interface Services {
    payments: PaymentsService;
    disputes: Disputes;
  }
}

declare module '../manifest.ts' {
  interface Components {
    webhookSecret: string;
    sandboxWebhooks: SandboxWebhooks;
    /** Null where it is not configured. */
    stripeProvider: PaymentProvider | null;
    paymentProvider: PaymentProvider;
    /** Made by modules/changes, which needs payments. */
    paidChanges: PaidChanges;
    settlement: Settlement;
    paymentTaker: PaymentTaker;
    paymentReview: PaymentReview;
    disputes: Disputes;
    /** Made by modules/refunds, which needs payments. */
    refundNews: RefundNews;
    payments: PaymentsService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    payment: true;
    dispute: true;
  }
}

export const paymentsModule = {
  errorCodes: {
    PAYMENT_DECLINED: 'The payment provider declined the payment.',
    PAYMENT_IN_PROGRESS: 'An earlier payment of this booking is still undecided.',
  },
  storableErrors: [PaymentDeclinedError, PaymentInProgressError],
  opened: {
    webhookSecret: ({ database }) => sharedSecret(database, 'sandbox_webhook'),
    // Its client is large: it is loaded where it is used.
    async stripeProvider({ config, logger }) {
      if (config.payments.stripe === null) return null;
      const { createStripeProvider } = await import('./stripe-provider.ts');
      return createStripeProvider(config.payments.stripe, logger);
    },
  },
  components: {
    sandboxWebhooks: ({ database, webhookSecret, logger }) =>
      createSandboxWebhooks({ database, secret: webhookSecret, logger }),
    paymentProvider({ database, sandboxWebhooks, webhookSecret: secret, stripeProvider, config }) {
      if (stripeProvider) return waitingOutside(stripeProvider);
      const sandbox = createSandboxProvider({ database, secret, onWebhookQueued: () => sandboxWebhooks.wake() });
      return waitingOutside(config.graphql.sandbox ? createToldProvider(database, sandbox) : sandbox);
    },
    settlement: ({ database, bookingCache: cache, refundRequests: refunds, paidChanges: changes, limits, logger }) =>
      createSettlement({ database, cache, refunds, changes, limits, logger }),
    paymentReview: ({ database, paymentProvider: provider, settlement, logger }) =>
      createPaymentReview({ database, provider, settlement, logger }),
    disputes: ({ database, paymentProvider: provider, bookings, shows, refundRequests: refunds, logger }) =>
      createDisputes({ database, provider, bookings, shows, refunds, logger }),
    paymentTaker: ({
      database,
      paymentProvider: provider,
      settlement,
      paymentReview: review,
      paidChanges: changes,
      limits,
      config,
      logger,
    }) => {
      const { slowUntilDays } = config.payments;
      return new PaymentTaker({ database, provider, settlement, review, changes, limits, slowUntilDays, logger });
    },
    payments: ({ database, bookings, paymentProvider: provider, paymentTaker: taker, idempotency, limits }) =>
      createPaymentsService({ database, bookings, provider, taker, idempotency, limits }),
  },
  services: {
    payments: ({ payments, logger }) => withTypedOutages(payments, logger),
    disputes: ({ disputes, logger }) => withTypedOutages(disputes, logger),
  },
  workers: [
    {
      on: 'worker',
      worker: ({ database, paymentReview: review, settlement, logger }) =>
        createPaymentReconciler({ database, review, settlement, logger }),
    },
  ],
  runs: [
    {
      name: 'sandbox webhooks',
      // They go to the node's own route.
      on: 'api',
      stage: 'listening',
      start({ sandboxWebhooks, paymentProvider }, { ownUrl }) {
        if (ownUrl !== null && paymentProvider.name === 'sandbox') sandboxWebhooks.start(ownUrl);
      },
      stop: ({ sandboxWebhooks }) => sandboxWebhooks.stop(),
    },
  ],
  routes: [
    {
      method: 'POST',
      // The provider's: others have none.
      path: '/webhooks/payments/{provider}',
      handler: ({ paymentProvider: provider, paymentReview: review, refundNews, disputes, history, logger }) =>
        createPaymentWebhookRoute({
          provider,
          logger,
          onFact: createProviderNews({
            review,
            refundNews,
            disputes,
            logger,
            onUnknownCapture: () => history.noteLossSign('UNKNOWN_PAYMENT'),
          }),
        }),
    },
  ],
} as const satisfies ModuleManifest;
