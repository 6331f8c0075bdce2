import { lookOfName } from '../../shared/text/plain-text.ts';
import type { CodeTerms } from '../pricing/code-terms.ts';

/** A promo code of a show, as its organiser knows it. Money is minor units of the show's currency. */
export interface Code extends CodeTerms {
  showId: string;
  /** Bookings that may be made with it at most, and tickets that may count for it in all of them; null: any number. */
  maxUses: number | null;
  maxTickets: number | null;
  /** Of bookings that are not over: one that expired, was cancelled or refunded has given its own back. */
  uses: number;
  tickets: number;
  /** Null: since ever, for ever. */
  validFrom: Date | null;
  validUntil: Date | null;
  /** Another one after each change of it. */
  version: number;
  createdAt: Date;
  /** Null: it was not ended. */
  endedAt: Date | null;
  /** Whether it can be used by PostgreSQL's clock, when it was read: neither ended nor outside of its time. */
  isCurrent: boolean;
}

/** The form in which codes are compared: what looks the same is the same, in whatever case it is typed and with whatever is not seen. Empty: no code. */
export function normalisedCode(text: string): string {
  return lookOfName(text);
}

/** What a lock keeps of it. */
export function termsOf(terms: Code): CodeTerms {
  const { id, code, percent, amount, price, tierIds, ticketTypeIds, allotmentId } = terms;
  return { id, code, percent, amount, price, tierIds, ticketTypeIds, allotmentId };
}
