import { DomainError } from '../../shared/errors.ts';
import type { Money } from '../pricing/money.ts';
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

/** Why a booking can't be cancelled, or not by this caller. */
export type CancellationObstacle =
  | 'ENDED'
  | 'SHOW_BEGUN'
  | 'SHOW_CANCELLED'
  | 'NOT_OFFERED'
  | 'TOO_LATE'
  | 'LESS_GOES_BACK';

/** The booking has ended already, its show has begun, or its rules do not let a buyer; nothing was changed. */
export class BookingNotCancellableError extends DomainError {
  readonly code = 'BOOKING_NOT_CANCELLABLE';
  readonly status: BookingStatus;
  readonly obstacle: CancellationObstacle;
  /** With LESS_GOES_BACK: what would go back by now, or was to go back as it was cancelled. */
  readonly refund: Money | null;

  constructor(status: BookingStatus, obstacle: CancellationObstacle = 'ENDED', refund: Money | null = null) {
    super(obstacle === 'ENDED' ? `The booking is ${STATUS_WORDS[status]}.` : OBSTACLES[obstacle]);
    this.status = status;
    this.obstacle = obstacle;
    this.refund = refund;
  }
}

const OBSTACLES: Record<Exclude<CancellationObstacle, 'ENDED'>, string> = {
  SHOW_BEGUN: 'The show has begun.',
  SHOW_CANCELLED: 'The show is cancelled, and its bookings with it: what goes back is as its organiser has said.',
  NOT_OFFERED: 'This show does not let buyers cancel. Its organiser can do it.',
  TOO_LATE: 'It is too late for that. The organiser of the show can do it.',
  LESS_GOES_BACK: 'Less goes back than that.',
};

const STATUS_WORDS: Record<BookingStatus, string> = {
  PENDING_PAYMENT: 'past its time to pay',
  CONFIRMED: 'confirmed already',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
  REFUNDED: 'refunded',
};
