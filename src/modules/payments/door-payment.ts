import type { Querier } from '../../platform/postgres/database.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import { confirmBooking } from './confirmation.ts';
import { beginPayment } from './payment-changes.ts';

/** How what is sold at the box office is paid, as payments name their provider. Nobody can be asked about such a payment. */
export const DOOR_PROVIDERS = ['cash', 'card_terminal'] as const;

export type DoorProvider = (typeof DOOR_PROVIDERS)[number];

export function isPaidAtDoor(provider: string): boolean {
  return DOOR_PROVIDERS.some((known) => known === provider);
}

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
  await beginPayment(tx, { id: paymentId, bookingId, amount, currency, provider, pendingReason: null });
  const isConfirmed = await confirmBooking(tx, cache, { paymentId, reference: null });
  if (!isConfirmed) throw new Error(`booking ${bookingId} was not confirmed at the door`);
}
