import { languageOf } from '../../shared/text/language.ts';
import type { BookedContent } from '../bookings/booked-tickets.ts';
import type { Booking } from '../bookings/booking.ts';
import type { KeptMoney } from '../bookings/cancellation-rules.ts';
import { changeFeeLines } from '../pricing/changed-lines.ts';
import { type PriceLine, totalOfLines } from '../pricing/price-lines.ts';
import type { ChangeRules } from '../shows/change-rules.ts';
import type { Show } from '../shows/show.ts';
import { RETURN_FEE, worthOf } from './change-terms.ts';

/**
 * The rules that bind a buyer who cancels all of the booking; null: none do. A show that gives no time, for giving back or for exchanging, has
 * not said what buyers may do: then they may cancel until it begins, and all of their money goes back. Whoever cancels a show says what becomes
 * of its bookings, and what was not paid costs nothing to give back.
 */
export function bindingRules(
  booking: Pick<Booking, 'status' | 'total'>,
  { status, changeRules }: Pick<Show, 'status' | 'changeRules'>,
): ChangeRules | null {
  if (booking.status !== 'CONFIRMED' || booking.total === 0 || status === 'CANCELLED') return null;
  const saysNothing = changeRules.returnsUntil === null && changeRules.exchangesUntil === null;
  return saysNothing ? null : changeRules;
}

/** Until when its buyer may cancel the booking; null: not at all. */
export function cancellableUntil(
  booking: Pick<Booking, 'status' | 'total'>,
  show: Pick<Show, 'status' | 'startsAt' | 'changeRules'>,
): Date | null {
  const rules = bindingRules(booking, show);
  if (!rules) return show.startsAt;
  if (rules.returnsUntil === null) return null;
  return rules.returnsUntil < show.startsAt ? rules.returnsUntil : show.startsAt;
}

/** What is kept when all tickets are given back: the fees of the booking, where the show keeps them, those of earlier changes, and what it charges for each ticket. */
export function keptLines(
  { lines, seats, rows }: BookedContent,
  { keepsFees, returnFee, feeTaxRate: taxRate }: Pick<ChangeRules, 'keepsFees' | 'returnFee' | 'feeTaxRate'>,
  locale: string,
): PriceLine[] {
  const fees = lines.filter(({ kind, fee }) => kind === 'FEE' && (keepsFees || fee?.basis === 'CHANGE'));
  const amounts = [...seats, ...rows].flatMap((tickets) =>
    Array.from({ length: tickets.line.quantity }, () => Math.min(returnFee, worthOf(tickets))),
  );
  return [...fees, ...changeFeeLines({ name: RETURN_FEE[languageOf(locale)], amounts, taxRate })];
}

/** What goes back of so much that is left of the money: no more than there is, less what is kept; null: all of it. */
export function keptMoney(lines: PriceLine[], left: number): KeptMoney | null {
  const total = totalOfLines(lines);
  if (total === 0) return null;
  const refund = Math.max(0, left - total);
  return { refund, kept: left - refund, lines };
}
