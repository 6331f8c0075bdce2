import type { Querier } from '../../platform/postgres/database.ts';
import type { Booking } from './booking.ts';

/** What of the money of a booking goes back that ends: all that is left of it, the same without its fees, or nothing. */
export type RefundTerms = 'FULL' | 'WITHOUT_FEES' | 'NONE';

/** How money that is kept for nothing goes back: see modules/refunds. */
export interface RefundRequests {
  /**
   * Of what is left of bookings, in the transaction that has ended them when they were confirmed; `bookings` are as they are then, and none is
   * there twice. All of it is asked for, unless `terms` say otherwise; but money that the buyer has the bank contest is held for the organiser to see to, as
   * the bank may give it to the buyer by itself.
   */
  request(tx: Querier, bookings: readonly Booking[], terms?: RefundTerms): Promise<void>;
  /**
   * Of a payment that paid for nothing, since it came too late or twice, in a transaction that has locked the booking's row and then the
   * payment's. Once, however often it is asked for. What the bank has given to the buyer of it (`lost`) is not asked for.
   */
  requestSurplus(
    tx: Querier,
    booking: Booking,
    payment: { id: string; provider: string; amount: number; currency: string; lost: number },
  ): Promise<void>;
  /**
   * The bank has given money of the payment to the buyer, in a transaction that has locked the booking's row and then the payment's: refunds of
   * it that the provider was not asked for yet FAILED, as far as they are of more than is left.
   */
  withhold(
    tx: Querier,
    booking: Booking,
    payment: { id: string; provider: string; amount: number; refunding: number; lost: number },
  ): Promise<void>;
  /**
   * Of tickets that a booking gives back, in the transaction of the change, which has locked its row; `booking` is as it is then. What can't be
   * taken of payments that nobody contests is HELD, as by `request`. Throws RefundNotPossibleError where too much has gone back before.
   */
  requestOfChange(
    tx: Querier,
    booking: Booking,
    change: { changeId: string; amount: number; ticketIds: readonly string[] },
  ): Promise<void>;
  /** What can be given back of what paid for the booking, whose row the caller has locked: minor units. */
  leftOf(tx: Querier, booking: Pick<Booking, 'id'>): Promise<number>;
  /** What of its money was to go back as the booking, which is over, was cancelled: minor units. */
  ofEnd(tx: Querier, booking: Pick<Booking, 'id'>): Promise<number>;
  /** Throws RefundNotPossibleError unless so much of what paid for the booking, whose row the caller has locked, is left to be given back. */
  assertRefundable(tx: Querier, booking: Pick<Booking, 'id' | 'currency'>, amount: number): Promise<void>;
  /** Called after a commit that may have left money to be given back. */
  wake(): void;
}
