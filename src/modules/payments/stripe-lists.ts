import type Stripe from 'stripe';
import type { ListedTime, PaymentProvider, ProviderPage } from './payment-provider.ts';
import { orBusy } from './stripe-client.ts';
import { knownPaymentOf } from './stripe-payments.ts';
import { knownDisputeOf, knownRefundOf } from './stripe-refunds.ts';

/** Stripe's largest page. */
const PAGE = 100;
/** Without it a refund or a dispute does not say whose it is. */
const WITH_INTENT = { expand: ['data.payment_intent'] };

/** All that the account has, page by page, the newest first. */
export class StripeLists implements Pick<PaymentProvider, 'listPayments' | 'listRefunds' | 'listDisputes'> {
  readonly #stripe: Stripe;

  constructor(stripe: Stripe) {
    this.#stripe = stripe;
  }

  listPayments: PaymentProvider['listPayments'] = async (time, after) =>
    pageOf(await orBusy(this.#stripe.paymentIntents.list(pageAfter(time, after))), knownPaymentOf);

  listRefunds: PaymentProvider['listRefunds'] = async (time, after) =>
    pageOf(await orBusy(this.#stripe.refunds.list({ ...pageAfter(time, after), ...WITH_INTENT })), knownRefundOf);

  listDisputes: PaymentProvider['listDisputes'] = async (time, after) =>
    pageOf(await orBusy(this.#stripe.disputes.list({ ...pageAfter(time, after), ...WITH_INTENT })), knownDisputeOf);
}

/** Stripe counts whole seconds. */
function pageAfter({ from, to }: ListedTime, after: string | null) {
  const created = { gte: Math.ceil(from.getTime() / 1_000), lt: Math.ceil(to.getTime() / 1_000) };
  return { created, limit: PAGE, ...(after !== null && { starting_after: after }) };
}

function pageOf<Thing extends { id: string }, Known>(
  { data, has_more }: Pick<Stripe.ApiList<Thing>, 'data' | 'has_more'>,
  knownOf: (thing: Thing) => Known,
): ProviderPage<Known> {
  return { items: data.map(knownOf), next: has_more ? (data.at(-1)?.id ?? null) : null };
}
