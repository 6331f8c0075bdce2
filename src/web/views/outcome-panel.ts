import { html, nothing, type TemplateResult } from 'lit-html';
import type { Booking, Show } from '../api/box-office-types.ts';
import { isVoid } from '../purchase/booking-states.ts';
import { mayExchange, mayReturn } from '../purchase/ticket-returns.ts';
import { askToCancelBooking, cancelBookingButton } from './cancel-booking.ts';
import { changeRules } from './change-rules.ts';
import { documentLink } from './document-link.ts';
import { keptWords } from './kept-money.ts';
import { moneyMoves } from './money-moves.ts';
import { orderButton } from './order-button.ts';
import { costLines } from './order-lines.ts';
import type { PanelOptions } from './panel-options.ts';
import { problemNotice } from './problem-notice.ts';
import { ticketChanges } from './ticket-changes.ts';
import { isCancelled, ticketList } from './ticket-list.ts';

export interface OutcomePanelOptions extends PanelOptions {
  show: Show;
  /** The server's time, ms since 1970. */
  now: number;
  /** Whether the buyer is being asked if the booking is to be cancelled. */
  isAskingToCancel: boolean;
  onAskToCancel(isAsking: boolean): void;
  onBack(): void;
}

const SEAL = html`<span class="seal" aria-hidden="true"
  ><svg viewBox="0 0 20 20" width="28" height="28"><path d="m4.5 10.5 3.6 3.6L15.5 6"></path></svg
></span>`;

/** The tickets; of a cancelled show without anything that would lead the buyer to it. */
export function confirmedPanel(options: OutcomePanelOptions): TemplateResult {
  const { texts, purchase, show } = options;
  const booking = purchase.booking!;
  const isOn = !isCancelled(show);
  return html`
    <div class="outcome">
      ${isOn ? SEAL : nothing}
      <h2 tabindex="-1">${isOn ? texts.confirmedTitle : texts.showCancelledTitle}</h2>
      <p class="muted">${isOn ? texts.confirmedBody : texts.showCancelledTickets}</p>
      <p class="reference"><small>${texts.reference}</small><b>${booking.reference}</b></p>
    </div>
    <h3>${texts.tickets}</h3>
    ${ticketList({ ...options, booking })}
    ${costLines(options, booking)} ${moneyMoves({ ...options, booking })}
    ${isOn ? buyersChanges(options, booking) : nothing} ${changeRules(options)}
    <div class="actions">
      ${isOn ? ticketActions(options) : nothing} ${receiptLink(options)} ${cancelButton(options)}
    </div>
    ${purchase.checkout.tickets.isOpen ? nothing : problemNotice(options, purchase.problem)}
    ${options.isAskingToCancel ? askToCancel(options) : nothing}
  `;
}

function buyersChanges(options: OutcomePanelOptions, booking: Booking): TemplateResult {
  const { purchase, show, now } = options;
  return ticketChanges({
    ...options,
    booking,
    tickets: purchase.checkout.tickets,
    busy: purchase.busy,
    problem: purchase.problem,
    mayReturn: mayReturn(show, booking, now),
    mayExchange: mayExchange(show, booking, now),
  });
}

function ticketActions({ texts, purchase, onBack }: OutcomePanelOptions): TemplateResult {
  return html`
    <button type="button" class="primary" @click=${() => print()}>${texts.printTickets}</button>
    ${documentLink(purchase.booking!.ticketsUrl, texts.ticketsPdf)}
    <a class="secondary" href=${purchase.booking!.calendarUrl} download>${texts.addToCalendar}</a>
    <button type="button" class="secondary" @click=${onBack}>${texts.buyMore}</button>
  `;
}

function receiptLink({ texts, purchase }: OutcomePanelOptions) {
  return documentLink(purchase.booking!.receiptUrl, texts.receiptPdf);
}

