import type { Querier } from '../../platform/postgres/database.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Booking } from '../bookings/booking.ts';
import { BookingNotPayableError } from '../bookings/bookings.errors.ts';
import type { PaidChanges } from '../payments/paid-changes.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { QuoteNotUsableError } from './changes.errors.ts';
import { countApplied, findQuote, isQuoteOpen, type Quote } from './quote.ts';
import { assertShowStands, type QuoteApplier } from './quote-applier.ts';

export interface PaidQuotesDeps {
  applier: QuoteApplier;
  seatMap: Pick<SeatMapService, 'apply'>;
}

/** What payments ask of quotes. */
export function createPaidQuotes({ applier, seatMap }: PaidQuotesDeps): PaidChanges {
  return {
    async due(tx, booking, quoteId) {
      const quote = await quoteAsItWas(tx, booking, quoteId);
      if (quote.charge === 0)
        throw new BookingNotPayableError(booking.status, 'Nothing is to be paid for this change.');
      await assertShowStands(tx, booking.showId);
      if (!(await isQuoteOpen(tx, quoteId))) throw new QuoteNotUsableError('EXPIRED');
      return { amount: quote.charge, expiresAt: quote.expiresAt };
    },
    async apply(tx, booking, quoteId) {
      const changes = await applier.apply(tx, booking, await quoteAsItWas(tx, booking, quoteId));
      return async () => {
        for (const change of changes) await seatMap.apply(change);
      };
    },
  };
}

/** Of a booking whose row the caller has locked: see `asItWas`. */
async function quoteAsItWas(tx: Querier, booking: Booking, quoteId: string): Promise<Quote> {
  return await asItWas(tx, booking, await findQuote(tx, quoteId));
}

/**
 * The quote, read with the row of its booking locked by the caller. Throws NotFoundError; QuoteNotUsableError: the booking was changed since,
 * maybe by this quote, or has ended.
 */
export async function asItWas(tx: Querier, booking: Booking, quote: Quote | null): Promise<Quote> {
  if (!quote || quote.bookingId !== booking.id) return quoteNotFound();
  const isAsItWas = booking.status === 'CONFIRMED' && quote.number === (await countApplied(tx, booking.id));
  if (!isAsItWas || quote.appliedAt !== null) throw new QuoteNotUsableError('OUTDATED');
  return quote;
}

export function quoteNotFound(): never {
  throw new NotFoundError('Quote', 'input.quoteId');
}
