import { html, nothing, type TemplateResult } from 'lit-html';
import { seatsOfIds } from '../../../../packages/map/src/hall/hall.ts';
import { seatName } from '../../../../packages/map/src/views/seat-names.ts';
import { isConfirmed } from '../../purchase/booking-states.ts';
import { documentLink } from '../../views/document-link.ts';
import { otherLines } from '../../views/order-lines.ts';
import type { BookingsDesk, ListedBooking, OpenedBooking } from '../bookings-desk.ts';
import { bookingHistory } from './booking-history.ts';
import { bookingTickets } from './booking-tickets.ts';
import type { BookingsSectionOptions } from './bookings-section-options.ts';
import { cardButton } from './card-panel.ts';
import { customerForm } from './customer-form.ts';
import { focusField } from './form-field.ts';
import { formNotice } from './form-notice.ts';

/** Of the section that bookings are listed in. */
export const BOOKINGS_TITLE_ID = 'bookings-title';

/** A booking of the list, with all that hangs on it where it is opened. */
export function listedBooking(options: BookingsSectionOptions, booking: ListedBooking): TemplateResult {
  const { words, organiserWords, formats, desk, timezone, onRefund } = options;
  const { customer, reference, areas } = booking;
  const isOpened = desk.openedId === booking.id;
  const button = (text: string, onClick: () => void) =>
    cardButton(text, { of: reference, isBusy: desk.sender.isBusy, onClick });
  const stands = isConfirmed(booking.bookingStatus);
  const isLive = stands || booking.bookingStatus === 'PENDING_PAYMENT';
  return html`
    <article class="holder">
      <h3>${customer.name || organiserWords.noName} <span class="tag">${statusText(options, booking.bookingStatus)}</span></h3>
      <dl>
        ${fact(words.reference, html`<b>${reference}</b>`)} ${customer.email === '' ? nothing : fact(words.email, customer.email)}
        ${booking.seats.length > 0 ? fact(words.seats, seatNames(options, booking)) : nothing}
        ${areas.length > 0 ? fact(words.places, areas.map(({ area, quantity }) => `${area.label}: ${formats.count(quantity)}`).join(', ')) : nothing}
        ${fact(words.total, formats.money(booking.total))} ${fact(words.ordered, formats.moment(booking.createdAt, timezone))}
        ${booking.payableUntil ? fact(words.payableUntil, formats.moment(booking.payableUntil, timezone)) : nothing}
      </dl>
      ${isOpened ? details(options, reference) : nothing}
      <div class="card-actions">
        ${button(isOpened ? words.close : words.open, () => desk.open(isOpened ? null : booking.id))}
        ${stands && customer.email !== '' ? button(words.sendTickets, () => desk.sendTickets(booking)) : nothing}
        ${stands && booking.total.amount > 0 ? button(words.refund, () => onRefund(booking)) : nothing}
        ${isLive ? button(words.cancel, () => void desk.askCancel(booking)) : nothing}
      </div>
      ${desk.sentId === booking.id ? changeNotice(options) : nothing}
    </article>
  `;
}

/** How it stands, for the organiser, who is to see to a refund that failed: buyers are told that it is under way. */
export function statusText(
  { words, texts }: Pick<BookingsSectionOptions, 'words' | 'texts'>,
  status: ListedBooking['bookingStatus'],
): string {
  return status === 'REFUND_FAILED' ? words.refundFailed : texts.statuses[status];
}

/** What came of the last change. */
export function changeNotice(options: BookingsSectionOptions): TemplateResult {
  const { words, organiserWords, desk } = options;
  const { news, sender } = desk;
  return html`
    ${news ? html`<p class="done">${words.news[news.kind](news.name)}</p>` : nothing}
    ${formNotice({ ...options, words: organiserWords, sender, done: null })}
  `;
}

function details(options: BookingsSectionOptions, reference: string): TemplateResult {
  const { words, texts, desk } = options;
  const { opened, customer } = desk;
  if (!opened) return html`<p class="muted">${words.lookingUp}</p>`;
  if (customer.bookingId === opened.id) return customerForm(options, BOOKINGS_TITLE_ID);
  return html`
    <dl>
      ${opened.customer.phone ? fact(words.phone, opened.customer.phone) : nothing} ${fact(words.language, opened.locale)}
    </dl>
    <div class="card-actions">
      ${documentLink(opened.ticketsUrl, texts.ticketsPdf)} ${documentLink(opened.receiptUrl, texts.receiptPdf)}
      ${cardButton(words.correct, { of: reference, isBusy: desk.sender.isBusy, onClick: () => correct(desk, opened) })}
    </div>
    ${opened.lines.length > 0 ? part(words.lines, lines(options, opened), '') : nothing} ${part(words.tickets, tickets(options, opened), words.noTickets)}
    ${bookingTickets(options, opened)}
    ${part(words.payments, payments(options, opened), words.noPayments)}
    ${moneyParts(options, opened)}
    ${part(words.mails, mails(options, opened), words.noMails)}
    ${bookingHistory(options, opened)}
  `;
}

