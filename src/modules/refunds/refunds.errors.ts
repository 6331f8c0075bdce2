import { DomainError } from '../../shared/errors.ts';
import { formatMoney } from '../pricing/money.ts';

declare module '../../shared/errors.ts' {
  interface ErrorCodes {
    REFUND_NOT_POSSIBLE: true;
  }
}

/** More than can be given back of what was paid for the booking; nothing was changed. */
export class RefundNotPossibleError extends DomainError {
  readonly code = 'REFUND_NOT_POSSIBLE';
  /** Minor units: what was paid, less refunds that were made or are under way, and lost disputes. */
  readonly refundable: number;
  readonly currency: string;

  constructor(refundable: number, currency: string) {
    super(
      refundable === 0
        ? 'Nothing of this booking can be refunded.'
        : `At most ${formatMoney({ amount: refundable, currency }, 'en')} of this booking can be refunded.`,
    );
    this.refundable = refundable;
    this.currency = currency;
  }
}