function cancelButton(options: OutcomePanelOptions) {
  const isBusy = options.purchase.busy === 'cancel';
  const booking = options.purchase.booking!;
  return cancelBookingButton({ ...options, booking, isBusy, onAsk: () => options.onAskToCancel(true) });
}

function askToCancel(options: OutcomePanelOptions): TemplateResult {
  const { purchase, onAskToCancel } = options;
  const booking = purchase.booking!;
  return askToCancelBooking({
    ...options,
    booking,
    onAnswer: (isYes) => {
      onAskToCancel(false);
      if (isYes) void purchase.checkout.cancelBooked();
    },
  });
}

/** An order that did not become a booking, or is none any more. */
export function endedPanel(options: OutcomePanelOptions): TemplateResult {
  const { texts, purchase, show } = options;
  const booking = purchase.booking!;
  const { title, body } = wordsFor(options, booking);
  const kept = isVoid(booking.status) ? keptWords(options, booking) : null;
  // Of one that was cancelled without a refund nothing comes.
  const isToBeRefunded =
    booking.status === 'CANCELLED' &&
    booking.payments.some(({ status }) => status === 'SUCCEEDED') &&
    booking.refunds.length > 0;
  const mayStillPay = booking.status === 'EXPIRED' && booking.payments.some(({ status }) => status === 'PENDING');
  return html`
    <div class="outcome">
      <h2 tabindex="-1">${title}</h2>
      <p class="muted">${body}</p>
      ${isToBeRefunded ? html`<p class="muted">${texts.refundComing}</p>` : nothing}
      ${kept === null ? nothing : html`<p class="muted">${kept}</p>`}
      ${mayStillPay ? html`<p class="muted">${texts.lateMoney}</p>` : nothing}
    </div>
    ${isVoid(booking.status) && booking.tickets.length > 0 ? ticketList({ ...options, booking }) : nothing}
    ${moneyMoves({ ...options, booking })}
    ${booking.receiptUrl === null ? nothing : html`<div class="actions">${receiptLink(options)}</div>`}
    ${problemNotice(options, purchase.problem)}
    ${isCancelled(show) ? nothing : html`<div class="actions">${nextActions(options, booking)}</div>`}
  `;
}

function nextActions({ texts, purchase, offSale, onBack }: OutcomePanelOptions, { status }: Booking): TemplateResult {
  if (status !== 'EXPIRED')
    return html`<button type="button" class="primary" @click=${onBack}>${texts.chooseAgain}</button>`;
  return html`
    ${orderButton({
      content: texts.holdAgain,
      isBusy: purchase.busy !== null,
      whyNot: offSale,
      onPress: () => purchase.holdAgain(),
    })}
    <button type="button" class="secondary" @click=${onBack}>${texts.chooseAgain}</button>
  `;
}

function wordsFor({ texts, show }: OutcomePanelOptions, booking: Booking): { title: string; body: string } {
  const { status, payments } = booking;
  // With a payment under way it is not known yet that nothing is charged.
  const isUnpaid = payments.every((payment) => payment.status === 'FAILED');
  if (status === 'EXPIRED' && isCancelled(show))
    return { title: texts.showCancelledTitle, body: isUnpaid ? texts.heldGivenUp : texts.showCancelledBody };
  if (isVoid(booking.status) && isCancelled(show)) {
    const body = status === 'REFUND_FAILED' ? ` ${texts.refundFailedBody}` : '';
    return { title: texts.showCancelledTitle, body: `${texts.showCancelledTickets}${body}` };
  }
  if (status === 'REFUNDED') return { title: texts.refundedTitle, body: texts.refundedBody };
  if (status === 'REFUND_FAILED') return { title: texts.cancelledTitle, body: texts.refundFailedBody };
  if (status === 'CANCELLED') return { title: texts.cancelledTitle, body: texts.cancelledBody };
  return { title: texts.expiredTitle, body: texts.expiredBody };
}
