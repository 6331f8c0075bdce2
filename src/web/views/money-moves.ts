import { html, nothing, type TemplateResult } from 'lit-html';
import type { Booking, Money, Show } from '../api/box-office-types.ts';
import type { ViewContext } from './view-context.ts';

export interface MoneyMovesOptions extends ViewContext {
  booking: Pick<Booking, 'paid' | 'balance' | 'refunds'>;
  show: Pick<Show, 'venue'>;
}

interface MovedMoney {
  paid: Money;
  /** Each with how it stands, below zero. */
  refunds: { words: string; amount: Money }[];
  left: Money;
}

/** What was paid for a booking of which something goes back, each refund, and what is left; nothing where none was asked for. */
export function moneyMoves(options: MoneyMovesOptions): TemplateResult | typeof nothing {
  const moved = movedMoney(options);
  if (moved === null) return nothing;
  const { texts, formats } = options;
  const line = (words: string, amount: Money) => html`
    <li class="other-line"><span class="line-name">${words}</span><span class="price">${formats.money(amount)}</span></li>
  `;
  return html`
    <ul class="lines money-moves">
      ${line(texts.paid, moved.paid)} ${moved.refunds.map(({ words, amount }) => line(words, amount))}
    </ul>
    <p class="total"><span>${texts.paidLessRefunds}</span><b>${formats.money(moved.left)}</b></p>
  `;
}

/** Null: nothing of it goes back. A refund that failed takes nothing off what is left, one that is under way does. */
export function movedMoney({ texts, formats, booking, show }: MoneyMovesOptions): MovedMoney | null {
  const { paid, balance, refunds } = booking;
  if (refunds.length === 0) return null;
  const underWay = refunds.filter(({ refundStatus }) => refundStatus === 'PENDING');
  return {
    paid,
    refunds: refunds.map(({ amount, refundStatus, createdAt }) => ({
      words: texts.refundOf(
        formats.moment(createdAt, show.venue.timezone),
        texts.refundStatuses[refundStatus] ?? refundStatus,
      ),
      amount: { ...amount, amount: -amount.amount },
    })),
    left: { ...balance, amount: underWay.reduce((left, { amount }) => left - amount.amount, balance.amount) },
  };
}
