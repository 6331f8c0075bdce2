import Stripe from 'stripe';
import { isId } from '../../platform/ids.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import {
  type PaymentProvider,
  type PaymentState,
  type ProviderFact,
  type RawWebhook,
  WebhookRefusedError,
} from './payment-provider.ts';
import { createStripeClient, type StripeSettings } from './stripe-client.ts';
import { StripeLists } from './stripe-lists.ts';
import { isStripeToken, StripePayments } from './stripe-payments.ts';
import { disputeStatusOf, refundStatusOf, StripeRefunds } from './stripe-refunds.ts';

const SIGNATURE_HEADER = 'stripe-signature';
/** How old a signature may be: a webhook that was overheard can't be played back later. */
const TOLERANCE_S = 300;

const PAYMENT_STATUS: Readonly<Record<string, PaymentState['status']>> = { succeeded: 'SUCCEEDED', canceled: 'FAILED' };

/** Stripe, by its official client: see docs/payments.md. */
export function createStripeProvider(settings: StripeSettings, logger: Logger): PaymentProvider {
  const { publishableKey, webhookSecret } = settings;
  const stripe = createStripeClient(settings);
  const { createPayment, openSession, lookup, cancelPayment } = new StripePayments({ stripe, publishableKey, logger });
  const { refund, lookupRefund, lookupDispute } = new StripeRefunds(stripe);
  const { listPayments, listRefunds, listDisputes } = new StripeLists(stripe);
  return {
    name: 'stripe',
    publishableKey,
    acceptsToken: isStripeToken,
    createPayment,
    openSession,
    lookup,
    cancelPayment,
    refund,
    lookupRefund,
    lookupDispute,
    listPayments,
    listRefunds,
    listDisputes,
    parseWebhook: (webhook) => factOf(verified(stripe, webhookSecret, webhook)),
  };
}

/** The event of a webhook that Stripe has signed, over the bytes as they came. Throws WebhookRefusedError. */
function verified(stripe: Stripe, secret: string, { body, headers }: RawWebhook): Stripe.Event {
  const signature = headers[SIGNATURE_HEADER];
  if (typeof signature !== 'string') throw new WebhookRefusedError('signature');
  try {
    return stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_S);
  } catch (error) {
    const isUnsigned = error instanceof Stripe.errors.StripeSignatureVerificationError;
    throw new WebhookRefusedError(isUnsigned ? 'signature' : 'content');
  }
}

/** Null of what is nothing of ours: the account may be used for other things, too. */
function factOf(event: Stripe.Event): ProviderFact | null {
  switch (event.type) {
    case 'payment_intent.succeeded':
    case 'payment_intent.processing':
    case 'payment_intent.payment_failed':
    case 'payment_intent.requires_action':
    case 'payment_intent.canceled': {
      const { id: reference, metadata, status } = event.data.object;
      const { paymentId } = metadata;
      if (paymentId === undefined || !isId('payment', paymentId)) return null;
      return { kind: 'payment', paymentId, reference, status: PAYMENT_STATUS[status] ?? 'PENDING' };
    }
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated': {
      const { id: reference, status } = event.data.object;
      return { kind: 'refund', reference, status: refundStatusOf(status) };
    }
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated': {
      const { id: reference, status } = event.data.object;
      return { kind: 'dispute', reference, status: disputeStatusOf(status) };
    }
    default:
      return null;
  }
}
