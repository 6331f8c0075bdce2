import { html, nothing, type TemplateResult } from 'lit-html';
import { isPaidAtDoor } from '../../../shared/money/door-providers.ts';
import { isConfirmed } from '../../purchase/booking-states.ts';
import { goodTickets } from '../../purchase/ticket-returns.ts';
import { problemNotice } from '../../views/problem-notice.ts';
import { ticketChanges } from '../../views/ticket-changes.ts';
import type { OpenedBooking } from '../bookings-desk.ts';
import { withChangeTexts } from '../change-texts.ts';
import { COLLECTED_BY } from '../ticket-desk.ts';
import type { BookingsSectionOptions } from './bookings-section-options.ts';
import { methodChoice } from './method-choice.ts';

/** Single tickets of the opened booking, to be exchanged and given back: by organisers at any time. */
export function bookingTickets(
  options: BookingsSectionOptions,
  opened: OpenedBooking,
): TemplateResult | typeof nothing {
  const { words, doorWords, desk, isCancelled, language } = options;
  const { bookingStatus, show } = opened;
  if (!isConfirmed(bookingStatus) || isCancelled || !show) return nothing;
  const { ticketDesk } = desk;
  const { tickets, requests } = ticketDesk;
  const good = goodTickets(opened).length;
  const context = withChangeTexts(options, language);
  const quote = tickets.returns.quote ?? tickets.exchange.quote;
  const isByHand = opened.payments.some(({ provider }) => isPaidAtDoor(provider));
  return html`
    <div class="ticket-changes">
      ${ticketChanges({
        ...context,
        hall: options.hall,
        show,
        booking: opened,
        tickets,
        busy: requests.busy,
        problem: requests.problem,
        mayReturn: good > 1,
        mayExchange: good > 0,
        officePayment: {
          fields: methodChoice({
            legend: doorWords.method,
            name: 'collected-by',
            methods: COLLECTED_BY,
            names: doorWords.methods,
            chosen: ticketDesk.collectedBy,
            onChoose: (method) => ticketDesk.choose(method),
          }),
          paid: { method: ticketDesk.collectedBy },
        },
      })}
      ${isByHand && quote && quote.refund.amount > 0 ? html`<p class="hint">${words.byHand}</p>` : nothing}
      ${tickets.isOpen ? nothing : problemNotice(context, requests.problem)}
    </div>
  `;
}
