import type { Booking } from '../api/box-office-types.ts';

type Status = Booking['status'] | undefined;

/** It stands, and its tickets with it. */
export function isConfirmed(status: Status): boolean {
  return status === 'CONFIRMED' || status === 'PARTLY_REFUNDED';
}

/** It was cancelled: its tickets are good for nothing, wherever its money is. */
export function isVoid(status: Status): boolean {
  return status === 'CANCELLED' || status === 'REFUNDED' || status === 'REFUND_FAILED';
}
