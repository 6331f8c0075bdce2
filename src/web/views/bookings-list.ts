import { html, nothing, type TemplateResult } from 'lit-html';
import { chevron } from '../../../packages/map/src/views/chevron.ts';
import type { BookingSummary, ShowSummary } from '../api/box-office-types.ts';
import { orderStatus } from './order-status.ts';
import { ticketWords } from './ticket-count.ts';
import type { ViewContext } from './view-context.ts';

export interface BookingsListOptions extends ViewContext {
  show: Pick<ShowSummary, 'status'>;
  bookings: readonly BookingSummary[];
  onOpen(bookingId: string): void;
}

const LISTED: ReadonlySet<string> = new Set([
  'PENDING_PAYMENT',
  'CONFIRMED',
  'REFUNDED',
  'PARTLY_REFUNDED',
  'REFUND_FAILED',
]);

/** Whether a guest who looks for their bookings is to be shown one that stands so. */
export function isListedStatus(status: string): boolean {
  return LISTED.has(status);
}

/** This guest's bookings of the show: the way back to the tickets, and to a payment. */
export function bookingsList({
  texts,
  formats,
  show,
  bookings,
  onOpen,
}: BookingsListOptions): TemplateResult | typeof nothing {
  const listed = bookings.filter(({ status }) => isListedStatus(status));
  if (listed.length === 0) return nothing;
  return html`
    <section class="my-bookings">
      <h2>${texts.myTickets}</h2>
      <ul>
        ${listed.map(
          (booking) => html`
            <li>
              <button type="button" class="disclosure" @click=${() => onOpen(booking.id)}>
                <span>${booking.reference}</span>
                <small>
                  ${orderStatus({ texts }, booking.status, show)} · ${ticketWords({ texts }, booking)} ·
                  ${formats.money(booking.total)}
                </small>
                ${chevron()}
              </button>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}