function correct(desk: BookingsDesk, opened: OpenedBooking): void {
  desk.customer.begin(opened);
  focusField('customer-name');
}

function part(title: string, entries: readonly TemplateResult[], none: string): TemplateResult {
  return html`
    <h4>${title}</h4>
    ${entries.length > 0 ? html`<ul>${entries}</ul>` : html`<p class="muted">${none}</p>`}
  `;
}

function lines({ formats }: BookingsSectionOptions, opened: OpenedBooking): TemplateResult[] {
  const tickets = opened.lines.filter(({ kind }) => kind === 'SEAT' || kind === 'AREA');
  return [...tickets, ...otherLines(opened.lines)].map(({ description, quantity, total }) => {
    const name = quantity > 1 ? `${formats.count(quantity)} × ${description}` : description;
    return html`<li><span>${name}</span> <span class="price">${formats.money(total)}</span></li>`;
  });
}

function tickets(options: BookingsSectionOptions, opened: OpenedBooking): TemplateResult[] {
  const { words, hall } = options;
  return opened.tickets.map(({ seatId, area, code, voidedAt, qrCodeUrl }) => {
    const [seat] = seatsOfIds(hall, [seatId]);
    const name = seat ? seatName(options, seat) : (area?.label ?? code);
    return html`
      <li>
        <span>${name}</span>
        ${
          voidedAt
            ? html`<span class="muted">${words.void}</span>`
            : html`<a href=${qrCodeUrl} target="_blank" rel="noopener" aria-label=${`${words.code}: ${name}`}>${words.code}</a>`
        }
      </li>
    `;
  });
}

function payments({ words, formats, timezone }: BookingsSectionOptions, opened: OpenedBooking): TemplateResult[] {
  return opened.payments.map(({ amount, createdAt, paymentStatus, pendingReason, failureCode, provider }) => {
    const waits = pendingReason === null ? undefined : words.pendingReasons[pendingReason];
    const status = waits ?? words.paymentStatuses[paymentStatus] ?? paymentStatus;
    const why = failureCode ? ` (${failureCode})` : '';
    return html`
      <li>
        <span>${formats.moment(createdAt, timezone)}, ${provider}: ${status}${why}</span>
        <span class="price">${formats.money(amount)}</span>
      </li>
    `;
  });
}

/** What went back, and what the buyer has the bank contest: of few bookings. */
function moneyParts(options: BookingsSectionOptions, opened: OpenedBooking) {
  const { words } = options;
  const { refunds, disputes } = opened;
  const made = refunds.map(({ amount, createdAt, refundStatus, isMadeAtProvider, failureCode }) => {
    const status = words.refundStatuses[refundStatus] ?? refundStatus;
    const where = isMadeAtProvider ? `, ${words.madeAtProvider}` : '';
    return moneyEntry(options, {
      createdAt,
      amount,
      what: `${status}${where}${failureCode ? ` (${failureCode})` : ''}`,
    });
  });
  const contested = (disputes ?? []).map(({ amount, createdAt, disputeStatus, reason }) => {
    const status = words.disputeStatuses[disputeStatus] ?? disputeStatus;
    return moneyEntry(options, { createdAt, amount, what: reason === null ? status : `${status} (${reason})` });
  });
  return html`
    ${made.length > 0 ? part(words.refunds, made, '') : nothing}
    ${contested.length > 0 ? part(words.disputes, contested, '') : nothing}
  `;
}

function moneyEntry(
  { formats, timezone }: BookingsSectionOptions,
  { createdAt, amount, what }: { createdAt: string; amount: OpenedBooking['payments'][number]['amount']; what: string },
): TemplateResult {
  return html`
    <li>
      <span>${formats.moment(createdAt, timezone)}: ${what}</span>
      <span class="price">${formats.money(amount)}</span>
    </li>
  `;
}

function mails(options: BookingsSectionOptions, opened: OpenedBooking): TemplateResult[] {
  const { words, organiserWords, formats, timezone } = options;
  return (opened.notifications ?? []).map(({ kind, channel, recipient, notificationStatus, queuedAt, sentAt }) => {
    const name = organiserWords.mailKinds[kind] ?? kind;
    const what = channel === 'SMS' ? `${name}, ${organiserWords.textMessage}` : name;
    return html`
      <li>
        <span>${formats.moment(sentAt ?? queuedAt, timezone)}, ${what}: ${recipient}</span>
        <span class="muted">${words.mailStatuses[notificationStatus] ?? notificationStatus}</span>
      </li>
    `;
  });
}

function seatNames(options: BookingsSectionOptions, { seats }: ListedBooking): string {
  const ids = seats.map(({ id }) => id);
  return seatsOfIds(options.hall, ids)
    .map((seat) => seatName(options, seat))
    .join('; ');
}

function fact(name: string, value: unknown): TemplateResult {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
