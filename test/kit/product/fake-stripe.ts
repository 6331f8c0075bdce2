import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';

/** What a test's Stripe account has, as far as we ask for it. */
interface Intent {
  id: string;
  object: 'payment_intent';
  /** In seconds. */
  created: number;
  amount: number;
  currency: string;
  status: Stripe.PaymentIntent.Status;
  client_secret: string;
  metadata: Record<string, string>;
  last_payment_error: { code: string; decline_code?: string } | null;
  excluded_payment_method_types: string[];
}

interface Refund {
  id: string;
  object: 'refund';
  created: number;
  amount: number;
  currency: string;
  status: string;
  failure_reason?: string;
  /** Null: of a charge that was made without one. */
  payment_intent: string | null;
  metadata: Record<string, string>;
}

interface Dispute {
  id: string;
  object: 'dispute';
  created: number;
  amount: number;
  currency: string;
  reason: string;
  status: string;
  payment_intent: string;
}

type Answer = [status: number, body: object];
type Params = Record<string, unknown>;

/** By payment method: what becomes of a confirmation with it. */
const CARDS: Readonly<Record<string, (intent: Intent) => Answer | undefined>> = {
  pm_card_visa(intent) {
    intent.status = 'succeeded';
    return undefined;
  },
  pm_card_declined(intent) {
    intent.status = 'requires_payment_method';
    intent.last_payment_error = { code: 'card_declined', decline_code: 'insufficient_funds' };
    const about = {
      ...intent.last_payment_error,
      message: 'Your card has insufficient funds.',
      payment_intent: intent,
    };
    return [402, { error: { type: 'card_error', ...about } }];
  },
  pm_card_3ds(intent) {
    intent.status = 'requires_action';
    return undefined;
  },
  pm_sepa_debit(intent) {
    intent.status = 'processing';
    return undefined;
  },
};

export const WEBHOOK_SECRET = 'whsec_of_the_tests';
/** Signs webhooks as Stripe does. */
const signer = new Stripe('sk_test_signer');

/** The few endpoints of Stripe's API that we use, with their states and idempotency keys, and what happens at Stripe without us. */
export class FakeStripe implements AsyncDisposable {
  readonly #server = createServer((req, res) => void this.#serve(req, res));
  readonly intents = new Map<string, Intent>();
  readonly refunds = new Map<string, Refund>();
  readonly disputes = new Map<string, Dispute>();
  readonly #answers = new Map<string, { request: string; answer: Answer }>();
  /** Each request as `POST /v1/refunds`. */
  readonly requests: string[] = [];
  /** Answers of such requests are lost, after they have been carried out; so many of them. */
  readonly lost = new Map<string, number>();
  /** Such requests are refused as too many; so many of them. */
  readonly busy = new Map<string, number>();
  /** Called before a request is carried out: one that it rejects never arrives. */
  onRequest: (request: string) => Promise<void> = async () => undefined;
  /** Of refunds that are made; one that is not SUCCEEDED is decided by the test. */
  nextRefundStatus = 'succeeded';
  /** The most that a list has at once, where it is asked for more: tests make many pages of few things by it. */
  largestPage = 100;
  #count = 0;

