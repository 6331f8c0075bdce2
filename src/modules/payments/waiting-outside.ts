import { outsideSlot } from '../../platform/load/slot.ts';
import type { PaymentProvider } from './payment-provider.ts';

/** The provider, whose answers operations wait for without a slot of this node: it may take seconds, and that is none of its load. */
export function waitingOutside(provider: PaymentProvider): PaymentProvider {
  return {
    name: provider.name,
    publishableKey: provider.publishableKey,
    acceptsToken: (token) => provider.acceptsToken(token),
    createPayment: (request) => outsideSlot(() => provider.createPayment(request)),
    openSession: (payment) => outsideSlot(() => provider.openSession(payment)),
    lookup: (payment) => outsideSlot(() => provider.lookup(payment)),
    cancelPayment: (payment) => outsideSlot(() => provider.cancelPayment(payment)),
    refund: (request) => outsideSlot(() => provider.refund(request)),
    lookupRefund: (reference) => outsideSlot(() => provider.lookupRefund(reference)),
    lookupDispute: (reference) => outsideSlot(() => provider.lookupDispute(reference)),
    listPayments: (...asked) => outsideSlot(() => provider.listPayments(...asked)),
    listRefunds: (...asked) => outsideSlot(() => provider.listRefunds(...asked)),
    listDisputes: (...asked) => outsideSlot(() => provider.listDisputes(...asked)),
    parseWebhook: (webhook) => provider.parseWebhook(webhook),
  };
}
