import type { Querier } from '../../platform/postgres/database.ts';
import type { DoorProvider } from '../../shared/money/door-providers.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import { confirmBooking } from './confirmation.ts';
import { findPayment, findPaymentsOf } from './payment.ts';
import { beginPayment, decide } from './payment-changes.ts';
import { PaymentInProgressError } from './payments.errors.ts';

/** How what is sold at the box office is paid, as the API names it: see DOOR_PROVIDERS. */
export const DOOR_PROVIDER_OF = { CASH: 'cash', CARD_TERMINAL: 'card_terminal' } as const satisfies Record<
  string,
  DoorProvider
>;

export type PaidDoorMethod = keyof typeof DOOR_PROVIDER_OF;

export interface DoorPayment {
  paymentId: string;
  bookingId: string;
  /** Minor units. */
  amount: number;
  currency: string;
  provider: DoorProvider;
}

/**
 * Takes money that the organiser has in hand for a booking that the caller's transaction has just made: the payment SUCCEEDED, the booking
 * CONFIRMED, its tickets and the events of all that.
 */
export async function payAtDoor(tx: Querier, cache: BookingCache, payment: DoorPayment): Promise<void> {
  const { paymentId, bookingId, amount, currency, provider } = payment;
  await beginPayment(tx, { id: paymentId, bookingId, amount, currency, provider, pendingReason: null, changeId: null });
  const paid = await confirmBooking(tx, cache, { paymentId, reference: null });
  if (!paid) throw new Error(`booking ${bookingId} was not confirmed at the door`);
}

/**
 * Takes money that the organiser has in hand for a change of a booking, whose row the caller has locked: the payment SUCCEEDED, and its events.
 * The caller applies the change in the same transaction. Throws PaymentInProgressError: it is being paid otherwise.
 */
export async function payChangeAtDoor(tx: Querier, payment: DoorPayment & { changeId: string }): Promise<void> {
  const { paymentId: id, bookingId, amount, currency, provider, changeId } = payment;
  const undecided = (await findPaymentsOf(tx, bookingId)).find(({ status }) => status === 'PENDING');
  if (undecided) throw new PaymentInProgressError(undecided.id);
  await beginPayment(tx, { id, bookingId, amount, currency, provider, pendingReason: null, changeId });
  await decide(tx, (await findPayment(tx, id))!, { status: 'SUCCEEDED', reference: null });
}
