import { html, nothing, type TemplateResult } from 'lit-html';
import type { Hall } from '../../../../packages/map/src/hall/hall.ts';
import type { PriceLine, Show } from '../../api/box-office-types.ts';
import type { BookingChanges } from '../../purchase/booking-changes.ts';
import { isConfirmed, isVoid } from '../../purchase/booking-states.ts';
import { mayExchange, mayReturn } from '../../purchase/ticket-returns.ts';
import { askToCancelBooking, cancelBookingButton } from '../../views/cancel-booking.ts';
import { changeRules as rulesOf } from '../../views/change-rules.ts';
import { documentLink } from '../../views/document-link.ts';
import { keptWords } from '../../views/kept-money.ts';
import { moneyMoves } from '../../views/money-moves.ts';
import { costLines } from '../../views/order-lines.ts';
import { problemNotice } from '../../views/problem-notice.ts';
import { ticketChanges } from '../../views/ticket-changes.ts';
import { admissionOf, isCancelled, ticketList } from '../../views/ticket-list.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { BookingPageTexts } from '../booking-texts.ts';
import type { LinkedBooking } from '../linked-booking.ts';

interface Words extends ViewContext {
  words: BookingPageTexts;
}

export interface BookingViewOptions extends Words {
  booking: LinkedBooking;
  show: Show;
  hall: Hall;
  /** The server's time, ms since 1970. */
  now: number;
  /** Whether its buyer is being asked if the booking is to be cancelled. */
  isAsking: boolean;
  changes: Pick<BookingChanges, 'tickets' | 'requests'>;
  /** In which a seat is chosen for an exchange; undefined: none is. */
  map: TemplateResult | undefined;
  onAsk(isAsking: boolean): void;
  onCancel(): void;
}

/** The link was good once, or never: who has it can't be told which. */
export function endedLinkView({ words }: Words): TemplateResult {
  return html`
    <main class="message" id="main">
      <h1>${words.endedTitle}</h1>
      <p class="muted">${words.endedBody}</p>
    </main>
  `;
}

export function bookingView(options: BookingViewOptions): TemplateResult {
  const { texts, words, booking, show } = options;
  const isOff = isCancelled(show);
  return html`
    <main class="booking-page panel" id="main">
      <h1>${words.title}</h1>
      <div class="outcome">
        <h2 id="booking-status" tabindex="-1">${isOff ? texts.showCancelledTitle : words.headings[booking.status]}</h2>
        ${about(options)}
        <p class="reference"><small>${texts.reference}</small><b>${booking.reference}</b></p>
      </div>
      ${facts(options)}
      <div class="actions">${actions(options)}</div>
      ${changes(options)} ${changeRules(options)} ${cancelButton(options)} ${problem(options)}
      ${booking.tickets.length > 0 ? html`<h2>${texts.tickets}</h2>${ticketList(options)}` : nothing}
      <section class="costs">${costs(options)} ${moneyMoves(options)}</section>
      ${booking.tickets.length > 0 ? html`<p class="muted">${words.keepSecret}</p>` : nothing}
      ${options.isAsking ? askToCancel(options) : nothing}
    </main>
  `;
}

/** What follows from how it stands. */
function about(options: BookingViewOptions) {
  const { texts, words, formats, booking, show } = options;
  const kept = isVoid(booking.status) ? keptWords(options, booking) : null;
  if (isCancelled(show)) return html`<p class="muted">${texts.showCancelledTickets} ${kept ?? ''}</p>`;
  if (kept !== null) return html`<p class="muted">${kept}</p>`;
  if (booking.status !== 'PENDING_PAYMENT') return nothing;
  const { payableUntil } = booking;
  const text =
    payableUntil === null ? words.moneyUnderWay : words.payUntil(formats.moment(payableUntil, show.venue.timezone));
  return html`<p class="muted">${text}</p>`;
}

function facts({ words, formats, booking, show }: BookingViewOptions): TemplateResult {
  const { name } = booking.customer;
  const rows = [
    [words.show, show.title],
    [words.when, formats.moment(show.startsAt, show.venue.timezone)],
    [words.where, `${show.venue.name}, ${show.venue.city}`],
    ...(name === '' ? [] : [[words.name, name]]),
  ];
  return html`<dl class="facts">${rows.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** What is paid for it; before there are tickets, which say it themselves, with each seat and place. */
function costs(options: BookingViewOptions): TemplateResult {
  const { booking } = options;
  const places = booking.tickets.length > 0 ? [] : booking.lines.flatMap((line) => placeLine(options, line));
  return html`
    ${places.length === 0 ? nothing : html`<ul class="lines">${places}</ul>`} ${costLines(options, booking)}
  `;
}

function placeLine(options: BookingViewOptions, line: PriceLine): TemplateResult[] {
  const { seat, area, ticketType, quantity, total } = line;
  const place = (seat || area) && admissionOf(options, { seatId: seat?.id ?? '', area, ticketType });
  if (!place) return [];
  const facts = [place.zone, place.soldAs, place.kind].filter((fact) => fact !== null);
  return [
    html`<li>
      <span class="line-name">
        <b>${quantity > 1 ? `${place.name} × ${quantity}` : place.name}</b><small>${facts.join(' · ')}</small>
      </span>
      <span class="price">${options.formats.money(total)}</span>
    </li>`,
  ];
}

/** What is had of it. */
function actions(options: BookingViewOptions): TemplateResult[] {
  const { texts, booking, show } = options;
  const hasTickets = booking.ticketsUrl !== null;
  return [
    hasTickets
      ? html`<button type="button" class="primary" @click=${() => print()}>${texts.printTickets}</button>`
      : html``,
    html`${documentLink(booking.ticketsUrl, texts.ticketsPdf)}`,
    html`${documentLink(booking.receiptUrl, texts.receiptPdf)}`,
    hasTickets && !isCancelled(show)
      ? html`<a class="secondary" href=${booking.calendarUrl} download>${texts.addToCalendar}</a>`
      : html``,
  ];
}

/** Its tickets, to be exchanged and given back as the show allows. */
function changes(options: BookingViewOptions) {
  const { booking, show, now, map } = options;
  const { tickets, requests } = options.changes;
  if (isCancelled(show) || !isConfirmed(booking.status)) return nothing;
  return ticketChanges({
    ...options,
    tickets,
    busy: requests.busy,
    problem: requests.problem,
    mayReturn: mayReturn(show, booking, now),
    mayExchange: mayExchange(show, booking, now),
    map,
  });
}

function changeRules(options: BookingViewOptions) {
  return isConfirmed(options.booking.status) ? rulesOf(options) : nothing;
}

/** Of tickets that are being changed it is said there. */
function problem(options: BookingViewOptions) {
  const { tickets, requests } = options.changes;
  return tickets.isOpen ? nothing : problemNotice(options, requests.problem);
}

function cancelButton(options: BookingViewOptions) {
  const { booking, changes, onAsk } = options;
  if (!isConfirmed(booking.status) && booking.status !== 'PENDING_PAYMENT') return nothing;
  const isBusy = changes.requests.busy === 'cancel';
  return cancelBookingButton({ ...options, isBusy, onAsk: () => onAsk(true) });
}

function askToCancel(options: BookingViewOptions): TemplateResult {
  const { booking, onAsk, onCancel } = options;
  return askToCancelBooking({
    ...options,
    booking,
    onAnswer: (isYes) => {
      onAsk(false);
      if (isYes) onCancel();
    },
  });
}
