import Stripe from 'stripe';
import { isId } from '../../platform/ids.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import {
  type KnownPayment,
  type PaymentKey,
  type PaymentProvider,
  type PaymentRequest,
  type PaymentState,
  UnknownPaymentTokenError,
} from './payment-provider.ts';
import { fromStripe, toStripe, UnchargeableAmountError } from './stripe-amounts.ts';
import { isRefusal, orBusy, orNull } from './stripe-client.ts';
import { NEVER_OFFERED, SLOW_METHODS } from './stripe-methods.ts';

/** Payment methods, and what Stripe's form gives for them before they are confirmed. */
const TOKEN = /^(?:pm|ctoken)_[A-Za-z0-9_]{1,250}$/;
/** Where the buyer can still pay. */
const OPEN: readonly string[] = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
const UNKNOWN = 'unknown';

export function isStripeToken(token: string): boolean {
  return TOKEN.test(token);
}

/** Payments as Stripe's PaymentIntents. */
export class StripePayments
  implements Pick<PaymentProvider, 'createPayment' | 'openSession' | 'lookup' | 'cancelPayment'>
{
  readonly #stripe: Stripe;
  readonly #publishableKey: string;
  readonly #logger: Logger;

  constructor({ stripe, publishableKey, logger }: { stripe: Stripe; publishableKey: string; logger: Logger }) {
    this.#stripe = stripe;
    this.#publishableKey = publishableKey;
    this.#logger = logger;
  }

  /** The intent is made first and our side notes its id; only then is it confirmed, and money can move. */
  createPayment = async (request: PaymentRequest): Promise<PaymentState> => {
    const { method } = request;
    let intent: Stripe.PaymentIntent;
    try {
      intent = await this.#make(request);
    } catch (error) {
      if (error instanceof UnchargeableAmountError) return failed(null, 'unchargeable_amount');
      // There is no intent: nothing can have been charged.
      if (isRefusal(error)) return failed(null, error.code ?? UNKNOWN);
      throw error;
    }
    await request.noteReference(intent.id);
    return method.kind === 'session' ? stateOf(intent) : await this.#confirm(request.paymentId, intent, method.token);
  };

  openSession: PaymentProvider['openSession'] = async ({ reference }) => {
    const intent = await this.#find(reference);
    if (!intent || !OPEN.includes(intent.status) || intent.client_secret === null) return null;
    return { provider: 'stripe', publishableKey: this.#publishableKey, clientSecret: intent.client_secret };
  };

  lookup = async ({ reference }: PaymentKey): Promise<PaymentState | null> => {
    const intent = await this.#find(reference);
    return intent && stateOf(intent);
  };

  cancelPayment = async ({ reference }: PaymentKey): Promise<PaymentState | null> => {
    if (reference === null) return null;
    try {
      return stateOf(await this.#stripe.paymentIntents.cancel(reference, { cancellation_reason: 'abandoned' }));
    } catch (error) {
      // It is not open any more, or there is none.
      if (isRefusal(error)) return await this.lookup({ paymentId: '', reference });
      throw error;
    }
  };

  async #make({ paymentId, reference, bookingId, amount, method }: PaymentRequest): Promise<Stripe.PaymentIntent> {
    const earlier = await this.#find(reference);
    if (earlier) return earlier;
    const isSession = method.kind === 'session';
    const allowsSlow = isSession && method.allowsSlow;
    return await this.#stripe.paymentIntents.create(
      {
        ...toStripe(amount),
        // A token is confirmed here, where no page can be left for the bank's.
        automatic_payment_methods: { enabled: true, allow_redirects: isSession ? 'always' : 'never' },
        excluded_payment_method_types: allowsSlow ? NEVER_OFFERED : [...NEVER_OFFERED, ...SLOW_METHODS],
        metadata: { paymentId, bookingId },
      },
      { idempotencyKey: paymentId },
    );
  }

  async #confirm(paymentId: string, intent: Stripe.PaymentIntent, token: string): Promise<PaymentState> {
    if (intent.status !== 'requires_payment_method' && intent.status !== 'requires_confirmation') {
      return stateOf(intent);
    }
    const method = token.startsWith('ctoken_') ? { confirmation_token: token } : { payment_method: token };
    try {
      return stateOf(
        await this.#stripe.paymentIntents.confirm(intent.id, method, { idempotencyKey: `${paymentId}_confirm` }),
      );
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError) return await this.#decline(paymentId, intent.id, error);
      if (!isRefusal(error)) throw error;
      const now = await this.#find(intent.id);
      if (now && !OPEN.includes(now.status)) return stateOf(now);
      const ended = await this.cancelPayment({ paymentId, reference: intent.id });
      if (ended?.status !== 'FAILED') throw error;
      if (error.code === 'resource_missing') throw new UnknownPaymentTokenError();
      return failed(intent.id, error.code ?? UNKNOWN);
    }
  }

  /** The buyer tries another card with another payment; this one is ended, so that nothing is charged for it any more. */
  async #decline(paymentId: string, reference: string, error: Stripe.errors.StripeCardError): Promise<PaymentState> {
    const ended = await this.cancelPayment({ paymentId, reference }).catch((cause) => {
      this.#logger.warn({ err: cause, paymentId }, 'a declined payment was not ended at Stripe');
      return null;
    });
    if (ended && ended.status !== 'FAILED') return ended;
    return failed(reference, error.decline_code ?? error.code ?? UNKNOWN);
  }

  async #find(reference: string | null): Promise<Stripe.PaymentIntent | null> {
    return reference === null ? null : await orBusy(orNull(this.#stripe.paymentIntents.retrieve(reference)));
  }
}

/** The intent, of ours or of somebody else on the same account. */
export function knownPaymentOf(intent: Stripe.PaymentIntent): KnownPayment {
  const { id: reference, amount, currency } = intent;
  return { ...stateOf(intent), reference, paymentId: paymentIdOf(intent), amount: fromStripe(amount, currency) };
}

/** Ours; null: it is none of ours. */
export function paymentIdOf(intent: string | Stripe.PaymentIntent | null): string | null {
  const paymentId = typeof intent === 'object' ? intent?.metadata.paymentId : undefined;
  return paymentId !== undefined && isId('payment', paymentId) ? paymentId : null;
}

function failed(reference: string | null, failureCode: string): PaymentState {
  return { status: 'FAILED', reference, failureCode };
}

function stateOf(intent: Stripe.PaymentIntent): PaymentState {
  const { id: reference, status, last_payment_error: attempt } = intent;
  const failureCode = attempt?.decline_code ?? attempt?.code;
  switch (status) {
    case 'succeeded':
      return { status: 'SUCCEEDED', reference };
    case 'canceled':
      return failed(reference, failureCode ?? 'canceled');
    case 'processing':
    case 'requires_capture':
      return { status: 'PENDING', pendingReason: 'PROCESSING', reference };
    default:
      return { status: 'PENDING', pendingReason: 'REQUIRES_ACTION', reference, ...(failureCode && { failureCode }) };
  }
}
