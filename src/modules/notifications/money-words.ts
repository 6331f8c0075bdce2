import { percentOf } from '../../shared/money/rate.ts';
import { languageOf } from '../../shared/text/language.ts';
import { formatMoney } from '../pricing/money.ts';
import type { BookingDetails } from './booking-details.ts';
import { formatPercent, singleLine } from './format.ts';
import { type Say, sayIn } from './mail-texts.ts';

/** What a fee, or so many of it, is called. */
export function chargeName({ description, quantity }: { description: string; quantity: number }): string {
  return quantity === 1 ? singleLine(description) : `${singleLine(description)} × ${quantity}`;
}

/** What is tax of a sum, each rate in words, in the customer's language. */
export function includedTaxes(
  taxes: BookingDetails['taxes'],
  { locale, currency }: Pick<BookingDetails, 'locale' | 'currency'>,
): string[] {
  const say = sayIn(languageOf(locale));
  return taxes.map(({ rate, amount }) =>
    say('includedTax', {
      rate: formatPercent(percentOf(rate), locale),
      amount: formatMoney({ amount, currency }, locale),
    }),
  );
}

export function refundWords(
  say: Say,
  { wasConfirmed, isPaidAtDoor, refunded, refundsMade, currency, locale }: BookingDetails,
): string {
  // All of it together: one of several was told of before.
  const amount = formatMoney({ amount: refunded, currency }, locale);
  if (isPaidAtDoor) return refundsMade > 1 ? say('refundRestByHand', { amount }) : say('refundByHand');
  if (!wasConfirmed) return say('refundLateBody');
  return refundsMade > 1 ? say('refundRestBody', { amount }) : say('refundBody');
}

/** How much of what was paid is back, on its way and kept: there may be several refunds, and some of them are told of in one mail. */
export function partialRefundWords(say: Say, booking: BookingDetails): string[] {
  const { status, isPaidAtDoor, endedWithShow, keptByRules, currency, locale } = booking;
  const format = (amount: number) => formatMoney({ amount, currency }, locale);
  const [paid, refunded, refunding] = [format(booking.paid), format(booking.refunded), format(booking.refunding)];
  return [
    say(isPaidAtDoor ? 'partialRefundByHand' : 'partialRefundBody', { paid, amount: refunded }),
    ...(booking.refunding > 0 ? [say('partialRefundMore', { amount: refunding })] : []),
    ...(status === 'CONFIRMED' ? [say('partialRefundTickets')] : []),
    ...(endedWithShow === 'WITHOUT_FEES' ? [say('partialRefundFeesKept')] : []),
    ...(keptByRules && keptByRules.kept > 0 ? [say('partialRefundRulesKept', { kept: format(keptByRules.kept) })] : []),
  ];
}
