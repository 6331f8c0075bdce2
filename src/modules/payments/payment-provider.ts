/**
 * The payment provider port. The provider's word may come before (webhook), with (answer) or instead of (webhook only)
 * the answer to `charge`: whoever calls must take all three, in any order and more than once, for the same payment.
 */

/** Characters. Providers' tokens are shorter; a wallet's whole payment data, which some take, is not. */
export const MAX_PAYMENT_TOKEN = 4_000;

export interface PaymentAmount {
  /** Minor units. */
  amount: number;
  currency: string;
}

export interface ChargeRequest {
  /** Ours; the provider's idempotency key. */
  paymentId: string;
  amount: PaymentAmount;
  /** What the buyer's page got from the provider in exchange for the card. */
  token: string;
  /** Until when the seats are held for this payment. */
  holdExpiresAt: Date;
}

export interface ChargeResult {
  /** PENDING: the provider decides later and tells by webhook (or `lookup`). */
  status: 'SUCCEEDED' | 'FAILED' | 'PENDING';
  /** The provider's own id of the charge; null while it has not told one. */
  reference: string | null;
  /** Why it failed, in the provider's words: `card_declined`. Set when, and only when, the status is FAILED. */
  failureCode?: string;
}

export interface RefundRequest {
  /** Ours; the provider's idempotency key. */
  refundId: string;
  paymentId: string;
  /** The provider's own id of the payment. */
  reference: string | null;
  /** Of what was charged, all or a part. */
  amount: PaymentAmount;
}

export interface RefundResult {
  /** PENDING: the provider is at it, and tells by webhook, or when it is asked again. FAILED: for good, under this key. */
  status: 'SUCCEEDED' | 'FAILED' | 'PENDING';
  /** The provider's own id of the refund; null while it has not told one. */
  reference: string | null;
  /** Why it failed, in the provider's words: `insufficient_balance`. Set when, and only when, the status is FAILED. */
  failureCode?: string;
}

export interface PaymentProvider {
  /** Stored with each payment and part of the webhook's path: `sandbox`. */
  readonly name: string;
  /** Whether `charge` takes such a token; says nothing about whether the card is good. */
  acceptsToken(token: string): boolean;
  /**
   * Charges once per `paymentId`: repeated calls answer what came of the first one. A rejection other than
   * UnknownPaymentTokenError (time-out, connection lost) means that the outcome is unknown, not that it failed.
   */
  charge(request: ChargeRequest): Promise<ChargeResult>;
  /**
   * Gives back a part of a succeeded charge, or all of it; several times, as far as it goes. Once per `refundId`: repeated calls answer
   * how the first one stands. A rejection means that the outcome is unknown.
   */
  refund(request: RefundRequest): Promise<RefundResult>;
  /** What came of the charge; null when the provider has never heard of it (it may then be charged again). */
  lookup(paymentId: string): Promise<ChargeResult | null>;
}

/** What a provider's webhook says. It may come more than once and late. */
export interface PaymentWebhook {
  provider: string;
  paymentId: string;
  status: 'SUCCEEDED' | 'FAILED';
  reference: string;
  failureCode?: string;
}

/** The provider knows no such token; nothing was charged. */
export class UnknownPaymentTokenError extends Error {
  constructor() {
    super('Unknown payment token.');
    this.name = 'UnknownPaymentTokenError';
  }
}
