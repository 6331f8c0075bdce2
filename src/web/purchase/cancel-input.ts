import type { Booking } from '../api/box-office-types.ts';

/** Cancels it for what its buyer was told that goes back, and for no less. */
export function cancelInput({ id: bookingId, cancellationTerms }: Pick<Booking, 'id' | 'cancellationTerms'>): {
  bookingId: string;
  minimumRefund?: number;
} {
  const minimumRefund = cancellationTerms?.refund.amount ?? 0;
  return { bookingId, ...(minimumRefund > 0 && { minimumRefund }) };
}
