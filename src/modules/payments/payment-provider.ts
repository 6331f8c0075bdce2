/**
 * The payment provider port. The provider's word may come before (webhook), with (answer) or instead of (webhook only)
 * the answer to a call: whoever calls must take all three, in any order and more than once, for the same payment. A webhook only
 * says that there is news; what is so is looked up, so that the order of webhooks does not matter.
 */

/** Characters. Providers' tokens are shorter; a wallet's whole payment data, which some take, is not. */
export const MAX_PAYMENT_TOKEN = 4_000;

export interface PaymentAmount {
  /** Minor units. */
  amount: number;
  currency: string;
}

/** A payment, as both sides call it. */
export interface PaymentKey {
  /** Ours; the provider's idempotency key. */
  paymentId: string;
  /** The provider's own id; null while it has not told one. */
  reference: string | null;
}

export interface PaymentRequest extends PaymentKey {
  bookingId: string;
  amount: PaymentAmount;
  method: PaymentMethod;
  /** Until when the seats are held for this payment. */
  holdExpiresAt: Date;
  /**
   * Called with the provider's own id, and awaited, before money can move where the provider tells it then: a payment without one was
   * never charged. Rejects when nobody waits for the payment any more: it must not be charged then.
   */
  noteReference(reference: string): Promise<void>;
}

/**
 * A token is what the buyer's page got from the provider in exchange for the card. With a session, the buyer pays in the provider's own
 * form; methods whose money is under way for days are among those offered only if `allowsSlow`.
 */
export type PaymentMethod = { kind: 'token'; token: string } | { kind: 'session'; allowsSlow: boolean };

/**
 * Why a payment is pending. REQUIRES_ACTION: the buyer has to do something, such as confirm it in the bank's app; no money moves without.
 * PROCESSING: the buyer has done all, and the money is under way, for days maybe.
 */
export type PendingReason = 'REQUIRES_ACTION' | 'PROCESSING';

export interface PaymentState {
  /** PENDING: not decided yet; the provider tells by webhook, or when it is asked. */
  status: 'SUCCEEDED' | 'FAILED' | 'PENDING';
  /** Of a pending payment; null where it is not known, or soon decided. */
  pendingReason?: PendingReason | null;
  /** The provider's own id of the payment; null while it has not told one. */
  reference: string | null;
  /** Why it failed, in the provider's words: `card_declined`; of one that waits for the buyer, why the last attempt did. */
  failureCode?: string;
}

/** What the buyer's page needs for the provider's own form. */
export interface PaymentSession {
  provider: string;
  /** The provider's public key of this installation; null where its form needs none. */
  publishableKey: string | null;
  /** Whoever has it can pay, and nothing else. Never stored. */
  clientSecret: string;
}

export interface RefundKey {
  /** Ours. */
  refundId: string;
  /** From 1; another one after the provider has refused it for good, as it repeats what it said of the first. */
  round: number;
}

/** The provider's idempotency key of a refund. */
export function refundKeyOf({ refundId, round }: RefundKey): string {
  return round === 1 ? refundId : `${refundId}_${round}`;
}

export interface RefundRequest extends RefundKey {
  payment: PaymentKey;
  /** Of what was charged, all or a part. */
  amount: PaymentAmount;
  /** The tickets whose money it gives back; told to the provider, for its records. */
  ticketIds: readonly string[];
}

export interface RefundState {
  /** PENDING: the provider is at it, and tells by webhook, or when it is asked. FAILED: for good, under this key. */
  status: 'SUCCEEDED' | 'FAILED' | 'PENDING';
  /** The provider's own id of the refund; null while it has not told one. */
  reference: string | null;
  /** Why it failed, in the provider's words: `insufficient_balance`. Set when, and only when, the status is FAILED. */
  failureCode?: string;
}

/** A payment that the provider has. */
export interface KnownPayment extends PaymentState {
  reference: string;
  /** Ours; null: it is none of ours. */
  paymentId: string | null;
  amount: PaymentAmount;
}

/** A refund that the provider has. */
export interface KnownRefund extends RefundState {
  reference: string;
  /** Ours; null: it is of a payment that is not ours. */
  paymentId: string | null;
  /** Null: it was not asked for by us, but made at the provider, in its dashboard. */
  key: RefundKey | null;
  amount: PaymentAmount;
}

/** CLOSED: an inquiry of the bank that ended without money being taken. */
export type DisputeStatus = 'NEEDS_RESPONSE' | 'UNDER_REVIEW' | 'WON' | 'LOST' | 'CLOSED';

