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
  /** The part of the house that it opens; null: none. */
  allotmentId: string | null;
  /** Another one after each change of it. */
  version: number;
  createdAt: Date;
  /** Null: it was not ended. */
  endedAt: Date | null;
  /** Whether it can be used by PostgreSQL's clock, when it was read: neither ended nor outside of its time. */
  isCurrent: boolean;
}

/** The form in which codes are compared: what looks the same is the same, in whatever case it is typed. Empty: no code. */
export function normalisedCode(text: string): string {
  // Through capitals, so that ß is SS in both.
  return text.normalize('NFKC').trim().toUpperCase().toLowerCase();
}

/** What a lock keeps of it. */
export function termsOf({ id, code, percent, amount, price, tierIds, ticketTypeIds }: Code): CodeTerms {
  return { id, code, percent, amount, price, tierIds, ticketTypeIds };
}