  static async start(): Promise<FakeStripe> {
    const fake = new FakeStripe();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get settings() {
    return {
      secretKey: 'sk_test_1',
      publishableKey: 'pk_test_1',
      webhookSecret: WEBHOOK_SECRET,
      apiUrl: this.url,
    };
  }

  /** The intent of a payment of ours. */
  intentOf(paymentId: string): Intent {
    return [...this.intents.values()].find(({ metadata }) => metadata.paymentId === paymentId)!;
  }

  /** The buyer pays in Stripe's form, or confirms it with the bank; or the bank decides about a debit. */
  become(paymentId: string, status: Stripe.PaymentIntent.Status, error: Intent['last_payment_error'] = null): Intent {
    return Object.assign(this.intentOf(paymentId), { status, last_payment_error: error });
  }

  /** Somebody else takes a payment on the same account. */
  payForeign(amount: number): Intent {
    const intent = this.#addIntent({ amount, currency: 'eur', metadata: {} });
    intent.status = 'succeeded';
    return intent;
  }

  /** Somebody refunds it in Stripe's dashboard. */
  refundInDashboard(paymentId: string, amount: number): Refund {
    return this.refundIntent(this.intentOf(paymentId), amount);
  }

  /** The same with any payment of the account. */
  refundIntent(intent: Intent, amount: number): Refund {
    return this.#addRefund(intent, { amount, metadata: {} });
  }

  dispute(paymentId: string, status: string): Dispute {
    return this.disputeIntent(this.intentOf(paymentId), status);
  }

  disputeIntent({ id, amount, currency }: Intent, status: string): Dispute {
    const known = [...this.disputes.values()].find((dispute) => dispute.payment_intent === id);
    const dispute: Dispute = known ?? {
      ...{ id: this.#newId('du'), object: 'dispute', created: nowInSeconds(), amount, currency },
      ...{ reason: 'fraudulent', status, payment_intent: id },
    };
    dispute.status = status;
    this.disputes.set(dispute.id, dispute);
    return dispute;
  }

  /** A webhook about the thing as it is now, to be sent when and as often as the test likes. */
  webhook(type: string, object: object): { body: Buffer; headers: Record<string, string> } {
    const event = { id: this.#newId('evt'), object: 'event', type, data: { object } };
    const payload = JSON.stringify(event);
    const signature = signer.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET });
    return { body: Buffer.from(payload), headers: { 'stripe-signature': signature } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #newId(prefix: string): string {
    this.#count += 1;
    return `${prefix}_${this.#count}`;
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url!, this.url);
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const request = `${req.method} ${url.pathname}`;
    this.requests.push(request);
    const arrives = await this.onRequest(request).then(
      () => true,
      () => false,
    );
    if (!arrives) {
      req.socket.destroy();
      return;
    }
    const params = paramsOf(req.method === 'GET' ? url.search.slice(1) : text);
    if (isOneOf(this.busy, request)) {
      res.writeHead(429, { 'content-type': 'application/json', 'retry-after': '0.001' });
      return void res.end(JSON.stringify({ error: { type: 'invalid_request_error', code: 'rate_limit' } }));
    }
    const [status, body] = this.#once(req.headers['idempotency-key'], `${request} ${text}`, () =>
      this.#answer(request, params),
    );
    if (isOneOf(this.lost, request)) {
      req.socket.destroy();
      return;
    }
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(JSON.stringify(body));
  }