/** The buyer has the bank contest a payment. */
export interface KnownDispute {
  reference: string;
  /** Ours; null: it is of a payment that is not ours. */
  paymentId: string | null;
  amount: PaymentAmount;
  /** In the provider's words: `fraudulent`. */
  reason: string;
  status: DisputeStatus;
}

/**
 * What a webhook is about, and what it says, which may be over: it may come more than once, late and out of order. A payment's id is
 * ours; references are the provider's.
 */
export type ProviderFact =
  | { kind: 'payment'; paymentId: string; reference: string; status: PaymentState['status'] }
  | { kind: 'refund'; reference: string; status: RefundState['status'] }
  | { kind: 'dispute'; reference: string; status: DisputeStatus };

export interface RawWebhook {
  /** As it came, byte for byte. */
  body: Buffer;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** From its beginning up to before its end, by the provider's clock. */
export interface ListedTime {
  from: Date;
  to: Date;
}

/** Some of what the provider has, and where the next ones begin; null: there are no more. */
export interface ProviderPage<Known> {
  items: readonly Known[];
  next: string | null;
}

/** Each call may be repeated. A rejection (time-out, connection lost) means that the outcome is unknown, not that it failed. */
export interface PaymentProvider {
  /** Stored with each payment and part of the webhook's path: `sandbox`. */
  readonly name: string;
  /** Told to everyone, for its form; null where there is none, or it needs none. */
  readonly publishableKey: string | null;
  /** Whether `createPayment` takes such a token; says nothing about whether the card is good. */
  acceptsToken(token: string): boolean;
  /**
   * Charges once per `paymentId`, by token, or makes what the buyer then pays in the provider's form: repeated calls answer what came
   * of the first one. Throws UnknownPaymentTokenError when there is no such token: nothing was charged.
   */
  createPayment(request: PaymentRequest): Promise<PaymentState>;
  /** For the provider's form, while the buyer has to act; null when it is too late for that. */
  openSession(payment: PaymentKey): Promise<PaymentSession | null>;
  /** How the payment stands; null when the provider has never heard of it, or cannot have charged it. Throws ProviderBusyError. */
  lookup(payment: PaymentKey): Promise<PaymentState | null>;
  /** Ends a payment that waits for the buyer, so that nothing is charged any more. Answers how it stands then, which may be otherwise. */
  cancelPayment(payment: PaymentKey): Promise<PaymentState | null>;
  /**
   * Gives back a part of a succeeded payment, or all of it; several times, as far as it goes. Once per key, whose first answer may change
   * later. Throws ProviderBusyError.
   */
  refund(request: RefundRequest): Promise<RefundState>;
  /** The refund with the provider's own id; null: there is none. Throws ProviderBusyError. */
  lookupRefund(reference: string): Promise<KnownRefund | null>;
  /** The dispute with the provider's own id; null: there is none. Throws ProviderBusyError. */
  lookupDispute(reference: string): Promise<KnownDispute | null>;
  /**
   * All payments that were made there in the time, ours and those of others on the same account, page by page: `after` is `next` of the page
   * before, null for the first. In any order, and each once. Throws ProviderBusyError.
   */
  listPayments(time: ListedTime, after: string | null): Promise<ProviderPage<KnownPayment>>;
  /** The same with refunds, whoever has asked for them. */
  listRefunds(time: ListedTime, after: string | null): Promise<ProviderPage<KnownRefund>>;
  /** The same with disputes. */
  listDisputes(time: ListedTime, after: string | null): Promise<ProviderPage<KnownDispute>>;
  /** What a webhook says, if it is about anything of ours; null if it is not. Throws WebhookRefusedError. */
  parseWebhook(webhook: RawWebhook): ProviderFact | null;
}

/** The provider knows no such token; nothing was charged. */
export class UnknownPaymentTokenError extends Error {
  constructor() {
    super('Unknown payment token.');
    this.name = 'UnknownPaymentTokenError';
  }
}

/** The provider has been asked too much: nothing was done, and it is to be asked less often for a while. */
export class ProviderBusyError extends Error {
  /** After which the provider wants to be asked again; null: it does not say. */
  readonly retryAfter_ms: number | null;

  constructor(retryAfter_ms: number | null = null) {
    super('The payment provider is asked too often.');
    this.name = 'ProviderBusyError';
    this.retryAfter_ms = retryAfter_ms;
  }
}

/** A webhook is not signed by the provider (`signature`), or is none of its webhooks (`content`). */
export class WebhookRefusedError extends Error {
  readonly flaw: 'signature' | 'content';

  constructor(flaw: 'signature' | 'content') {
    super(
      flaw === 'signature' ? 'The signature is missing, wrong or too old.' : 'Not a payment webhook of this provider.',
    );
    this.name = 'WebhookRefusedError';
    this.flaw = flaw;
  }
}
