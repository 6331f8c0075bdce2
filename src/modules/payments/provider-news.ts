import type { Logger } from '../../platform/observability/logger.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Disputes } from './disputes.ts';
import type { ProviderFact } from './payment-provider.ts';
import type { PaymentReview } from './payment-review.ts';

/** Takes what the provider says of refunds: see modules/refunds. */
export interface RefundNews {
  /** Looks the refund up at the provider and writes down how it stands; of one that was made there, that there is one. Throws NotFoundError. */
  review(reference: string): Promise<void>;
}

export interface ProviderNewsDeps {
  review: PaymentReview;
  refundNews: RefundNews;
  disputes: Disputes;
  logger: Logger;
  /** Called for captured money whose payment is unknown: PostgreSQL may have lost it. */
  onUnknownCapture: () => void;
}

/** What to do about a provider's webhook. Throws NotFoundError when it is about what is unknown here. */
export type TakeNews = (fact: ProviderFact) => Promise<void>;

/**
 * A webhook only says that there is news: how things stand is asked of the provider each time, so that webhooks may be doubled, late
 * and out of order.
 */
export function createProviderNews(deps: ProviderNewsDeps): TakeNews {
  const { review, refundNews, disputes, logger, onUnknownCapture } = deps;
  return async (fact) => {
    switch (fact.kind) {
      case 'payment': {
        const { paymentId, reference, status } = fact;
        try {
          await review.review(paymentId, { reference });
        } catch (error) {
          if (error instanceof NotFoundError && status === 'SUCCEEDED') {
            const advice =
              'money was captured for a payment that is unknown here: give it back at the provider, or find what was lost';
            logger.warn({ paymentId, reference }, advice);
            onUnknownCapture();
          }
          throw error;
        }
        return;
      }
      case 'refund':
        return await refundNews.review(fact.reference);
      case 'dispute':
        return await disputes.review(fact.reference);
    }
  };
}