  /** Repeats what it said to the key; refuses the key of another request. */
  #once(key: string | string[] | undefined, request: string, answer: () => Answer): Answer {
    if (typeof key !== 'string') return answer();
    const earlier = this.#answers.get(key);
    if (earlier && earlier.request !== request) return refusal('idempotency_error', 'idempotency_key_in_use');
    const given = earlier ?? { request, answer: structuredClone(answer()) };
    this.#answers.set(key, given);
    return given.answer;
  }

  #answer(request: string, params: Params): Answer {
    const [, method, kind, id, action] = /^(\w+) \/v1\/(\w+)(?:\/(\w+))?(?:\/(\w+))?$/.exec(request) ?? [];
    const known = { payment_intents: this.intents, refunds: this.refunds, disputes: this.disputes }[kind!];
    if (!known) return refusal('invalid_request_error', 'unknown_path');
    if (id === undefined) {
      if (method === 'GET') return this.#list(kind!, known.values(), params);
      return kind === 'payment_intents' ? [200, this.#addIntent(params)] : this.#refund(params);
    }
    const thing = known.get(id);
    if (!thing) return refusal('invalid_request_error', 'resource_missing', 404);
    if (action !== undefined) return this.#act(thing as Intent, action, params);
    return [200, 'expand' in params ? { ...thing, payment_intent: this.#expanded(thing) } : thing];
  }

  #expanded(thing: object): Intent | null {
    return this.intents.get((thing as { payment_intent: string }).payment_intent) ?? null;
  }

  #addIntent(params: Params): Intent {
    const id = this.#newId('pi');
    const intent: Intent = {
      created: nowInSeconds(),
      ...{ id, object: 'payment_intent', status: 'requires_payment_method', client_secret: `${id}_secret` },
      ...{ amount: Number(params.amount), currency: String(params.currency), last_payment_error: null },
      metadata: params.metadata as Record<string, string>,
      excluded_payment_method_types: Object.values((params.excluded_payment_method_types as object) ?? {}),
    };
    this.intents.set(id, intent);
    return intent;
  }

  #act(intent: Intent, action: string, params: Params): Answer {
    const isOpen = ['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status);
    if (!isOpen) return refusal('invalid_request_error', 'payment_intent_unexpected_state');
    if (action === 'cancel') {
      intent.status = 'canceled';
      return [200, intent];
    }
    const confirm = CARDS[String(params.payment_method)];
    if (!confirm) return refusal('invalid_request_error', 'resource_missing');
    return confirm(intent) ?? [200, intent];
  }

  #refund({ payment_intent, amount, metadata }: Params): Answer {
    const intent = this.intents.get(String(payment_intent));
    if (intent?.status !== 'succeeded') return refusal('invalid_request_error', 'resource_missing');
    const made = [...this.refunds.values()].filter((refund) => refund.payment_intent === intent.id);
    const isBack = ({ status }: Refund) => status !== 'failed' && status !== 'canceled';
    const left = made.filter(isBack).reduce((sum, refund) => sum - refund.amount, intent.amount);
    if (Number(amount) > left)
      return refusal('invalid_request_error', left === 0 ? 'charge_already_refunded' : 'amount_too_large');
    return [200, this.#addRefund(intent, { amount: Number(amount), metadata: metadata as Record<string, string> })];
  }

  /** A page of all things of the kind, or of those of an intent or a time, the newest first. */
  #list(kind: string, things: Iterable<Intent | Refund | Dispute>, params: Params): Answer {
    const { payment_intent, starting_after, limit = '10', expand } = params;
    const { gte = '0', lt = 'Infinity' } = (params.created ?? {}) as Record<string, string>;
    const all = [...things].toReversed().filter((thing) => {
      const isOfIntent =
        payment_intent === undefined || ('payment_intent' in thing && thing.payment_intent === payment_intent);
      return isOfIntent && thing.created >= Number(gte) && thing.created < Number(lt);
    });
    const start = starting_after === undefined ? 0 : all.findIndex(({ id }) => id === starting_after) + 1;
    if (starting_after !== undefined && start === 0) return refusal('invalid_request_error', 'resource_missing');
    const page = all.slice(start, start + Math.min(Number(limit), this.largestPage));
    const data =
      expand === undefined ? page : page.map((thing) => ({ ...thing, payment_intent: this.#expanded(thing) }));
    return [200, { object: 'list', data, has_more: start + page.length < all.length, url: `/v1/${kind}` }];
  }

  #addRefund(intent: Intent, { amount, metadata }: Pick<Refund, 'amount' | 'metadata'>): Refund {
    const refund: Refund = {
      created: nowInSeconds(),
      ...{ id: this.#newId('re'), object: 'refund', amount, currency: intent.currency, metadata },
      ...{ status: this.nextRefundStatus, payment_intent: intent.id },
    };
    this.refunds.set(refund.id, refund);
    return refund;
  }
}

/** Stripe's clock. */
function nowInSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}

/** Whether such a request has something left in store for it, which is used up then. */
function isOneOf(patterns: Map<string, number>, request: string): boolean {
  const pattern = [...patterns.keys()].find((each) => new RegExp(each).test(request));
  const left = pattern === undefined ? 0 : patterns.get(pattern)!;
  if (left > 0) patterns.set(pattern!, left - 1);
  return left > 0;
}

function refusal(type: string, code: string, status = 400): Answer {
  return [status, { error: { type, code, message: code } }];
}

/** `metadata[paymentId]=x` as `{ metadata: { paymentId: 'x' } }`. */
function paramsOf(text: string): Params {
  const params: Params = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const [, key, inner] = /^([^[]+)(?:\[([^\]]*)\])?/.exec(name)!;
    if (inner === undefined) params[key!] = value;
    else params[key!] = { ...(params[key!] as object), [inner]: value };
  }
  return params;
}
