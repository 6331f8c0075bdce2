import type { Booking } from '../../../src/modules/bookings/booking.ts';
import type { PaymentProvider } from '../../../src/modules/payments/payment-provider.ts';
import { createPaymentReview } from '../../../src/modules/payments/payment-review.ts';
import { PaymentTaker } from '../../../src/modules/payments/payment-taker.ts';
import { createPaymentsService, type PaymentsService } from '../../../src/modules/payments/payments.service.ts';
import { createLogger } from '../../../src/platform/observability/logger.ts';
import type { Principal } from '../../../src/shared/principal.ts';
import { CUSTOMER, guest, type TestBoxOffice } from './box-office.ts';
import { NO_LIMITS } from './no-limits.ts';

/** A provider whose answers a test decides; where it does not, charges are pending and refunds succeed. */
export function fakeProvider(more: Partial<PaymentProvider>): PaymentProvider {
  return {
    name: 'fake',
    publishableKey: null,
    acceptsToken: () => true,
    createPayment: async () => ({ status: 'PENDING', reference: null }),
    openSession: async () => null,
    cancelPayment: async () => null,
    lookupRefund: async () => null,
    lookupDispute: async () => null,
    listPayments: async () => ({ items: [], next: null }),
    listRefunds: async () => ({ items: [], next: null }),
    listDisputes: async () => ({ items: [], next: null }),
    parseWebhook: () => null,
    refund: async () => ({ status: 'SUCCEEDED', reference: 'r' }),
    lookup: async () => null,
    ...more,
  };
}

/** The payments of a box office, with another provider. */
export function paymentsWith(
  provider: PaymentProvider,
  { database, services, settlement, idempotency }: TestBoxOffice,
): PaymentsService {
  const logger = createLogger({ level: 'silent', nodeId: 'test' });
  const { bookings } = services;
  const review = createPaymentReview({ database, provider, settlement, logger });
  const changes = { due: () => Promise.reject(new Error('There are no changes here.')) };
  const about = { database, provider, settlement, review, changes };
  const taker = new PaymentTaker({ ...about, limits: NO_LIMITS, slowUntilDays: 14, logger });
  return createPaymentsService({ database, bookings, provider, taker, idempotency, limits: NO_LIMITS });
}

/** A booking of these seats by a guest of its own. */
export async function bookOn(
  { services }: TestBoxOffice,
  showId: string,
  seatIds: string[],
): Promise<{ buyer: Principal; booking: Booking }> {
  const buyer = guest();
  const { id: lockId } = await services.locks.lockSeats(buyer, { showId, seatIds });
  return { buyer, booking: await services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER }) };
}
