import { formatMoney } from '../pricing/money.ts';
import type { BookingDetails } from './booking-details.ts';
import type { Say } from './mail-texts.ts';

/** What follows for the customer from the end of a booking that was cancelled: of its tickets, and of what was paid for it. */
export function consequence(say: Say, booking: BookingDetails): string {
  const { wasConfirmed, total, isPaidAtDoor, endedWithShow, keptByRules } = booking;
  if (!wasConfirmed) return say('cancellationUnpaid');
  if (keptByRules) return keptWords(say, booking, keptByRules);
  if (total > 0 && endedWithShow === 'WITHOUT_FEES') return say('showCancelledWithoutFees');
  if (total > 0 && endedWithShow === 'NONE') return say('showCancelledNoRefund');
  if (total > 0 && isPaidAtDoor) return say('cancellationPaidAtDoor');
  return total === 0 ? say('cancellationFree') : say('cancellationPaid');
}

function keptWords(
  say: Say,
  { isPaidAtDoor, currency, locale }: BookingDetails,
  money: NonNullable<BookingDetails['keptByRules']>,
): string {
  const format = (amount: number) => formatMoney({ amount, currency }, locale);
  const [refund, kept] = [format(money.refund), format(money.kept)];
  if (money.refund === 0) return say('cancellationAllKept', { kept });
  return say(isPaidAtDoor ? 'cancellationByRulesAtDoor' : 'cancellationByRules', { refund, kept });
}
