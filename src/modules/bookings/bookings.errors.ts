import { DomainError } from '../../shared/errors.ts';
import type { BookingStatus } from './booking.ts';

declare module '../../shared/errors.ts' {
  interface ErrorCodes {
    BOOKING_NOT_PAYABLE: true;
    BOOKING_NOT_CANCELLABLE: true;
  }
}

/** The booking is not waiting for payment (any more), or was tried too often; nothing was charged. */
export class BookingNotPayableError extends DomainError {
  readonly code = 'BOOKING_NOT_PAYABLE';
  readonly status: BookingStatus;

  constructor(status: BookingStatus, message = `The booking is ${STATUS_WORDS[status]}.`) {
    super(message);
    this.status = status;
  }
}

/** The booking has ended already, its show has begun, or its rules do not let a buyer; nothing was changed. */
export class BookingNotCancellableError extends DomainError {
  readonly code = 'BOOKING_NOT_CANCELLABLE';
  readonly status: BookingStatus;

  constructor(status: BookingStatus, message = `The booking is ${STATUS_WORDS[status]}.`) {
    super(message);
    this.status = status;
  }
}

const STATUS_WORDS: Record<BookingStatus, string> = {
  PENDING_PAYMENT: 'past its time to pay',
  CONFIRMED: 'confirmed already',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
  REFUNDED: 'refunded',
};
