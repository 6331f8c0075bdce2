import { formatMoney } from '../pricing/money.ts';
import type { BookingDetails, KeptByRules } from './booking-details.ts';
import type { Say } from './mail-texts.ts';

/** What follows for the customer from the end of a booking that was cancelled: of its tickets, and of what was paid for it. */
export function consequence(say: Say, booking: BookingDetails): string[] {
  const { wasConfirmed, keptByRules, isHeld } = booking;
  const words = wasConfirmed && keptByRules ? keptWords(say, booking, keptByRules) : [say(allOrNothing(booking))];
  return isHeld ? [...words, say('cancellationHeld')] : words;
}

function allOrNothing({ wasConfirmed, total, isPaidAtDoor, endedWithShow }: BookingDetails) {
  if (!wasConfirmed) return 'cancellationUnpaid';
  if (total > 0 && endedWithShow === 'WITHOUT_FEES') return 'showCancelledWithoutFees';
  if (total > 0 && endedWithShow === 'NONE') return 'showCancelledNoRefund';
  if (total > 0 && isPaidAtDoor) return 'cancellationPaidAtDoor';
  return total === 0 ? 'cancellationFree' : 'cancellationPaid';
}

function keptWords(say: Say, { isPaidAtDoor, currency, locale }: BookingDetails, money: KeptByRules): string[] {
  const format = (amount: number) => formatMoney({ amount, currency }, locale);
  const [refund, kept] = [format(money.refund), format(money.kept)];
  const words = isPaidAtDoor ? 'cancellationByRulesAtDoor' : 'cancellationByRules';
  const now = money.refund === 0 ? say('cancellationAllKept', { kept }) : say(words, { refund, kept });
  return money.earlier === 0 ? [now] : [now, say('cancellationEarlier', { earlier: format(money.earlier) })];
}
