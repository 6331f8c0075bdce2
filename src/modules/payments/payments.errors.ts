import { DomainError } from '../../shared/errors.ts';

declare module '../../shared/errors.ts' {
  interface ErrorCodes {
    PAYMENT_DECLINED: true;
    PAYMENT_IN_PROGRESS: true;
  }
}

/** The provider declined; the booking still waits for payment and its seats stay held until its deadline. */
export class PaymentDeclinedError extends DomainError {
  readonly code = 'PAYMENT_DECLINED';
  /** The provider's word: `card_declined`, `insufficient_funds`. */
  readonly failureCode: string;
  readonly paymentId: string;

  constructor(failureCode: string, paymentId: string) {
    super(`The payment was declined (${failureCode.replaceAll('_', ' ')}).`);
    this.failureCode = failureCode;
    this.paymentId = paymentId;
  }
}

/** A payment of this booking is not decided yet; nothing more was charged. */
export class PaymentInProgressError extends DomainError {
  readonly code = 'PAYMENT_IN_PROGRESS';
  readonly paymentId: string;

  constructor(paymentId: string) {
    super('A payment of this booking is not decided yet.');
    this.paymentId = paymentId;
  }
}
