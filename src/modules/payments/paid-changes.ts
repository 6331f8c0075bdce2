import type { Querier } from '../../platform/postgres/database.ts';
import type { Booking } from '../bookings/booking.ts';

/** What is to be paid, and until when. */
export interface Due {
  /** Minor units of the booking's currency. */
  amount: number;
  /** Of the hold on the seats that it is for. */
  expiresAt: Date;
}

/**
 * Changes of bookings that cost more than the booking did: see modules/changes, which needs payments. Each is called in a transaction that has
 * locked the booking's row.
 */
export interface PaidChanges {
  /**
   * What is to be paid for the quote now. Throws NotFoundError, QuoteNotUsableError, BookingNotChangeableError: it can not be applied (any more),
   * and nothing may be charged for it.
   */
  due(tx: Querier, booking: Booking, quoteId: string): Promise<Due>;
  /**
   * Applies the quote, whose money has come: its payment is written down as such in the same transaction. Resolves with what is to be called
   * after the commit. Throws a DomainError where it can not be applied any more: the caller undoes its transaction, and gives the money back.
   */
  apply(tx: Querier, booking: Booking, quoteId: string): Promise<() => Promise<void>>;
}
